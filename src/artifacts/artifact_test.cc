#include "artifacts/artifact.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "artifacts/version.h"

namespace vent {
namespace {

TEST(ArtifactJson, IsReadAsItWasWritten) {
  const Artifact artifact{.name = {"kubernetes", "1.36.3", Architecture::arm64, "kubelet"},
                          .digest = std::string(64, 'a'),
                          .size = 70'000'000'000,
                          .origin = Origin::release,
                          .source = "https://example.com/kubelet",
                          .licence = "Apache-2.0"};
  const Result<Artifact> read = read_artifact(artifact_json(artifact));
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(*read, artifact);
  EXPECT_EQ(artifact.name.text(), "kubernetes 1.36.3 kubelet (arm64)");
}

TEST(ArtifactJson, RefusesWhatItDoesNotKnow) {
  const Json good = artifact_json({.name = {"etcd", "3.6.6", Architecture::amd64, "etcd"}, .digest = "a"});
  EXPECT_TRUE(read_artifact(good));
  EXPECT_FALSE(read_artifact(Json(good).set("origin", "nowhere")));
  EXPECT_FALSE(read_artifact(Json(good).set("architecture", "riscv64")));
  EXPECT_FALSE(read_artifact(Json(good).set("size", -1)));
  EXPECT_FALSE(read_artifact(Json::object()));
}

TEST(ArchitectureNames, AreReadInBothWays) {
  for (const Architecture architecture : kArchitectures) {
    EXPECT_EQ(*read_architecture(architecture_name(architecture)), architecture);
    EXPECT_EQ(*read_architecture(machine_name(architecture)), architecture);
  }
  EXPECT_FALSE(read_architecture("riscv64"));
  EXPECT_TRUE(this_architecture());
}

TEST(CompareVersions, GoesByNumbers) {
  const std::vector<std::string> rising = {"0.9", "1",   "1.2.0-alpha.1", "1.2.0-rc.1",
                                           "1.2", "1.9", "1.10",          "20260905.0"};
  for (std::size_t a = 0; a < rising.size(); ++a)
    for (std::size_t b = 0; b < rising.size(); ++b)
      EXPECT_EQ(compare_versions(rising[a], rising[b]), a <=> b) << rising[a] << " and " << rising[b];
  EXPECT_EQ(compare_versions("1.2", "1.2.0"), std::strong_ordering::equal);
}

RC_GTEST_PROP(CompareVersionsProperty, IsAnOrder, (const std::string& a, const std::string& b)) {
  RC_ASSERT(compare_versions(a, a) == std::strong_ordering::equal);
  RC_ASSERT((compare_versions(a, b) < 0) == (compare_versions(b, a) > 0));
}

}  // namespace
}  // namespace vent
