#include "readings/guide.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "chapters/chapters.h"
#include "chapters/test_support/sample_cluster.h"
#include "chapters/test_support/sample_design.h"
#include "cluster/test_support/any_cluster.h"
#include "support/golden.h"

#include <rapidcheck/gtest.h>

namespace vent {
namespace {

std::string page(const std::vector<GuidePage>& pages, std::string_view name) {
  const auto found = std::ranges::find(pages, name, &GuidePage::file_name);
  return found == pages.end() ? "no such page" : found->text;
}

TEST(Guide, OfThreeHosts) {
  Cluster cluster = sample_cluster();
  cluster.fake0 = Fake0{};
  const Design design = design_for(cluster);
  const std::vector<GuidePage> pages = guide_pages(design, all_chapters());
  ASSERT_EQ(pages.size(), all_chapters().size() + 1);
  for (const GuidePage& one : pages) expect_golden("guide/" + one.file_name, one.text);
}

Resource file(const std::string& path, const std::string& text) {
  return {.spec = File{.path = path, .content = open_content(text), .ownership = {}}, .why = "For " + path + "."};
}

// What all have is written once; what only some have stands where it first comes in their own order.
std::vector<Resource> grouped(const Design& /*design*/, const Host& host) {
  std::vector<Resource> resources = {file("/same", "same\n")};
  if (host.role == Role::controller) resources.push_back(file("/controllers", host.name + "\n"));
  if (host.role == Role::worker) resources.push_back(file("/workers", "one\n"));
  resources.push_back(file("/role", std::string(role_name(host.role)) + "\n"));
  return resources;
}

std::vector<Resource> fences(const Design& /*design*/, const Host& /*host*/) {
  return {file("/page.md", "```sh\nls\n```\n"), file("/page2.md", "````\n```\n````\n"), file("/end", "a\nEND\nb\n")};
}

TEST(Guide, HostsWithTheSameShellShareABlock) {
  const std::vector<Chapter> chapters = {
      {.name = "01_groups", .title = "Groups", .holds_after = "it is shown", .resources = grouped}};
  expect_golden("guide/groups.md", page(guide_pages({.cluster = sample_cluster()}, chapters), "01_groups.md"));
}

TEST(Guide, FencesAreLongerThanThoseInTheText) {
  const std::vector<Chapter> chapters = {
      {.name = "01_fences", .title = "Fences", .holds_after = "it is shown", .resources = fences}};
  Cluster cluster = sample_cluster();
  cluster.hosts.resize(1);
  expect_golden("guide/fences.md", page(guide_pages({.cluster = cluster}, chapters), "01_fences.md"));
}

std::vector<Resource> keys_only(const Design& /*design*/, const Host& /*host*/) {
  const File key{.path = "/etc/a.key",
                 .content = secret_content(Secret("hidden\n")),
                 .ownership = {.mode = 0400},
                 .from_keys = FromKeys{.names = {"a.key"}}};
  return {{.spec = key, .why = "A key."}, {.spec = key, .why = "The same goes there once."}};
}

TEST(Guide, KeysGoToAHostByTheWayThatTheClusterFileSays) {
  const std::vector<Chapter> chapters = {
      {.name = "01_keys", .title = "Keys", .holds_after = "they are there", .resources = keys_only}};
  Cluster cluster = sample_cluster();
  cluster.hosts.resize(1);
  SshAccess& ssh = cluster.hosts[0].ssh;
  ssh.user = "debian";
  ssh.port = 2222;
  ssh.key_file = "/home/me/a key";
  ssh.jump_host = "jump.example";
  const std::string text = page(guide_pages({.cluster = cluster}, chapters), "01_keys.md");
  expect_golden("guide/keys.md", text);
  EXPECT_EQ(text.find("hidden"), std::string::npos);
}

TEST(Guide, ChaptersForOneRoleNameOnlyItsHosts) {
  const std::vector<Chapter> chapters = {{.name = "01_groups",
                                          .title = "Groups",
                                          .holds_after = "it is shown",
                                          .only_on = Role::worker,
                                          .resources = grouped}};
  const std::string text = page(guide_pages({.cluster = sample_cluster()}, chapters), "01_groups.md");
  EXPECT_EQ(text.find("controller"), std::string::npos) << text;
  EXPECT_NE(text.find("On **worker-0**:"), std::string::npos) << text;
}

// For every host, its blocks in the order of the page are its resources in their order.
RC_GTEST_PROP(Guide, EachHostIsToldAllOfItsResourcesInOrder, ()) {
  const Design design = design_for(*any_cluster());
  const Chapter& chapter = *std::ranges::find(all_chapters(), "09_workers", &Chapter::name);
  const std::string text = page(guide_pages(design, all_chapters()), std::string(chapter.name) + ".md");
  for (const Host& host : design.cluster.hosts) {
    std::size_t at = 0;
    for (const Resource& resource : chapter.resources(design, host)) {
      at = text.find("## " + id_of(resource) + "\n", at);
      RC_ASSERT(at != std::string::npos);
      const std::size_t named = text.find("**" + host.name + "**", at);
      RC_ASSERT(named != std::string::npos);
      const std::size_t shell = text.find(as_shell(resource.spec), named);
      RC_ASSERT(shell < text.find("\n## ", named));
    }
  }
}

}  // namespace
}  // namespace vent
