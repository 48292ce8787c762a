#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "chapters/chapters.h"
#include "chapters/test_support/resources_text.h"
#include "chapters/test_support/sample_cluster.h"
#include "chapters/test_support/sample_design.h"
#include "support/golden.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

Cluster one_controller() {
  Cluster cluster = sample_cluster();
  std::erase_if(cluster.hosts, [](const Host& host) { return host.name == "controller-1"; });
  return cluster;
}

// What a chapter makes on a host, as a golden of its own.
void expect_chapter(std::string_view chapter, const Cluster& cluster, const std::string& host,
                    const std::string& golden) {
  const Design design = design_for(cluster);
  const auto found = std::ranges::find(all_chapters(), chapter, &Chapter::name);
  expect_golden(fmt::format("{}/{}.txt", chapter.substr(3), golden),
                resources_text(found->resources(design, *design.cluster.find(host))));
}

constexpr std::string_view kOfEveryHost[] = {"02_artifacts", "04_certificate_authority", "05_kubeconfigs", "09_workers",
                                             "11_pod_network"};
constexpr std::string_view kOfControllers[] = {"06_encryption_at_rest", "07_etcd",      "08_control_plane", "10_api",
                                               "12_cluster_dns",        "13_smoke_test"};

TEST(ClusterChapters, OfAController) {
  for (const std::string_view chapter : kOfEveryHost)
    expect_chapter(chapter, one_controller(), "controller-0", "controller");
  for (const std::string_view chapter : kOfControllers)
    expect_chapter(chapter, one_controller(), "controller-0", "controller");
}

TEST(ClusterChapters, OfAWorker) {
  for (const std::string_view chapter : kOfEveryHost) expect_chapter(chapter, one_controller(), "worker-0", "worker");
}

Cluster alone() {
  Cluster cluster = one_controller();
  cluster.hosts.resize(1);
  cluster.hosts.front().role = Role::both;
  return cluster;
}

// The control plane, and an ordinary node beside it.
TEST(ClusterChapters, OfAHostThatIsBoth) {
  for (const std::string_view chapter : {"02_artifacts", "09_workers", "10_api", "12_cluster_dns", "13_smoke_test"})
    expect_chapter(chapter, alone(), "controller-0", "both");
  for (const Chapter& chapter : all_chapters()) EXPECT_TRUE(runs_on(chapter, alone().hosts.front())) << chapter.name;
}

TEST(ClusterChapters, KnowNoGvisorWhereItIsNotWanted) {
  Cluster cluster = sample_cluster();
  const auto texts_of = [&] {
    const Design design = design_for(cluster);
    std::string all;
    for (const Chapter& chapter : all_chapters())
      for (const Host& host : design.cluster.hosts)
        if (chapter.resources != nullptr && runs_on(chapter, host))
          all += resources_text(chapter.resources(design, host));
    return all;
  };
  for (const char* word : {"runsc", "gvisor", "RuntimeClass"}) {
    cluster.has_gvisor = true;
    EXPECT_NE(texts_of().find(word), std::string::npos) << word;
    cluster.has_gvisor = false;
    EXPECT_EQ(texts_of().find(word), std::string::npos) << word;
  }
}

TEST(ClusterChapters, ListenOnThePrivateAddressAloneWhenAsked) {
  Cluster cluster = one_controller();
  cluster.api.is_private = true;
  expect_chapter("08_control_plane", cluster, "controller-0", "private");
  expect_chapter("05_kubeconfigs", cluster, "controller-0", "private");
  for (const Host& host : cluster.hosts) EXPECT_EQ(api_url(cluster, host), "https://10.80.0.1:6443") << host.name;
}

// DNS may run on a host that is both, and for its sake not on the others, which have no image of it.
TEST(ClusterChapters, LetDnsOnlyWhereItsImageIs) {
  Cluster cluster = sample_cluster();
  cluster.hosts[0].role = Role::both;
  const Design design = design_for(cluster);
  const auto chapter = std::ranges::find(all_chapters(), "12_cluster_dns", &Chapter::name);
  EXPECT_TRUE(runs_dns(cluster, cluster.hosts[0]));
  EXPECT_FALSE(runs_dns(cluster, cluster.hosts[1]));
  EXPECT_EQ(resources_text(chapter->resources(design, design.cluster.hosts[0])).find("control-plane"),
            std::string::npos);
}

// The second of several controllers has members to find, a balancer, and leaves to the first what is done once.
TEST(ClusterChapters, OfOneOfSeveralControllers) {
  for (const std::string_view chapter : {"07_etcd", "08_control_plane", "09_workers"})
    expect_chapter(chapter, sample_cluster(), "controller-1", "second_controller");
}

