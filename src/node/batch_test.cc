#include "node/batch.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "resources/test_support/scratch_host.h"
#include "support/golden.h"

namespace vent {
namespace {

std::vector<std::string> sh(const std::string& script) { return {"/bin/sh", "-c", script}; }

class BatchTest : public testing::Test {
 protected:
  Resource file(const std::string& name, const std::string& text = "text\n") const {
    return {.spec = File{.path = "/srv/" + name, .content = open_content(text), .ownership = ours(0644)}, .why = ""};
  }
  Resource directory(const std::string& name) const {
    return {.spec = Directory{.path = "/srv/" + name, .ownership = ours(0755)}, .why = ""};
  }
  static Resource command(CommandOnce command) { return {.spec = std::move(command), .why = ""}; }

  void put(const Path& path, const std::string& text) {
    ASSERT_TRUE(make_directories(host_.at(path).parent_path()));
    ASSERT_TRUE(write_file(host_.at(path), text));
  }
  std::string text(const Path& path) const { return read_file(host_.at(path)).value_or("(not there)"); }

  // What happened, a line each.
  std::string told() {
    std::string all;
    for (const std::string& line : std::exchange(told_, {})) all += line + "\n";
    return all;
  }
  std::vector<std::string> made() const {
    std::vector<std::string> ids;
    for (const MadeThing& thing : manifest_.things()) ids.push_back(id_of(thing.resource));
    return ids;
  }

