#include "node/manifest.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/resource.h>

#include <csignal>

#include "support/golden.h"

namespace vent {
namespace {

MadeThing thing(const std::string& name, const std::string& chapter = "03") {
  return {.resource = {.spec = Directory{.path = "/srv/" + name}, .why = "a \"reason\"\nof two lines"},
          .chapter = chapter,
          .before = {{"type", "file"}, {"mode", "0600"}}};
}

std::vector<std::string> ids(const std::vector<MadeThing>& things) {
  std::vector<std::string> all;
  for (const MadeThing& one : things) all.push_back(id_of(one.resource));
  return all;
}

class ManifestTest : public testing::Test {
 protected:
  Manifest opened() const { return Manifest::open(file_).value(); }

  // In memory: each write waits for the disk, and there are thousands.
  TemporaryDirectory directory_ = TemporaryDirectory::make("/dev/shm").value();
  Path file_ = directory_.path() / "state/manifest";
};

TEST_F(ManifestTest, IsEmptyWhereVentNeverWas) {
  EXPECT_TRUE(opened().things().empty());
  EXPECT_FALSE(path_exists(file_)) << "a look made a file";
}

TEST_F(ManifestTest, IsReadAsItWasWritten) {
  Manifest manifest = opened();
  ASSERT_TRUE(manifest.add(std::vector<MadeThing>{thing("a"), thing("b", "04")}));
  const Manifest again = opened();
  ASSERT_EQ(ids(again.things()), ids(manifest.things()));
  EXPECT_EQ(again.things()[1].chapter, "04");
  EXPECT_EQ(again.things()[0].before, thing("a").before);
  EXPECT_EQ(to_json(again.things()[0].resource).compact(), to_json(thing("a").resource).compact());
}

// What was there before vent came is known the first time, and never again.
TEST_F(ManifestTest, KeepsWhatWasThereBeforeTheFirstTime) {
  Manifest manifest = opened();
  ASSERT_TRUE(manifest.add(std::vector<MadeThing>{thing("a")}));
  MadeThing again = thing("a");
  again.before = {{"type", "directory"}};
  ASSERT_TRUE(manifest.add(std::vector<MadeThing>{again}));
  EXPECT_EQ(opened().things().at(0).before, thing("a").before);
  EXPECT_EQ(opened().things().size(), 1U);
}

TEST_F(ManifestTest, IsForNobodyElsesEyes) {
  Manifest manifest = opened();
  ASSERT_TRUE(manifest.add(std::vector<MadeThing>{thing("a")}));
  EXPECT_EQ(std::filesystem::status(file_).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

// A reader may see the file in the middle of a write by the one who has the lock.
TEST_F(ManifestTest, ReadWhileAnotherWritesIsLeftAsItIs) {
  Manifest manifest = opened();
  ASSERT_TRUE(manifest.add(std::vector<MadeThing>{thing("a")}));
  const std::string torn = read_file(file_).value() + "{\"made\": {";
  ASSERT_TRUE(write_file(file_, torn));
  EXPECT_EQ(opened().things().size(), 1U);
  EXPECT_EQ(read_file(file_).value(), torn);
}

TEST_F(ManifestTest, WrittenByANewerVentSaysSo) {
  ASSERT_TRUE(make_directories(file_.parent_path()));
  ASSERT_TRUE(write_file(file_, R"({"made":{"kind":"teapot","spec":{},"why":""},"chapter":"03","before":{}})"
                                "\n"));
  std::string text = Manifest::open(file_).error().text();
  text.replace(text.find(file_.string()), file_.string().size(), "/var/lib/vent/manifest");
  expect_golden("manifest_of_a_newer_vent.txt", text);
}

TEST_F(ManifestTest, DamagedAnywhereIsAnErrorThatNamesTheFile) {
  Manifest manifest = opened();
  ASSERT_TRUE(manifest.add(std::vector<MadeThing>{thing("a")}));
  const std::string whole = read_file(file_).value();
  for (const char* field : {"made", "kind", "spec", "path", "ownership", "why", "chapter", "before"}) {
    std::string damaged = whole;
    damaged.replace(damaged.find(std::string("\"") + field + "\":") + 1, 1, "?");
    ASSERT_TRUE(write_file(file_, damaged));
    const Result<Manifest> refused = Manifest::open(file_);
    ASSERT_FALSE(refused) << field;
    EXPECT_NE(refused.error().text().find(file_.string()), std::string::npos);
  }
}

// A disk that is full in the middle of a line: neither the lines before nor those to come are lost.
TEST_F(ManifestTest, IsWholeAfterADiskThatWasFull) {
  Manifest manifest = opened();
  ASSERT_TRUE(manifest.add(std::vector<MadeThing>{thing("a")}));
  const auto size = static_cast<rlim_t>(std::filesystem::file_size(file_));
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{.rlim_cur = size + 20, .rlim_max = before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const Result<> added = manifest.add(std::vector<MadeThing>{thing("b")});
  const Result<> removed = manifest.remove("directory /srv/a of a name that doesn't fit");
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, old_handler);

  EXPECT_FALSE(added);
  EXPECT_FALSE(removed);
  EXPECT_EQ(ids(manifest.things()), ids({thing("a")}));
  EXPECT_EQ(ids(opened().things()), ids({thing("a")}));
  ASSERT_TRUE(manifest.add(std::vector<MadeThing>{thing("c")}));
  EXPECT_EQ(ids(opened().things()), ids({thing("a"), thing("c")}));
}

// Some adds and removes, and what must be known after each of them when its call has returned.
struct Known {
  std::uint64_t size = 0;  // of the file
  std::vector<std::string> ids;
};
std::vector<Known> write_some(const Path& file, const std::vector<int>& draws) {
  Manifest manifest = Manifest::open(file).value();
  std::vector<Known> moments = {{}};
  for (std::size_t i = 0; i < draws.size(); ++i) {
    const int draw = draws[i];
    if (draw % 3 == 0 && !manifest.things().empty()) {
      EXPECT_TRUE(manifest.remove(
          id_of(manifest.things()[static_cast<std::size_t>(draw) % manifest.things().size()].resource)));
    } else {
      std::vector<MadeThing> some;
      for (int j = 0; j <= draw % 4; ++j) some.push_back(thing(fmt::format("{}-{}", i, j)));
      EXPECT_TRUE(manifest.add(some));
    }
    moments.push_back({.size = std::filesystem::file_size(file), .ids = ids(manifest.things())});
  }
  return moments;
}

// A manifest cut off anywhere, as a crash does: it opens, knows all that was known when the last call before had
// returned, and goes on.
void expect_good_after_cut(const Path& whole, const std::vector<Known>& moments, std::uint64_t cut) {
  const Path file = whole.parent_path() / "cut";
  ASSERT_TRUE(write_file(file, read_file(whole).value().substr(0, cut)));
  Result<Manifest> manifest = Manifest::open(file);
  ASSERT_TRUE(manifest) << "cut at " << cut << ": " << manifest.error().text();
  std::size_t last = 0;
  while (last + 1 < moments.size() && moments[last + 1].size <= cut) ++last;
  const std::vector<std::string> found = ids(manifest->things());
  ASSERT_GE(found.size(), moments[last].ids.size()) << "cut at " << cut;
  EXPECT_TRUE(std::equal(moments[last].ids.begin(), moments[last].ids.end(), found.begin())) << "cut at " << cut;

  ASSERT_TRUE(manifest->add(std::vector<MadeThing>{thing("after")}));
  ASSERT_TRUE(manifest->remove(id_of(thing("after").resource)));
  ASSERT_TRUE(manifest->add(std::vector<MadeThing>{thing("after")}));
  const Result<Manifest> again = Manifest::open(file);
  ASSERT_TRUE(again) << "cut at " << cut << ": " << again.error().text();
  std::vector<std::string> expected = found;
  expected.push_back(id_of(thing("after").resource));
  EXPECT_EQ(ids(again->things()), expected) << "cut at " << cut;
}

TEST_F(ManifestTest, CutOffAtAnyByteIsGood) {
  const std::vector<Known> moments = write_some(file_, {1, 0, 2, 4, 3, 5});
  for (std::uint64_t cut = 0; cut <= moments.back().size; ++cut) expect_good_after_cut(file_, moments, cut);
}

RC_GTEST_FIXTURE_PROP(ManifestTest, OfAnyHistoryIsGoodWhereverItIsCutOff, ()) {
  const auto draws = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 100));
  const std::vector<Known> moments = write_some(file_, draws);
  if (moments.back().size == 0) return;
  expect_good_after_cut(file_, moments, *rc::gen::inRange<std::uint64_t>(0, moments.back().size + 1));
  RC_ASSERT(remove_tree(file_).has_value());
}

}  // namespace
}  // namespace vent
