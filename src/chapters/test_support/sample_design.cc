#include "chapters/test_support/sample_design.h"

#include <fmt/core.h>

#include "base/sha256.h"
#include "base/text.h"
#include "chapters/certificates.h"
#include "cluster/pod_ranges.h"

namespace vent {
namespace {

constexpr const char* kFiles[] = {"etcd",
                                  "etcdctl",
                                  "etcdutl",
                                  "kube-apiserver",
                                  "kube-controller-manager",
                                  "kubectl",
                                  "kube-scheduler",
                                  "kubelet",
                                  "kube-proxy",
                                  "containerd",
                                  "ctr",
                                  "runc",
                                  "runsc",
                                  "containerd-shim-runc-v2",
                                  "containerd-shim-runsc-v1",
                                  "bridge",
                                  "bandwidth",
                                  "firewall",
                                  "host-local",
                                  "loopback",
                                  "portmap",
                                  "flanneld",
                                  "pause.tar",
                                  "coredns.tar",
                                  "toolbox.tar"};

std::string use_text(CertificateUse use) {
  switch (use) {
    case CertificateUse::authority:
      return "authority";
    case CertificateUse::server:
      return "server";
    case CertificateUse::client:
      return "client";
    case CertificateUse::both:
      return "server and client";
  }
  return "";
}

std::string identity_text(const std::string& name, const Identity& identity) {
  std::vector<std::string> names = identity.dns_names;
  for (const Ipv4 address : identity.addresses) names.push_back(address.text());
  return fmt::format("certificate {}: CN={} O={}, {}{}{}\n", name, identity.common_name, identity.organization,
                     use_text(identity.use), names.empty() ? "" : ", for ", join(names, " "));
}

KeyTexts texts_of(const std::string& name, const Identity& identity) {
  return {.certificate = identity_text(name, identity),
          .key = Secret(fmt::format("key {}\n", name)),
          .public_key = fmt::format("public key {}\n", name)};
}

StoredArtifact stored(const std::string& file, Architecture architecture) {
  return {.artifact = {.name = {.component = "component-of-" + file,
                                .version = "1.2.3",
                                .architecture = architecture,
                                .file = file},
                       .digest = sha256_hex(file + std::string(architecture_name(architecture))),
                       .size = 1000,
                       .source = "example.com/" + file},
          .path = "/store/" + file};
}

}  // namespace

Design design_for(Cluster cluster) {
  if (cluster.overlay == Overlay::vxlan) fill_in(cluster, give_pod_ranges(cluster, {}).value());
  Design design{.cluster = std::move(cluster)};
  for (const AuthorityWish& wish : authorities_of(design.cluster))
    design.keys.add(wish.name, texts_of(wish.name, wish.identity));
  for (const CertificateWish& wish : certificates_of(design.cluster))
    design.keys.add(wish.name, texts_of(wish.name + " by " + wish.authority, wish.identity));
  design.keys.add(kServiceAccountKey, texts_of(kServiceAccountKey, {}));
  design.keys.add(kEncryptionKey, Secret(std::string(kEncryptionKeySize, 'k')));
  for (const Architecture architecture : kArchitectures)
    for (const char* file : kFiles) design.artifacts.add(stored(file, architecture));
  return design;
}

}  // namespace vent