TEST(ClusterChapters, LeaveToTheFirstControllerWhatIsDoneOnce) {
  const Design design = design_for(sample_cluster());
  for (const std::string_view name : {"12_cluster_dns", "13_smoke_test"}) {
    const auto chapter = std::ranges::find(all_chapters(), name, &Chapter::name);
    EXPECT_FALSE(chapter->resources(design, *design.cluster.find("controller-0")).empty()) << name;
    EXPECT_TRUE(chapter->resources(design, *design.cluster.find("controller-1")).empty()) << name;
  }
}

// Losing a controller shall cost no answer; and with one worker that one may be lost as well.
TEST(ClusterChapters, KeepDnsOffControllersWhereThereAreWorkersEnough) {
  const auto chapter = std::ranges::find(all_chapters(), "12_cluster_dns", &Chapter::name);
  const auto text = [&](const Cluster& cluster) {
    const Design design = design_for(cluster);
    return resources_text(chapter->resources(design, *design.cluster.find("controller-0")));
  };
  Cluster cluster = one_controller();
  EXPECT_NE(text(cluster).find("key: node-role.kubernetes.io/control-plane"), std::string::npos);
  Host second = *cluster.find("worker-0");
  second.name = "worker-1";
  cluster.hosts.push_back(second);
  EXPECT_EQ(text(cluster).find("key: node-role.kubernetes.io/control-plane"), std::string::npos);
}

TEST(ClusterChapters, EncryptByTheOlderWayWhenAsked) {
  Cluster cluster = one_controller();
  cluster.encryption = Encryption::aescbc;
  expect_chapter("06_encryption_at_rest", cluster, "controller-0", "aescbc");
}

TEST(ClusterChapters, MakeTheOverlayOfTheirOwnWhenAsked) {
  Cluster cluster = one_controller();
  cluster.overlay = Overlay::vxlan;
  expect_chapter("11_pod_network", cluster, "worker-0", "vxlan");
  const Design design = design_for(cluster);
  for (const Chapter& chapter : all_chapters())
    for (const Host& host : design.cluster.hosts) {
      if (chapter.resources == nullptr || !runs_on(chapter, host)) continue;
      for (const Resource& resource : chapter.resources(design, host))
        EXPECT_EQ(id_of(resource).find("flannel"), std::string::npos) << chapter.name << ": " << id_of(resource);
    }
}

TEST(ClusterChapters, AskOtherNameServersWhenTold) {
  Cluster cluster = one_controller();
  cluster.upstream_dns = "192.0.2.1,192.0.2.2";
  expect_chapter("12_cluster_dns", cluster, "controller-0", "upstream_addresses");
  cluster.upstream_dns = "none";
  expect_chapter("12_cluster_dns", cluster, "controller-0", "no_upstream");
}

TEST(ClusterChapters, ComputeWithOtherRanges) {
  Cluster cluster = one_controller();
  cluster.pods = Ipv4Range::parse("10.200.0.0/16").value();
  cluster.services = Ipv4Range::parse("10.32.0.0/24").value();
  const Design design = design_for(cluster);
  std::string all;
  for (const Chapter& chapter : all_chapters())
    for (const Host& host : design.cluster.hosts)
      if (chapter.resources != nullptr && runs_on(chapter, host))
        all += resources_text(chapter.resources(design, host));
  EXPECT_EQ(all.find("172.16."), all.find("172.16.0.0/12")) << "only as a private range of others";
  EXPECT_EQ(all.find("172.30."), std::string::npos);
  EXPECT_NE(all.find("10.32.0.10"), std::string::npos);
}

// No secret in what anybody may read, and nothing else than secrets where nobody may.
TEST(ClusterChapters, HideKeysAndOnlyKeys) {
  const Design design = design_for(sample_cluster());
  for (const Chapter& chapter : all_chapters())
    for (const Host& host : design.cluster.hosts) {
      if (chapter.resources == nullptr || !runs_on(chapter, host)) continue;
      for (const Resource& resource : chapter.resources(design, host)) {
        const auto* file = std::get_if<File>(&resource.spec);
        if (file == nullptr) continue;
        const bool is_secret = file->content.sensitivity == Sensitivity::secret;
        EXPECT_TRUE(!is_secret || (file->ownership.mode & 0007) == 0) << id_of(resource);
        EXPECT_TRUE(is_secret || file->content.bytes->reveal().find("key ") != 0) << id_of(resource);
      }
    }
}

}  // namespace
}  // namespace vent