  TemporaryDirectory directory_ = TemporaryDirectory::make().value();
  Path state_ = directory_.path() / "state";
  Contents contents_{state_};
  Manifest manifest_ = Manifest::open(state_ / "manifest").value();
  std::stop_source stop_;
  ThisHost host_{directory_.path() / "root", [this](const std::string& digest) { return contents_.bytes(digest); },
                 stop_.get_token()};
  std::vector<std::string> told_;
  Batch batch_{host_, manifest_, contents_, [this](const StepTaken& step) {
                 std::string line = fmt::format("{} {}", step_name(step.step), step.id);
                 if (!step.changes.empty()) line += ": " + describe(step.changes);
                 if (step.error) line += ": " + step.error->message;
                 told_.push_back(line);
               }};
};

TEST_F(BatchTest, MakesInOrderAndTellsEachStep) {
  put("/srv/b", "old\n");
  put("/srv/same", "text\n");
  ASSERT_TRUE(batch_.make("03", std::vector<Resource>{directory("a"), file("b"), file("same"), file("a/c")}));
  EXPECT_EQ(told(),
            "making directory /srv/a\n"
            "made directory /srv/a: not there\n"
            "making file /srv/b\n"
            "made file /srv/b: content 01d09d19c213… → b9e68e1bea3e…\n"
            "unchanged file /srv/same\n"
            "making file /srv/a/c\n"
            "made file /srv/a/c: not there\n");
  EXPECT_EQ(made(), (std::vector<std::string>{"directory /srv/a", "file /srv/b", "file /srv/a/c"}));
}

TEST_F(BatchTest, MadeAgainChangesNothing) {
  const std::vector<Resource> resources = {file("a"), file("b")};
  ASSERT_TRUE(batch_.make("03", resources));
  told();
  const std::string manifest = read_file(state_ / "manifest").value();
  ASSERT_TRUE(batch_.make("03", resources));
  EXPECT_EQ(told(), "unchanged file /srv/a\nunchanged file /srv/b\n");
  EXPECT_EQ(read_file(state_ / "manifest").value(), manifest);
}

TEST_F(BatchTest, EndsAtTheFirstFailureAndTellsIt) {
  put("/srv/b/of others", "x");
  const Result<> result = batch_.make("03", std::vector<Resource>{file("a"), file("b"), file("c")});
  ASSERT_FALSE(result);
  EXPECT_EQ(told(),
            "making file /srv/a\nmade file /srv/a: not there\nmaking file /srv/b\n"
            "failed file /srv/b: '/srv/b' is a directory, and a file should be there\n");
  EXPECT_FALSE(path_exists(host_.at("/srv/c")));
  expect_golden("batch_failed.txt", result.error().text());
}

// The program that makes the second thing finds the manifest with both things in it.
TEST_F(BatchTest, WritesTheManifestBeforeItMakesAnything) {
  const std::string copy = (directory_.path() / "copy").string();
  const CommandOnce command{.name = "copies the manifest",
                            .probe = {"test", "-e", copy},
                            .run = {"cp", (state_ / "manifest").string(), copy},
                            .undo = {}};
  ASSERT_TRUE(batch_.make("03", std::vector<Resource>{this->command(command), file("a")}));
  std::vector<std::string> ids;
  const Manifest copied = Manifest::open(copy).value();
  for (const MadeThing& thing : copied.things()) ids.push_back(id_of(thing.resource));
  EXPECT_EQ(ids, (std::vector<std::string>{"command copies the manifest", "directory /srv", "file /srv/a"}));
}

TEST_F(BatchTest, KeepsTheBytesThatItReplacesBeforeItReplacesThem) {
  put("/srv/a", "old\n");
  const CommandOnce looks{.name = "looks",
                          .probe = {"test", "-e", (state_ / "kept" / sha256_hex("old\n")).string()},
                          .run = {"false"},
                          .undo = {}};
  EXPECT_TRUE(batch_.make("03", std::vector<Resource>{file("a")}));
  EXPECT_EQ(observe(looks, host_).value(), wanted(looks));
  ASSERT_TRUE(batch_.undo());
  EXPECT_EQ(text("/srv/a"), "old\n");
}

TEST_F(BatchTest, TakesBackWhatTheChapterNoLongerWants) {
  ASSERT_TRUE(batch_.make("03", std::vector<Resource>{file("a"), directory("d"), file("d/x"), file("e")}));
  ASSERT_TRUE(batch_.make("04", std::vector<Resource>{file("of-another-chapter")}));
  told();
  const std::vector<Resource> now = {file("a"), file("f")};
  EXPECT_EQ(batch_.leftovers("03", now),
            (std::vector<std::string>{"file /srv/e", "file /srv/d/x", "directory /srv/d"}));
  ASSERT_TRUE(batch_.make("03", now));
  EXPECT_EQ(told(),
            "unchanged file /srv/a\nmaking file /srv/f\nmade file /srv/f: not there\n"
            "undoing file /srv/e\nundone file /srv/e\nundoing file /srv/d/x\nundone file /srv/d/x\n"
            "undoing directory /srv/d\nundone directory /srv/d\n");
  EXPECT_FALSE(path_exists(host_.at("/srv/d")));
  EXPECT_TRUE(path_exists(host_.at("/srv/of-another-chapter")));
}

// Directories that came with a file go with it, and not before.
TEST_F(BatchTest, TakesBackTheDirectoriesOnTheWay) {
  ASSERT_TRUE(make_directories(host_.at("/")));
  const Resource deep = file("one/two/x");
  ASSERT_TRUE(batch_.make("03", std::vector<Resource>{deep}));
  EXPECT_EQ(made(), (std::vector<std::string>{"directory /srv", "directory /srv/one", "directory /srv/one/two",
                                              "file /srv/one/two/x"}));
  ASSERT_TRUE(batch_.make("03", std::vector<Resource>{deep}));
  EXPECT_TRUE(path_exists(host_.at("/srv/one/two/x")));
  ASSERT_TRUE(batch_.make("03", {}));
  EXPECT_TRUE(std::filesystem::is_empty(host_.at("/")));
  EXPECT_TRUE(made().empty());
}

TEST_F(BatchTest, UndoesNewestFirst) {
  ASSERT_TRUE(batch_.make("03", std::vector<Resource>{directory("a"), file("a/b"), file("c")}));
  told();
  ASSERT_TRUE(batch_.undo());
  EXPECT_EQ(told(),
            "undoing file /srv/c\nundone file /srv/c\nundoing file /srv/a/b\nundone file /srv/a/b\n"
            "undoing directory /srv/a\nundone directory /srv/a\nundoing directory /srv\nundone directory /srv\n");
  EXPECT_TRUE(manifest_.things().empty());
  EXPECT_FALSE(path_exists(host_.at("/srv")));
}

TEST_F(BatchTest, GoesOnWhenAnUndoFailsAndKeepsWhatFailed) {
  const Path mark = directory_.path() / "mark", stuck = directory_.path() / "stuck";
  const CommandOnce stubborn{.name = "stays",
                             .probe = {"test", "-e", mark.string()},
                             .run = {"touch", mark.string()},
                             .undo = sh(fmt::format("test ! -e {} && rm {}", stuck.string(), mark.string()))};
  ASSERT_TRUE(write_file(stuck, ""));
  ASSERT_TRUE(batch_.make("03", std::vector<Resource>{file("a"), command(stubborn), file("b")}));
  told();
  const Result<> undone = batch_.undo();
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().context, std::vector<std::string>{"taking back command stays"});
  EXPECT_EQ(made(), std::vector<std::string>{"command stays"});
  EXPECT_FALSE(path_exists(host_.at("/srv")));

  ASSERT_TRUE(remove_tree(stuck));
  ASSERT_TRUE(batch_.undo());
  EXPECT_TRUE(made().empty());
  EXPECT_FALSE(path_exists(mark));
}

TEST_F(BatchTest, IsRefusedBeforeAnythingIsWrittenWhenTheDiskIsTooSmall) {
  Resource huge = file("huge");
  std::get<File>(huge.spec).content.size = 1ULL << 50;
  const Result<> result = batch_.make("03", std::vector<Resource>{file("a"), huge});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().id, "VENT_NO_SPACE");
  EXPECT_EQ(result.error().kind, ErrorKind::no_space);
  EXPECT_EQ(told(), "");
  EXPECT_FALSE(path_exists(host_.at("/srv")));
  EXPECT_FALSE(path_exists(state_ / "manifest"));
}

