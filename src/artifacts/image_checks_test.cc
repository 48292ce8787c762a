#include "artifacts/image_checks.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "support/golden.h"

namespace vent {
namespace {

ContainerImage called(const std::string& name, const std::string& tag) {
  ContainerImage image;
  image.name = name;
  image.tag = tag;
  return image;
}

TEST(ImageName, OfRegistriesIsTaken) {
  for (const char* name : {"vent.local/pause", "vent.local/a/b-c/d_e", "a.b/x--y", "a.b/x__y", "10.0/1.2.3"})
    EXPECT_TRUE(check_image_name(called(name, "1"))) << name;
  for (const std::string& tag : std::vector<std::string>{"1", "1.14.1", "v1", "_x", "A-b_c.d", std::string(128, 'a')})
    EXPECT_TRUE(check_image_name(called("a.b/c", tag))) << tag;
}

TEST(ImageName, OfNobodyIsRefused) {
  for (const std::string& name : std::vector<std::string>{
           "", "pause", "pause/x", "vent.local", "vent.local/", "/pause.x", "vent.local//pause", "vent.local/Pause",
           "vent.local/-a", "vent.local/a-", "vent.local/a..b", "vent.local/a___b", "vent.local/a._b", "vent.local/a b",
           "vent.local/a:1", ".local/a", "vent.local/../a", "a.b/" + std::string(252, 'a')})
    EXPECT_EQ(check_image_name(called(name, "1")).error().id, "VENT_IMAGE_NAME") << name;
  for (const std::string& tag :
       std::vector<std::string>{"", "-a", ".a", "a b", "a/b", "a:b", "a+b", std::string(129, 'a')})
    EXPECT_EQ(check_image_name(called("a.b/c", tag)).error().id, "VENT_IMAGE_NAME") << tag;
}

ImageEntry file_at(const std::string& path) { return {.path = path, .content = ImageText{"x"}}; }
ImageEntry directory_at(const std::string& path) { return {.path = path, .content = ImageDirectory{}}; }
ImageEntry link_at(const std::string& path, const std::string& target) {
  return {.path = path, .content = ImageLink{target}};
}

std::vector<std::string> paths(const std::vector<ImageEntry>& entries) {
  std::vector<std::string> all;
  for (const ImageEntry& entry : entries) all.push_back(entry.path);
  return all;
}

TEST(ImageEntries, ComeAfterTheirDirectories) {
  EXPECT_EQ(paths(*complete_entries({file_at("/usr/bin/b"), file_at("/usr/bin-a"), file_at("/a")})),
            (std::vector<std::string>{"/a", "/usr", "/usr/bin", "/usr/bin-a", "/usr/bin/b"}));
  EXPECT_EQ(complete_entries({})->size(), 0u);
}

TEST(ImageEntries, AGivenDirectoryStaysAsItIs) {
  ImageEntry tmp = directory_at("/tmp");
  tmp.mode = 01777;
  const std::vector<ImageEntry> entries = *complete_entries({file_at("/tmp/x"), tmp});
  EXPECT_EQ(entries.front(), tmp);
  EXPECT_EQ(entries.size(), 2u);
}

TEST(ImageEntries, ThatCannotBeAreRefused) {
  ImageEntry bad_mode = file_at("/mode"), bad_owner = file_at("/owner");
  bad_mode.mode = 010000;
  bad_owner.owner = 010000000;
  const std::vector<std::vector<ImageEntry>> all = {
      {file_at("etc/passwd")},
      {file_at("")},
      {file_at("/")},
      {file_at("/a/../b")},
      {file_at("/./a")},
      {file_at("/a//b")},
      {directory_at("/a/")},
      {file_at(std::string("/a\0b", 4))},
      {file_at("/a\nb")},
      {file_at("/" + std::string(100, 'a'))},
      {file_at("/a"), file_at("/a")},
      {file_at("/a"), file_at("/a/b")},
      {link_at("/a", "b"), file_at("/a/c/d")},
      {link_at("/a", "")},
      {link_at("/a", std::string("b\0c", 3))},
      {link_at("/a", std::string(101, 'b'))},
      {bad_mode},
      {bad_owner},
  };
  std::string errors;
  for (const std::vector<ImageEntry>& entries : all) {
    const auto complete = complete_entries(entries);
    ASSERT_FALSE(complete) << entries.front().path;
    std::string text = complete.error().text();
    std::ranges::replace(text, '\0', '@');
    errors += text + "\n";
  }
  expect_golden("image_entry_errors.txt", errors);
}

RC_GTEST_PROP(ImageEntriesProperty, EachStandsOnceAndAfterItsDirectory, ()) {
  // Few names, so that paths share directories.
  const auto part = rc::gen::element<std::string>("a", "b", "a-", "b.c", "0");
  const auto lists = *rc::gen::container<std::vector<std::vector<std::string>>>(
      rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(part)));
  std::set<std::string> wanted;
  for (const auto& parts : lists) {
    std::string path;
    for (const std::string& one : parts) path += "/" + one;
    if (path.size() <= 100) wanted.insert(path);
  }
  std::vector<ImageEntry> entries;
  for (const std::string& path : wanted) entries.push_back(directory_at(path));
  std::vector<ImageEntry> shuffled = entries;
  std::ranges::reverse(shuffled);

  const std::vector<std::string> found = paths(*complete_entries(entries));
  RC_ASSERT(found == paths(*complete_entries(shuffled)));
  std::set<std::string> seen = {""};
  for (const std::string& path : found) {
    RC_ASSERT(seen.contains(path.substr(0, path.rfind('/'))));
    RC_ASSERT(seen.insert(path).second);
  }
  RC_ASSERT(std::ranges::includes(seen, wanted));
}

}  // namespace
}  // namespace vent
