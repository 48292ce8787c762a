// The worked example of docs/adding-a-chapter.md: its code stands there word for word, and a test of our tools compares
// the two.

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/files.h"
#include "chapters/chapter.h"
#include "chapters/test_support/resources_text.h"
#include "chapters/test_support/sample_cluster.h"
#include "support/golden.h"

namespace vent {
namespace {

std::vector<Resource> time_zone_resources(const Design& design, const Host& host);

std::vector<Resource> time_zone_resources(const Design& /*design*/, const Host& /*host*/) {
  return {
      {.spec = File{.path = "/etc/timezone", .content = open_content("Etc/UTC\n"), .ownership = {}},
       .why = "What the system's own tools take for the zone."},
      {.spec = Symlink{.path = "/etc/localtime", .target = "/usr/share/zoneinfo/Etc/UTC"},
       .why = "What every program reads when it writes a time into a log."},
  };
}

const std::vector<Chapter>& chapters_with_the_example() {
  static const std::vector<Chapter> chapters = {
      {.name = "04_time_zone",
       .title = "Time zone",
       .holds_after = "each host writes its logs in UTC, so those of two hosts can be laid side by side",
       .needs = {{"03_machines"}},
       .resources = time_zone_resources},
  };
  return chapters;
}

TEST(TimeZone, OfAController) {
  const Cluster cluster = sample_cluster();
  expect_golden("time_zone/controller.txt",
                resources_text(time_zone_resources({.cluster = cluster}, cluster.hosts[0])));
}

// What the page promises beyond its code: the list alone is enough to look, to make and to take back.
TEST(TimeZone, IsMadeAndTakenBack) {
  const TemporaryDirectory root = *TemporaryDirectory::make();
  ThisHost host(root.path(), {});
  const Cluster cluster = sample_cluster();
  std::vector<Resource> resources = chapters_with_the_example().at(0).resources({.cluster = cluster}, cluster.hosts[0]);
  for (Resource& resource : resources) {
    if (File* file = std::get_if<File>(&resource.spec))  // the test needs not be root
      file->ownership = {.owner = user_name(::getuid()), .group = group_name(::getgid())};
    ASSERT_TRUE(observe(resource.spec, host)->empty());
    const Result<> made = make(resource.spec, host);
    ASSERT_TRUE(made) << made.error().text();
    EXPECT_EQ(changes_needed(resource.spec, *observe(resource.spec, host)), std::vector<Change>{});
  }
  EXPECT_EQ(read_file(root.path() / "etc/timezone").value_or(""), "Etc/UTC\n");
  for (const Resource& resource : resources) {
    ASSERT_TRUE(undo(resource.spec, {}, host));
    EXPECT_TRUE(observe(resource.spec, host)->empty());
  }
}

}  // namespace
}  // namespace vent