TEST_F(BatchTest, NeedsNoSpaceForWhatIsThere) {
  Resource huge = file("huge");
  put("/srv/huge", "text\n");
  ASSERT_TRUE(set_ownership(host_.at("/srv/huge"), ours(0644)));
  std::get<File>(huge.spec).content.size = 1ULL << 50;
  EXPECT_TRUE(batch_.make("03", std::vector<Resource>{huge}));
}

TEST_F(BatchTest, LooksAgainAtWhatOthersAreAtWorkOn) {
  const std::string seen = host_.at("/seen").string();
  const CommandOnce settles{.name = "settles",
                            .probe = {"sh", "-c", fmt::format("echo x >> {0}; [ $(wc -l < {0}) -ge 5 ]", seen)},
                            .run = {"true"},
                            .undo = {}};
  ASSERT_TRUE(make_directories(host_.at("/")));
  EXPECT_TRUE(batch_.make("03", std::vector<Resource>{command(settles)}));
}

TEST_F(BatchTest, TellsWhenSomethingDoesNotLast) {
  const CommandOnce useless{.name = "helps", .probe = {"false"}, .run = {"true"}, .undo = {}};
  expect_golden("not_lasting.txt", batch_.make("03", std::vector<Resource>{command(useless)}).error().text());
}

// A probe may be a program that an earlier thing of the same batch brings.
TEST_F(BatchTest, MayBringAThingThatALaterOneAsks) {
  const Path probe = "/srv/probe";
  Resource program = file("probe", "#!/bin/sh\n");
  std::get<File>(program.spec).ownership = ours(0755);
  const Resource wait{.spec = Wait{.name = "it works", .probe = {host_.at(probe).string()}}, .why = ""};
  ASSERT_TRUE(batch_.make("03", std::vector<Resource>{program, wait}));
  EXPECT_EQ(made(), (std::vector<std::string>{"directory /srv", "file /srv/probe"})) << "a wait leaves nothing behind";
}

TEST_F(BatchTest, AskedToStopMakesNothingMore) {
  stop_.request_stop();
  const Result<> result = batch_.make("03", std::vector<Resource>{file("a")});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::interrupted);
  EXPECT_FALSE(path_exists(host_.at("/srv/a")));
  EXPECT_FALSE(batch_.undo());
}

TEST_F(BatchTest, TakesAwayWhatAKilledRunLeftHalfWritten) {
  ASSERT_TRUE(batch_.make("03", std::vector<Resource>{file("a")}));
  put("/srv/.vent-77-0123456789abcdef.tmp", "hal");
  put("/srv/.vent.conf", "not ours");
  ASSERT_TRUE(batch_.make("03", std::vector<Resource>{file("a")}));
  EXPECT_FALSE(path_exists(host_.at("/srv/.vent-77-0123456789abcdef.tmp")));
  put("/srv/.vent-78-0123456789abcdef.tmp", "hal");
  ASSERT_TRUE(batch_.undo());
  EXPECT_EQ(list_directory(host_.at("/srv")).value(), std::vector<std::string>{".vent.conf"});
}

// --- looking ----------------------------------------------------------------------------------------------------------

TEST_F(BatchTest, LooksAtEachAndChangesNothing) {
  put("/srv/same", "text\n");
  ASSERT_TRUE(set_ownership(host_.at("/srv/same"), ours(0644)));
  put("/srv/other", "old\n");
  put("/srv/binary", std::string("\0", 1));
  const CommandOnce hangs{.name = "x", .probe = {}, .run = {"true"}, .undo = {}};
  const auto sights =
      batch_.look(std::vector<Resource>{file("same"), file("other"), file("binary"), file("new"), command(hangs)});
  ASSERT_EQ(sights.size(), 5U);
  EXPECT_TRUE(sights[0].changes.empty());
  EXPECT_EQ(sights[1].found_text, "old\n");
  EXPECT_EQ(sights[2].found_text, std::nullopt);
  EXPECT_EQ(describe(sights[3].changes), "not there");
  EXPECT_TRUE(sights[4].error);
  EXPECT_FALSE(path_exists(state_));
}

TEST_F(BatchTest, ShowsNoSecretThatItFinds) {
  put("/srv/token", "the old secret\n");
  const Resource token{
      .spec = File{.path = "/srv/token", .content = secret_content(Secret("the new secret")), .ownership = ours(0600)},
      .why = ""};
  const auto sights = batch_.look(std::vector<Resource>{token});
  EXPECT_EQ(sights[0].found_text, std::nullopt);
  ASSERT_TRUE(batch_.make("03", std::vector<Resource>{token}));
  for (const std::string& shown : {describe(sights[0].changes), told()}) {
    EXPECT_EQ(shown.find("secret\n"), std::string::npos) << shown;
    EXPECT_EQ(shown.find(sha256_hex("the old secret\n").substr(0, 8)), std::string::npos) << shown;
    EXPECT_EQ(shown.find(sha256_hex("the new secret").substr(0, 8)), std::string::npos) << shown;
  }
}

}  // namespace
}  // namespace vent
