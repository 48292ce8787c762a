#pragma once

#include <string>
#include <vector>

#include "resources/resource.h"
#include "resources/started_unit.h"

namespace vent {

constexpr const char* kSecretText = "hunter2";

// One or more of each kind, as chapters would write them.
inline std::vector<Resource> samples() {
  UnitFile etcd;
  etcd.section("Unit").set("Description", "etcd");
  etcd.section("Service").set("Type", "notify").set("ExecStart", exec_line({"/usr/local/bin/etcd"}));
  etcd.section("Install").set("WantedBy", "multi-user.target");
  const Resource hosts{
      .spec = File{.path = "/etc/hosts", .content = open_content("127.0.0.1 localhost\n"), .ownership = {}},
      .why = "names without DNS"};
  const Resource secret{.spec = File{.path = "/etc/vent/token",
                                     .content = secret_content(Secret(kSecretText)),
                                     .ownership = {.mode = 0640, .owner = "root", .group = "etcd"}},
                        .why = "what members show each other"};
  return {
      {.spec = Directory{.path = "/etc/vent"}, .why = "where all of it is"},
      {.spec = Directory{.path = "/var/lib/etcd",
                         .ownership = {.mode = 0700, .owner = "etcd", .group = "etcd"},
                         .inside = Inside::ours},
       .why = "the data"},
      hosts,
      secret,
      {.spec = File{.path = "/etc/it's odd", .content = open_content("no end of line"), .ownership = {.mode = 0600}},
       .why = ""},
      {.spec = File{.path = "/etc/zeros", .content = open_content(std::string("100%\0\\", 6)), .ownership = {}},
       .why = ""},
      {.spec = Symlink{.path = "/usr/local/bin/kubectl", .target = "/opt/vent/kubectl"}, .why = "short to type"},
      {.spec = Package{.name = "socat"}, .why = "port-forward needs it"},
      {.spec = User{.name = "etcd"}, .why = "nobody else reads the keys"},
      {.spec = User{.name = "apiserver", .home = "/var/lib/apiserver"}, .why = ""},
      {.spec = KernelModule{.name = "br_netfilter", .evidence = "/proc/sys/net/bridge"}, .why = "bridged pods"},
      {.spec = KernelModule{.name = "overlay"}, .why = ""},
      {.spec = Sysctl{.key = "net.ipv4.ip_forward", .value = "1"}, .why = "packets of pods"},
      {.spec = SwapOff{}, .why = "the kubelet wants it"},
      {.spec = started_unit("etcd.service", etcd, std::vector<Resource>{hosts, secret}), .why = "the store"},
      {.spec = CommandOnce{.name = "etcd has data",
                           .probe = {"test", "-e", "/var/lib/etcd/member"},
                           .run = {"etcdctl", "snapshot restore", "it's"},
                           .undo = {"rm", "-r", "/var/lib/etcd/member"}},
       .why = ""},
      {.spec = Wait{.name = "etcd has a leader", .probe = {"etcdctl", "endpoint", "health"}},
       .why = "the API server gives up early"},
      {.spec = ArtifactFile{.path = "/usr/local/bin/kubelet",
                            .content = stored_content("/not/there", std::string(64, 'a'), 75'182'242),
                            .name = "kubelet",
                            .source = "kubernetes 1.36.3 kubelet (amd64), built from k8s.io/kubernetes v1.36.3"},
       .why = "it starts the pods of its node"},
      {.spec = ArtifactFile{.path = "/var/lib/vent-images/it's coredns.tar",
                            .content = stored_content("/not/there", std::string(64, 'b'), 22'000'000),
                            .ownership = {.mode = 0640, .owner = "root", .group = "etcd"},
                            .name = "it's coredns.tar",
                            .source = "an image"},
       .why = ""},
  };
}

}  // namespace vent
