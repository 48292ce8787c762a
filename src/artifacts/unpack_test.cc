#include "artifacts/unpack.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "artifacts/test_support/archive.h"
#include "base/text.h"
#include "support/golden.h"

namespace vent {
namespace {

class Unpack : public testing::Test {
 protected:
  Path archive(const std::string& name, const std::vector<TestMember>& members) {
    write_test_archive(folder.path() / name, members);
    return folder.path() / name;
  }
  Path out(const std::string& name) const { return folder.path() / "out" / name; }
  std::string shown(const Result<>& result) const {
    return result ? "unpacked\n" : replace_all(result.error().text(), folder.path().native(), "FOLDER") + "\n";
  }

  const TemporaryDirectory folder = TemporaryDirectory::make().value();
  const std::vector<TestMember> usual = {
      {"etcd-v3/"},      {"etcd-v3/README", "read me"}, {"./bin/etcd", "the etcd program"},
      {"bin/empty", ""}, {"bin/link", "", "etcd"},      {"bin/again", "", "", "./bin/etcd"}};
};

TEST_F(Unpack, TakesWhatIsNamedOutOfEveryKindOfArchive) {
  for (const char* name : {"a.tar.gz", "a.tgz", "a.tar.bz2", "a.tar.zst", "a.tar", "a.zip"}) {
    std::vector<TestMember> members = usual;
    members.pop_back();  // zip has no second names
    const Path packed = archive(name, members);
    const auto result = unpack(packed, {{"bin/etcd", out("etcd")}, {"./etcd-v3/README", out("docs/README")}}, 1000);
    ASSERT_TRUE(result) << name << ": " << result.error().text();
    EXPECT_EQ(read_file(out("etcd")).value(), "the etcd program") << name;
    EXPECT_EQ(read_file(out("docs/README")).value(), "read me") << name;
    EXPECT_EQ(list_directory(folder.path() / "out").value(), (std::vector<std::string>{"docs", "etcd"})) << name;
    ASSERT_TRUE(remove_tree(folder.path() / "out"));
  }
}

TEST_F(Unpack, ReplacesWhatIsThereWithoutFollowingIt) {
  ASSERT_TRUE(make_directories(folder.path() / "out"));
  ASSERT_TRUE(write_file(folder.path() / "victim", "untouched"));
  ASSERT_EQ(::symlink((folder.path() / "victim").c_str(), out("etcd").c_str()), 0);
  ASSERT_TRUE(unpack(archive("a.tgz", usual), {{"bin/etcd", out("etcd")}}, 1000));
  EXPECT_EQ(read_file(out("etcd")).value(), "the etcd program");
  EXPECT_EQ(read_file(folder.path() / "victim").value(), "untouched");
}

TEST_F(Unpack, SaysWhatCanNotBeHadAndLeavesNothing) {
  const Path packed = archive("a.tgz", usual);
  std::string all;
  for (const char* member : {"bin/etcdctl", "bin/link", "bin/again", "etcd-v3/", "etcd"})
    all += shown(unpack(packed, {{"bin/etcd", out("etcd")}, {member, out("other")}}, 1000));
  all += shown(unpack(packed, {{"bin/etcd", out("etcd")}}, 15));
  all += shown(unpack(archive("twice.tgz", {{"a", "1"}, {"./a", "2"}}), {{"a", out("a")}}, 1000));
  all += shown(unpack(archive("empty.tgz", {}), {{"a", out("a")}}, 1000));
  all += shown(unpack(folder.path() / "none.tgz", {{"a", out("a")}}, 1000));
  expect_golden("unpack_refused.txt", all);
  EXPECT_TRUE(list_directory(folder.path() / "out").value().empty());
}

TEST_F(Unpack, ADamagedArchiveIsAnError) {
  std::string content;
  for (int i = 0; i < 20'000; ++i) content += std::to_string(i * 7919) + " ";
  for (const char* name : {"a.tar.gz", "a.tar.zst", "a.zip"}) {
    const Path packed = archive(name, {{"file", content}});
    const std::string whole = read_file(packed).value();
    ASSERT_TRUE(write_file(packed, whole.substr(0, whole.size() / 2)));
    const auto cut = unpack(packed, {{"file", out("file")}}, 1 << 20);
    ASSERT_FALSE(cut) << name;
    EXPECT_EQ(cut.error().id, "VENT_BAD_ARCHIVE") << cut.error().text();
    EXPECT_FALSE(path_exists(out("file"))) << name;
  }
  ASSERT_TRUE(write_file(folder.path() / "page.tgz", "<html>this is no archive</html>"));
  const auto page = unpack(folder.path() / "page.tgz", {{"file", out("file")}}, 1000);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().id, "VENT_BAD_ARCHIVE");
}

}  // namespace
}  // namespace vent
