#include "chapters/07_etcd.h"

#include <fmt/core.h>

#include "chapters/04_certificate_authority.h"
#include "chapters/etcd_member.h"
#include "chapters/layout.h"
#include "chapters/parts.h"

namespace vent {
namespace {

std::string url(Ipv4 address, int port) { return fmt::format("https://{}:{}", address.text(), port); }

UnitFile service(const Cluster& cluster, const Host& host) {
  const Ipv4 own = host.private_address;
  UnitFile unit = service_unit(
      "etcd", "notify",
      {program("etcd"), "--name=" + host.name, fmt::format("--data-dir={}", kEtcdData),
       fmt::format("--listen-client-urls=https://127.0.0.1:{},{}", kEtcdPort, url(own, kEtcdPort)),
       "--advertise-client-urls=" + url(own, kEtcdPort), "--listen-peer-urls=" + url(own, kEtcdPeerPort),
       "--initial-advertise-peer-urls=" + url(own, kEtcdPeerPort), "--initial-cluster-token=" + cluster.name,
       fmt::format("--cert-file={}/server.crt", kEtcd), fmt::format("--key-file={}/server.key", kEtcd),
       fmt::format("--trusted-ca-file={}/ca.crt", kEtcd), "--client-cert-auth",
       fmt::format("--peer-cert-file={}/peer.crt", kEtcd), fmt::format("--peer-key-file={}/peer.key", kEtcd),
       fmt::format("--peer-trusted-ca-file={}/ca.crt", kEtcd), "--peer-client-cert-auth",
       "--listen-metrics-urls=http://127.0.0.1:2381", "--logger=zap", "--log-level=warn"});
  // Who the members are when it begins (etcd_member.h). Not among its flags: they change, and it need not begin again.
  unit.section("Service").set("EnvironmentFile", fmt::format("-{}", kEtcdFirstStart));
  harden(unit, "etcd", {kEtcdData});
  return unit;
}

}  // namespace

std::vector<std::string> etcdctl(std::vector<std::string> arguments) {
  std::vector<std::string> command = {program("etcdctl"), fmt::format("--endpoints=https://127.0.0.1:{}", kEtcdPort),
                                      fmt::format("--cacert={}/ca.crt", kEtcd),
                                      fmt::format("--cert={}/server.crt", kEtcd),
                                      fmt::format("--key={}/server.key", kEtcd)};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

std::vector<Resource> etcd_resources(const Design& design, const Host& host) {
  const Resource etcd = artifact(design, host, "etcd", kPrograms, "Keeps everything that the cluster knows.");
  std::vector<Resource> resources = {
      etcd, artifact(design, host, "etcdctl", kPrograms, "Tells etcd of members that come and go; to ask it by hand."),
      directory(kEtcdData, "Everything that the cluster knows.", {.mode = 0700, .owner = "etcd", .group = "etcd"},
                Inside::ours)};
  append(resources, before_etcd_starts(design, host));
  std::vector<Resource> inputs = etcd_certificates(design, host);
  inputs.push_back(etcd);
  resources.push_back(unit("etcd.service", service(design.cluster, host), inputs,
                           "Runs when all members found each other: then it says that it is ready."));
  append(resources, when_etcd_runs(design.cluster));
  return resources;
}

}  // namespace vent
