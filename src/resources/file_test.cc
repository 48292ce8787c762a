#include "resources/file.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include "resources/directory.h"
#include "resources/symlink.h"
#include "resources/test_support/scratch_host.h"
#include "support/golden.h"

namespace vent {
namespace {

File notes(const std::string& text) {
  return {.path = "/srv/notes", .content = open_content(text), .ownership = ours(0640)};
}

std::string message(const Result<>& result) { return result ? "it worked" : result.error().text(); }

TEST(File, IsMadeWithTheDirectoriesItIsIn) {
  ScratchHost scratch;
  ASSERT_TRUE(make(notes("hello\n"), scratch.host()));
  EXPECT_EQ(scratch.text("/srv/notes"), "hello\n");
}

TEST(File, ThatIsRightKeepsItsBytesAndGetsItsMode) {
  ScratchHost scratch;
  scratch.put("/srv/notes", "hello\n", 0666);
  struct stat before {
  }, after{};
  ::stat(scratch.at("/srv/notes").c_str(), &before);
  ASSERT_TRUE(make(notes("hello\n"), scratch.host()));
  ::stat(scratch.at("/srv/notes").c_str(), &after);
  EXPECT_EQ(before.st_ino, after.st_ino) << "it was written again";
  EXPECT_EQ(mode_text(after.st_mode), "0640");
}

// The old one, with what runs from it, stays whole until nobody has it open.
TEST(File, IsReplacedAndNotWrittenInto) {
  ScratchHost scratch;
  scratch.put("/srv/notes", "old\n");
  std::filesystem::create_hard_link(scratch.at("/srv/notes"), scratch.at("/srv/same"));
  ASSERT_TRUE(make(notes("new\n"), scratch.host()));
  EXPECT_EQ(scratch.text("/srv/same"), "old\n");
}

TEST(File, ThatIsNeverReplacedStaysAndSaysWhy) {
  ScratchHost scratch;
  File file = notes("ours\n");
  file.never_replaced_because = "somebody needs it";
  scratch.put("/srv/notes", "theirs\n");
  const Result<> made = make(file, scratch.host());
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().id, "VENT_NOT_REPLACED");
  EXPECT_EQ(made.error().message, "there is another /srv/notes already: somebody needs it");
  EXPECT_EQ(scratch.text("/srv/notes"), "theirs\n");
  const File back = file_from_json(*parse_json(to_json(file).compact(), "a resource")).value();
  EXPECT_EQ(back.never_replaced_because, file.never_replaced_because);
}

TEST(File, OverALinkLeavesWhatTheLinkLeadsTo) {
  ScratchHost scratch;
  scratch.put("/srv/others", "theirs\n");
  scratch.link("/srv/notes", "others");
  ASSERT_TRUE(make(notes("new\n"), scratch.host()));
  EXPECT_EQ(scratch.text("/srv/others"), "theirs\n");
}

TEST(File, WhoseBytesAreNotThereIsNotMade) {
  ScratchHost scratch;
  scratch.put("/srv/notes", "old\n");
  File file = notes("new\n");
  file.content.bytes = nullptr;
  EXPECT_FALSE(make(file, scratch.host()));
  EXPECT_EQ(scratch.text("/srv/notes"), "old\n");
}

TEST(File, OfDamagedBytesIsNotMade) {
  const TemporaryDirectory root = TemporaryDirectory::make().value();
  ThisHost host(root.path(), [](const std::string&) { return Secret("something else"); });
  File file = notes("new\n");
  file.content.bytes = nullptr;
  expect_golden("damaged_content.txt", message(make(file, host)));
  EXPECT_FALSE(path_exists(root.path() / "srv/notes"));
}

TEST(File, GivesBackWhatWasThereEvenWhenOthersChangedItSince) {
  ScratchHost scratch;
  scratch.put("/srv/notes", "first\n", 0604);
  const State before = observe(notes("ours\n"), scratch.host()).value();
  ASSERT_TRUE(make(notes("ours\n"), scratch.host()));
  scratch.put("/srv/notes", "by hand\n", 0600);
  ASSERT_TRUE(undo(notes("ours\n"), before, scratch.host()));
  EXPECT_EQ(scratch.text("/srv/notes"), "first\n");
  EXPECT_EQ(observe(notes("ours\n"), scratch.host()).value(), before);
}

TEST(File, TakenBackLeavesADirectoryThatOthersPutThere) {
  ScratchHost scratch;
  scratch.put("/srv/notes/of/others", "theirs\n");
  EXPECT_TRUE(undo(notes("ours\n"), {}, scratch.host()));
  EXPECT_EQ(scratch.text("/srv/notes/of/others"), "theirs\n");
}

// What is in the way may be somebody's, so it is named and left.
TEST(File, AndItsKindNeverReplaceWhatTheyCannotGiveBack) {
  ScratchHost scratch;
  scratch.put("/srv/it's a directory/x", "x");
  scratch.put("/srv/file", "a file");
  scratch.link("/srv/link", "file");
  ASSERT_EQ(::mkfifo(scratch.at("/srv/fifo").c_str(), 0600), 0);
  const auto before = scratch.tree();
  std::string all;
  const auto try_to_make = [&](const auto& resource) {
    const State found = observe(resource, scratch.host()).value();
    all += id_of(resource) + "\n" + message(make(resource, scratch.host())) + "\n\n";
    // A run that was stopped by this can be taken back.
    all += message(undo(resource, found, scratch.host())) + "\n\n";
  };
  const auto file = [](const char* path) {
    return File{.path = path, .content = open_content("new\n"), .ownership = ours(0644)};
  };
  try_to_make(file("/srv/it's a directory"));
  try_to_make(file("/srv/fifo"));
  try_to_make(Symlink{.path = "/srv/it's a directory", .target = "x"});
  try_to_make(Symlink{.path = "/srv/fifo", .target = "x"});
  try_to_make(Directory{.path = "/srv/file", .ownership = ours(0755)});
  try_to_make(Directory{.path = "/srv/link", .ownership = ours(0755)});
  expect_golden("in_the_way.txt", all);
  EXPECT_EQ(scratch.tree(), before);
}

TEST(Directory, InsideOneThatIsMissingGivesItsModeToItselfOnly) {
  ScratchHost scratch;
  ASSERT_TRUE(make(Directory{.path = "/var/lib/etcd/data", .ownership = ours(0700)}, scratch.host()));
  EXPECT_EQ(observe(Directory{.path = "/var/lib/etcd/data"}, scratch.host()).value().at("mode"), "0700");
  EXPECT_EQ(observe(Directory{.path = "/var/lib/etcd"}, scratch.host()).value().at("mode"), "0755");
}

TEST(Directory, OfOthersStaysAsLongAsSomethingIsInIt) {
  ScratchHost scratch;
  const Directory directory{.path = "/srv", .ownership = ours(0755)};
  ASSERT_TRUE(make(directory, scratch.host()));
  scratch.put("/srv/theirs", "x");
  EXPECT_TRUE(undo(directory, {}, scratch.host()));
  EXPECT_EQ(scratch.text("/srv/theirs"), "x");
}

TEST(Directory, OfOursGoesWithAllThatIsInIt) {
  ScratchHost scratch;
  const Directory directory{.path = "/srv", .ownership = ours(0755), .inside = Inside::ours};
  ASSERT_TRUE(make(directory, scratch.host()));
  scratch.put("/srv/member/wal", "x");
  EXPECT_TRUE(undo(directory, {}, scratch.host()));
  EXPECT_FALSE(path_exists(scratch.at("/srv")));
}

TEST(Symlink, WhoseMakingWasCutOffIsMadeAgain) {
  ScratchHost scratch;
  scratch.link("/srv/.vent-link.tmp", "of a run that was killed");
  ASSERT_TRUE(make(Symlink{.path = "/srv/link", .target = "there"}, scratch.host()));
  EXPECT_EQ(scratch.tree().size(), 2U) << "/srv and /srv/link";
}

// --- the same by hand -------------------------------------------------------------------------------------------------

// Text of all that means something to a shell.
rc::Gen<std::string> nasty_text() {
  const auto line = rc::gen::element<std::string>("END", "END_", "END__", " END", "EOF", "", "-n", "'", "''", "\"",
                                                  "$HOME", "${x}", "`id`", "$(id)", "\\", "\\n", "%s", "%", "a\tb",
                                                  "# no", "\r", "\xff\xfe", "é", "!", "*", "~", "a b  c", "'END'");
  return rc::gen::map(rc::gen::pair(rc::gen::container<std::vector<std::string>>(line), rc::gen::inRange(0, 6)),
                      [](const std::pair<std::vector<std::string>, int>& drawn) {
                        std::string text;
                        for (const std::string& one : drawn.first) text += one + "\n";
                        if (drawn.second == 0 && !text.empty()) text.pop_back();
                        if (drawn.second == 1) text += std::string("\0 zero", 6);
                        return text;
                      });
}

void expect_typed_equals_made(const std::string& text) {
  ScratchHost scratch;
  const Path path = scratch.root() / "it's a \"file\"";
  const File file{.path = path, .content = open_content(text), .ownership = ours(0604)};
  const auto typed = run_checked({.arguments = {"/bin/sh", "-eu", "-c", as_shell(file)}});
  RC_ASSERT(typed.has_value());
  const ThisHost whole_machine("/", nullptr);
  RC_ASSERT(read_file(path).value() == text);
  RC_ASSERT(observe(file, whole_machine).value() == wanted(file));
}

RC_GTEST_PROP(FileAsShell, WritesExactlyTheSameBytes, ()) { expect_typed_equals_made(*nasty_text()); }
RC_GTEST_PROP(FileAsShell, WritesAnyBytes, (const std::string& bytes)) { expect_typed_equals_made(bytes); }

TEST(AsShell, OfDirectoriesAndLinksMakesThemToo) {
  ScratchHost scratch;
  const ThisHost whole_machine("/", nullptr);
  const Directory directory{.path = scratch.root() / "a b/$c", .ownership = ours(0710)};
  const Symlink link{.path = scratch.root() / "it's", .target = "a b/$c"};
  // Twice: what one types again does no harm. Into the directory the link would go without -T.
  for (const std::string& shell : {as_shell(directory), as_shell(link), as_shell(directory), as_shell(link)})
    EXPECT_TRUE(run_checked({.arguments = {"/bin/sh", "-eu", "-c", shell}})) << shell;
  EXPECT_EQ(observe(directory, whole_machine).value(), wanted(directory));
  EXPECT_EQ(observe(link, whole_machine).value(), wanted(link));
}

}  // namespace
}  // namespace vent
