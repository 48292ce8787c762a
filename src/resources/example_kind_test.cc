// The worked example of docs/adding-a-resource-kind.md: its code stands there word for word, and a test of our tools
// compares the two.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/process.h"
#include "base/shell_quote.h"
#include "base/text.h"
#include "resources/file_state.h"
#include "resources/resource.h"
#include "resources/test_support/scratch_host.h"

namespace vent {
namespace {

// The rights of a file of others, whatever is in it.
struct FileMode {
  Path path;
  mode_t mode = 0644;
};

std::string id_of(const FileMode& wish) { return "file_mode " + wish.path.string(); }

State wanted(const FileMode& wish) { return {{"mode", mode_text(wish.mode)}}; }

Result<State> observe(const FileMode& wish, const ThisHost& host) {
  const State found = TRY(observe_path(host.at(wish.path)));
  if (found.empty()) return State{};  // nothing is there
  return State{{"mode", found.at("mode")}};
}

Result<> make(const FileMode& wish, ThisHost& host) {
  const Path path = host.at(wish.path);
  const State found = TRY(observe_path(path));
  if (found.empty())
    return fail(Error(ErrorKind::missing, fmt::format("'{}' is not there, so it can't have a mode", wish.path.string()))
                    .with_id("VENT_FILE_MODE")
                    .with_hint("install what brings it"));
  Ownership ownership = TRY(ownership_in(found));
  ownership.mode = wish.mode;
  return set_ownership(path, ownership);
}

Result<> undo(const FileMode& wish, const State& before, ThisHost& host) {
  if (before.empty() || TRY(observe(wish, host)).empty()) return Ok{};  // others put it there, or took it away
  return make({.path = wish.path, .mode = TRY(mode_from_text(before.at("mode")))}, host);
}

std::string as_shell(const FileMode& wish) {
  return fmt::format("chmod {} {}", mode_text(wish.mode), shell_quote(wish.path.string()));
}

Json to_json(const FileMode& wish) {
  return Json::object().set("path", wish.path.string()).set("mode", mode_text(wish.mode));
}

Result<FileMode> file_mode_from_json(const Json& json) {
  return FileMode{.path = TRY(json.text("path")), .mode = TRY(mode_from_text(TRY(json.text("mode"))))};
}

const FileMode kTools{.path = "/opt/it's here/tool", .mode = 0750};

TEST(FileMode, IsMadeOnceAndTakenBack) {
  ScratchHost scratch;
  scratch.put(kTools.path, "anything\n", 0600);
  const auto tree_before = scratch.tree();
  const State before = observe(kTools, scratch.host()).value();
  EXPECT_EQ(describe(differences(wanted(kTools), before)), "mode 0600 → 0750");
  ASSERT_TRUE(make(kTools, scratch.host()));
  EXPECT_EQ(observe(kTools, scratch.host()).value(), wanted(kTools));
  EXPECT_EQ(scratch.text(kTools.path), "anything\n");
  const auto tree_made = scratch.tree();
  ASSERT_TRUE(make(kTools, scratch.host()));
  EXPECT_EQ(scratch.tree(), tree_made) << "making it twice changed something";
  ASSERT_TRUE(undo(kTools, before, scratch.host()));
  ASSERT_TRUE(undo(kTools, before, scratch.host()));
  EXPECT_EQ(scratch.tree(), tree_before);
}

TEST(FileMode, OfAFileThatIsNotThere) {
  ScratchHost scratch;
  EXPECT_EQ(observe(kTools, scratch.host()).value(), State{});
  EXPECT_EQ(make(kTools, scratch.host()).error().text(),
            "error: '/opt/it's here/tool' is not there, so it can't have a mode [VENT_FILE_MODE]\n"
            "  next: install what brings it");
  EXPECT_TRUE(undo(kTools, {{"mode", "0600"}}, scratch.host())) << "somebody took it away";
}

TEST(FileMode, SurvivesTheWayToTheHost) {
  const FileMode back = file_mode_from_json(*parse_json(to_json(kTools).compact(), "a resource")).value();
  EXPECT_EQ(id_of(back), "file_mode /opt/it's here/tool");
  EXPECT_EQ(wanted(back), wanted(kTools));
}

TEST(FileMode, IsTheSameWhenTyped) {
  ScratchHost scratch;
  scratch.put(kTools.path, "anything\n", 0600);
  const std::string typed = replace_all(as_shell(kTools), "'/opt", "'" + scratch.root().string() + "/opt");
  const Result<std::string> done = run_checked({.arguments = {"sh", "-e"}, .input = typed + "\n"});
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_EQ(observe(kTools, scratch.host()).value(), wanted(kTools));
}

}  // namespace
}  // namespace vent
