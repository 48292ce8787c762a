#include "chapters/certificates.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "chapters/test_support/sample_cluster.h"
#include "cluster/test_support/any_cluster.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vent {
namespace {

const CertificateWish& named(const std::vector<CertificateWish>& wishes, std::string_view name) {
  return *std::ranges::find(wishes, name, &CertificateWish::name);
}

RC_GTEST_PROP(Certificates, HaveANameOfTheirOwnAndAnAuthorityThatExists, ()) {
  const Cluster cluster = *any_cluster();
  std::set<std::string> authorities, names;
  for (const AuthorityWish& wish : authorities_of(cluster)) RC_ASSERT(authorities.insert(wish.name).second);
  for (const CertificateWish& wish : certificates_of(cluster)) {
    RC_ASSERT(names.insert(wish.name).second);
    RC_ASSERT(authorities.contains(wish.authority));
    const bool serves = wish.identity.use == CertificateUse::server || wish.identity.use == CertificateUse::both;
    RC_ASSERT(serves == !wish.identity.addresses.empty());
  }
}

TEST(Certificates, OfTheApiHoldEveryNameByWhichItIsAsked) {
  const Cluster cluster = sample_cluster();
  const Identity api = named(certificates_of(cluster), "kube-apiserver-controller-1").identity;
  for (const char* name :
       {"kubernetes", "kubernetes.default.svc", "localhost", "controller-1", "controller-1.example.com"})
    EXPECT_TRUE(std::ranges::count(api.dns_names, name)) << name;
  for (const char* address : {"127.0.0.1", "10.80.1.1", "198.51.100.2", "172.30.0.1"})
    EXPECT_TRUE(std::ranges::count(api.addresses, Ipv4::parse(address).value())) << address;
}

TEST(Certificates, OfTheApiHoldTheNamesOfTheFileOnce) {
  Cluster cluster = sample_cluster();
  cluster.api.names = {"api.example.com", "203.0.113.7", "controller-0.example.com", "10.80.0.1"};
  cluster.api.endpoint = "api.example.com";
  for (const char* host : {"controller-0", "controller-1"}) {
    const Identity api = named(certificates_of(cluster), fmt::format("kube-apiserver-{}", host)).identity;
    for (const char* name : {"api.example.com", "controller-0.example.com"})
      EXPECT_EQ(std::ranges::count(api.dns_names, name), 1) << name;
    for (const char* address : {"203.0.113.7", "10.80.0.1"})
      EXPECT_EQ(std::ranges::count(api.addresses, Ipv4::parse(address).value()), 1) << address;
  }
  cluster.api.names.clear();
  cluster.api.endpoint = "203.0.113.9";
  const Identity api = named(certificates_of(cluster), "kube-apiserver-controller-0").identity;
  EXPECT_EQ(std::ranges::count(api.addresses, Ipv4::parse("203.0.113.9").value()), 1);
}

// Where ssh reaches a controller, kubectl asks the API.
RC_GTEST_PROP(Certificates, OfTheApiHoldTheAddressThatTheOperatorUses, ()) {
  const Cluster cluster = *any_cluster();
  const std::vector<CertificateWish> wishes = certificates_of(cluster);
  for (const Host* host : cluster.with_role(Role::controller)) {
    const Identity& api = named(wishes, "kube-apiserver-" + host->name).identity;
    const Result<Ipv4> address = Ipv4::parse(host->address);
    const bool is_held = address ? std::ranges::count(api.addresses, *address) > 0
                                 : std::ranges::count(api.dns_names, host->address) > 0;
    RC_ASSERT(is_held);
  }
}

TEST(Certificates, OfPeopleMakeThemMastersUnderTheirOwnNames) {
  const std::vector<CertificateWish> wishes = certificates_of(sample_cluster());
  for (const char* name : kPeople) {
    EXPECT_EQ(named(wishes, name).identity.common_name, name);
    EXPECT_EQ(named(wishes, name).identity.organization, "system:masters");
    EXPECT_EQ(named(wishes, name).authority, "ca");
  }
}

TEST(Certificates, OfANodeSayWhichNodeItIs) {
  const Identity node = named(certificates_of(sample_cluster()), "kubelet-client-worker-0").identity;
  EXPECT_EQ(node.common_name, "system:node:worker-0");
  EXPECT_EQ(node.organization, "system:nodes");
}

// Whoever may ask etcd reads every secret: no part of Kubernetes but the API server has such a certificate.
TEST(Certificates, OfEtcdAreForControllersAndTheApiServerOnly) {
  for (const CertificateWish& wish : certificates_of(sample_cluster())) {
    if (wish.authority != "etcd-ca") continue;
    EXPECT_TRUE(wish.name.starts_with("etcd-") || wish.name == "kube-apiserver-etcd-client") << wish.name;
    EXPECT_EQ(wish.name.find("worker"), std::string::npos) << wish.name;
  }
}

}  // namespace
}  // namespace vent
