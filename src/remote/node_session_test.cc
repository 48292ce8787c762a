#include "remote/node_session.h"

#include <fmt/core.h>
#include <unistd.h>

#include "base/process.h"
#include "base/sha256.h"
#include "base/shell_quote.h"
#include "base/text.h"
#include "node/contents.h"
#include "node/serve.h"
#include "remote/local_stream.h"
#include "remote/test_support/local_node.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

using testing::ElementsAre;

Resource file(const std::string& path, const std::string& text) {
  return {.spec = File{.path = path,
                       .content = open_content(text),
                       .ownership = {.owner = user_name(::getuid()), .group = group_name(::getgid())}},
          .why = "For this test."};
}

std::unique_ptr<ByteStream> shell(const std::string& script) {
  return *LocalStream::start({"sh", "-c", script}, "worker-0");
}

// What opening a session over this script comes to.
std::string opened(const std::string& script, const NodeProgram& program = {}) {
  const Result<std::unique_ptr<NodeSession>> session = NodeSession::open(shell(script), program, {});
  return session ? "opened" : session.error().text();
}

class Session : public testing::Test {
 protected:
  std::unique_ptr<NodeSession> open(std::stop_token stop = {}) const {
    return *NodeSession::open(*start_local_node(root_.path(), "worker-0"), {}, std::move(stop));
  }
  LookAnswer look(NodeSession& session, const StageResources& stage) const {
    return session.look_and_probe({stage}, Texts::yes, {}, {})->look;
  }
  StepListener tell() {
    return [this](const StepTaken& step) { steps_.push_back(fmt::format("{} {}", step_name(step.step), step.id)); };
  }
  std::string text_of(const Path& path) const {
    return read_file(root_.path() / path.relative_path()).value_or("(none)");
  }

  TemporaryDirectory root_ = *TemporaryDirectory::make();
  std::vector<std::string> steps_;
};

TEST_F(Session, LooksMakesAndTakesBack) {
  const std::unique_ptr<NodeSession> session = open();
  EXPECT_GT(session->facts().cpus, 0);
  EXPECT_EQ(session->round_trips(), 1);
  const StageResources stage{.chapter = "01_one", .resources = {file("/a", "one\n"), file("/b", "two\n")}};
  EXPECT_EQ(look(*session, stage).missing.size(), 2u);
  EXPECT_EQ(session->round_trips(), 2);
  const Result<> made = session->make(stage, "test", tell());
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(session->round_trips(), 3) << "the contents cost none";
  EXPECT_THAT(steps_, ElementsAre("making file /a", "made file /a", "making file /b", "made file /b"));
  EXPECT_EQ(text_of("/a") + text_of("/b"), "one\ntwo\n");
  EXPECT_THAT(*session->manifest(), ElementsAre("file /a", "file /b"));
  steps_.clear();
  ASSERT_TRUE(session->undo("test", tell()));
  EXPECT_THAT(steps_, ElementsAre("undoing file /b", "undone file /b", "undoing file /a", "undone file /a"));
  EXPECT_EQ(text_of("/a"), "(none)");
  EXPECT_FALSE(path_exists(root_.path() / "var/lib/vent")) << "nothing of ours is left";
}

TEST_F(Session, MoreCanBeAskedForBeforeTheFirstIsMade) {
  const std::unique_ptr<NodeSession> session = open();
  const StageResources one{.chapter = "01_one", .resources = {file("/a", "one\n")}};
  const StageResources two{.chapter = "02_two", .resources = {file("/b", "two\n")}};
  session->look_and_probe({one, two}, Texts::no, {}, {});
  const std::int64_t first = *session->begin_make(one, "test");
  const std::int64_t second = *session->begin_make(two, "test", first);
  EXPECT_TRUE(session->finish_make(second, tell()));
  EXPECT_THAT(steps_, ElementsAre("making file /b", "made file /b"));
  EXPECT_TRUE(session->finish_make(first, tell())) << "what came early was kept";
  EXPECT_THAT(steps_, ElementsAre("making file /b", "made file /b", "making file /a", "made file /a"));
  EXPECT_EQ(session->round_trips(), 3) << "both in one";
}

TEST_F(Session, NothingIsMadeBehindAFailure) {
  ASSERT_TRUE(make_directories(root_.path() / "a/in the way"));
  const std::unique_ptr<NodeSession> session = open();
  const StageResources one{.chapter = "01_one", .resources = {file("/a", "one\n")}};
  const StageResources two{.chapter = "02_two", .resources = {file("/b", "two\n")}};
  const StageResources three{.chapter = "03_three", .resources = {file("/c", "three\n")}};
  session->look_and_probe({one, two, three}, Texts::no, {}, {});
  const std::int64_t first = *session->begin_make(one, "test");
  const std::int64_t second = *session->begin_make(two, "test", first);
  const std::int64_t third = *session->begin_make(three, "test", second);
  EXPECT_NE(session->finish_make(first, {}).error().id, kNotTried);
  EXPECT_EQ(session->finish_make(second, {}).error().id, kNotTried);
  EXPECT_EQ(session->finish_make(third, {}).error().id, kNotTried);
  EXPECT_EQ(text_of("/b") + text_of("/c"), "(none)(none)");
  EXPECT_TRUE(session->make(two, "test", {})) << "who doesn't depend on it may ask again";
  EXPECT_EQ(text_of("/b"), "two\n");
}

// Large contents go packed, small ones as they are; two resources with one content send it once.
TEST_F(Session, ContentsArriveWhole) {
  std::string large;
  for (int line = 0; large.size() < 3'000'000; ++line) large += fmt::format("line {}\n", line);
  const std::string binary("\0\xff\n\0", 4);
  const StageResources stage{
      .chapter = "01_one",
      .resources = {file("/large", large), file("/again", large), file("/binary", binary), file("/empty", "")}};
  const std::unique_ptr<NodeSession> session = open();
  EXPECT_EQ(look(*session, stage).missing.size(), 3u);
  const Result<> made = session->make(stage, "test", tell());
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_TRUE(text_of("/large") == large && text_of("/again") == large);
  EXPECT_EQ(text_of("/binary"), binary);
  EXPECT_EQ(text_of("/empty"), "");
}

// A file of the operator's store, of a few pieces.
class StoredFiles : public Session {
 protected:
  Resource program(const std::string& name, std::size_t size) const {
    std::string bytes;
    for (int line = 0; bytes.size() < size; ++line) bytes += fmt::format("{} {}\n", name, line * 2654435761U);
    bytes.resize(size);
    const Path stored = store_.path() / name;
    EXPECT_TRUE(write_file(stored, bytes));
    return {
        .spec =
            ArtifactFile{.path = "/bin/" + name,
                         .content = stored_content(stored, sha256_hex(bytes), size),
                         .ownership = {.mode = 0755, .owner = user_name(::getuid()), .group = group_name(::getgid())},
                         .name = name,
                         .source = "this test"},
        .why = ""};
  }
  StageResources stage() const {
    return {.chapter = "01_one",
            .resources = {program("a", 5 * kPieceBytes + 3), file("/b", "two\n"), program("c", 100),
                          program("d", 9 * kPieceBytes), program("empty", 0)}};
  }
  TemporaryDirectory store_ = *TemporaryDirectory::make();
};

TEST_F(StoredFiles, ArriveWholeAndOnlyOnce) {
  const StageResources stage = this->stage();
  {
    const std::unique_ptr<NodeSession> session = open();
    EXPECT_EQ(look(*session, stage).missing.size(), 5u);
    const Result<> made = session->make(stage, "test", tell());
    ASSERT_TRUE(made) << made.error().text();
    EXPECT_EQ(session->round_trips(), 3) << "the contents cost none";
  }
  for (const char* name : {"a", "c", "d", "empty"})
    EXPECT_TRUE(text_of(Path("/bin") / name) == *read_file(store_.path() / name)) << name;
  // The next run doesn't even read them.
  for (const char* name : {"a", "d"}) std::filesystem::remove(store_.path() / name);
  const std::unique_ptr<NodeSession> session = open();
  const LookAnswer seen = look(*session, stage);
  EXPECT_TRUE(seen.missing.empty());
  for (const Sight& sight : seen.stages[0].resources) EXPECT_TRUE(sight.changes.empty()) << sight.id;
  EXPECT_TRUE(session->undo("test", {}));
  EXPECT_FALSE(path_exists(root_.path() / "bin"));
}

TEST_F(StoredFiles, ADamagedOneIsInstalledNowhere) {
  const StageResources stage = this->stage();
  std::string damaged = *read_file(store_.path() / "d");
  damaged[kPieceBytes + 7] ^= 1;
  ASSERT_TRUE(write_file(store_.path() / "d", damaged));
  const std::unique_ptr<NodeSession> session = open();
  look(*session, stage);
  const Result<> made = session->make(stage, "test", tell());
  ASSERT_FALSE(made);
  const std::string text = made.error().text();
  EXPECT_NE(text.find(sha256_hex(damaged)), std::string::npos) << text;
  EXPECT_NE(text.find(contents_of(stage.resources[3].spec)[0].digest), std::string::npos) << text;
  EXPECT_THAT(steps_, ElementsAre());
  EXPECT_FALSE(path_exists(root_.path() / "bin"));
  EXPECT_EQ(text_of("/b"), "(none)");
}

// Pieces are kept from run to run. Those of the damaged file must not be.
TEST_F(StoredFiles, WhatWasPackedOfADamagedOneIsForgotten) {
  const StageResources stage = this->stage();
  const Path kept = root_.path() / "pieces", stored = store_.path() / "d";
  const std::string good = *read_file(stored);
  std::string damaged = good;
  damaged[kPieceBytes + 7] ^= 1;
  ASSERT_TRUE(write_file(stored, damaged));
  const auto make = [&] {
    const auto pieces = std::make_shared<PieceCache>(PieceCache::kMostBytes, KeptPieces(kept));
    const auto session = *NodeSession::open(*start_local_node(root_.path(), "worker-0"), {}, {}, pieces);
    look(*session, stage);
    return session->make(stage, "test", {});
  };
  EXPECT_EQ(make().error().id, kContentDamaged);
  ASSERT_TRUE(write_file(stored, good));
  const Result<> made = make();
  EXPECT_TRUE(made) << made.error().text();
}

// The host refuses the first announcement; nobody reads the rest of the file for it.
TEST_F(StoredFiles, ARefusalEndsTheSending) {
  const StageResources stage = this->stage();
  const std::unique_ptr<NodeSession> first = open(), second = open();
  look(*first, stage);
  look(*second, stage);
  ASSERT_TRUE(first->make({.chapter = "00", .resources = {file("/b", "two\n")}}, "apply by ana@desk", {}));
  const Result<> made = second->make(stage, "apply by bob@sofa", {});
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().text().find("apply by ana@desk"), std::string::npos) << made.error().text();
}

// What was right when we looked, and so was never sent, may be wrong a moment later.
TEST_F(Session, WhatChangedSinceTheLookIsSentToo) {
  const StageResources stage{.chapter = "01_one", .resources = {file("/a", "one\n"), file("/b", "two\n")}};
  ASSERT_TRUE(write_file(root_.path() / "b", "two\n"));
  const std::unique_ptr<NodeSession> session = open();
  EXPECT_EQ(look(*session, stage).missing.size(), 1u);
  ASSERT_TRUE(write_file(root_.path() / "b", "damaged\n"));
  const Result<> made = session->make(stage, "test", tell());
  ASSERT_TRUE(made) << made.error().text();
  EXPECT_EQ(text_of("/b"), "two\n");
  EXPECT_THAT(steps_, ElementsAre("making file /a", "made file /a", "making file /b", "failed file /b",
                                  "unchanged file /a", "making file /b", "made file /b"));
}

TEST_F(Session, AFailureKeepsTheConversationGoing) {
  ASSERT_TRUE(make_directories(root_.path() / "a"));
  const StageResources stage{.chapter = "01_one", .resources = {file("/a", "one\n")}};
  const std::unique_ptr<NodeSession> session = open();
  look(*session, stage);
  const Result<> made = session->make(stage, "test", tell());
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().message, "'/a' is a directory, and a file should be there");
  EXPECT_THAT(made.error().context, ElementsAre("making file /a"));
  EXPECT_NE(made.error().hint, "") << "nothing is lost on the way";
  std::filesystem::remove(root_.path() / "a");
  EXPECT_TRUE(session->make(stage, "test", tell()));
  EXPECT_EQ(text_of("/a"), "one\n");
}

TEST_F(Session, TheSecondOperatorIsToldWhoIsFirst) {
  const StageResources stage{.chapter = "01_one", .resources = {file("/a", "one\n")}};
  const std::unique_ptr<NodeSession> first = open(), second = open();
  look(*first, stage);
  look(*second, stage);
  ASSERT_TRUE(first->make(stage, "apply by ana@desk", {}));
  const Result<> made = second->make(stage, "apply by bob@sofa", {});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::conflict);
  EXPECT_NE(made.error().text().find("apply by ana@desk"), std::string::npos) << made.error().text();
}

// Its connection was lost, and nobody told it.
TEST_F(Session, ALeftoverOfTheSameOwnerMakesRoom) {
  const StageResources stage{.chapter = "01_one", .resources = {file("/a", "one\n")}};
  const auto open_as = [&](const std::string& owner) {
    return *NodeSession::open(*start_local_node(root_.path(), "worker-0"), {}, {}, std::make_shared<PieceCache>(),
                              owner);
  };
  const std::unique_ptr<NodeSession> leftover = open_as("ana@desk"), other = open_as("bob@sofa"),
                                     next = open_as("ana@desk");
  for (const auto& session : {leftover.get(), other.get(), next.get()}) look(*session, stage);
  ASSERT_TRUE(leftover->make(stage, "apply by ana@desk", {}));
  EXPECT_EQ(other->make(stage, "apply by bob@sofa", {}).error().id, "VENT_LOCKED");
  const Result<> made = next->make(stage, "apply by ana@desk", {});
  EXPECT_TRUE(made) << made.error().text();
  EXPECT_FALSE(leftover->manifest()) << "it has ended";
}

TEST_F(Session, AStopTakesEffectBetweenTwoThings) {
  std::stop_source stop;
  const std::unique_ptr<NodeSession> session = open(stop.get_token());
  const Resource never{.spec = Wait{.name = "never", .probe = {"false"}, .deadline = std::chrono::hours(1)}, .why = ""};
  const StageResources stage{.chapter = "01_one", .resources = {file("/a", "one\n"), never, file("/b", "two\n")}};
  look(*session, stage);
  const Result<> made = session->make(stage, "test", [&](const StepTaken& step) {
    if (step.step == Step::making && step.id == "wait never") stop.request_stop();
  });
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::interrupted);
  EXPECT_EQ(text_of("/a"), "one\n");
  EXPECT_EQ(text_of("/b"), "(none)");
}

TEST_F(Session, LinesOfALoginShellPassBy) {
  const std::string serve =
      shell_quote(std::vector<std::string>{node_of_this_build(), "serve", "--root", root_.path()});
  EXPECT_EQ(opened("echo Welcome to worker-0; echo; echo vent is great; echo vent have; exec " + serve), "opened");
}

// From the first byte: the bootstrap command as ssh would run it, with the real program, packed.
TEST_F(Session, AFreshHostGetsTheProgram) {
  const std::string script =
      "#!/bin/sh\nexec " +
      shell_quote(std::vector<std::string>{node_of_this_build(), "serve", "--root", root_.path() / "root"}) + "\n";
  ASSERT_TRUE(make_directories(root_.path() / "root"));
  const NodeProgram program{.version = "0123456789abcdef",
                            .packed = {{std::string(trim(run({.arguments = {"uname", "-m"}})->output)),
                                        run({.arguments = {"gzip", "--stdout"}, .input = script})->output}}};
  const std::string command = bootstrap_command(program, "root", (root_.path() / "vent").string());
  for (const int round_trips : {2, 1}) {
    const Result<std::unique_ptr<NodeSession>> session = NodeSession::open(shell(command), program, {});
    ASSERT_TRUE(session) << session.error().text();
    EXPECT_EQ((*session)->round_trips(), round_trips);
    EXPECT_GT((*session)->facts().cpus, 0);
  }
}

TEST(NodeSession, AnArchitectureWithoutAProgram) {
  EXPECT_EQ(opened("echo vent need riscv64; cat >/dev/null"),
            "error: there is no vent-node for the architecture 'riscv64' [VENT_ARCHITECTURE]\n"
            "  next: build it with: ./dev build arm64 (x86_64 is always built)");
}

TEST(NodeSession, AHostThatEndsInsteadOfAnswering) {
  EXPECT_EQ(opened("echo This account is not available.; echo no sudo for you >&2; exit 1"),
            "error: the program of worker-0 ended with exit code 1 [VENT_REMOTE_ENDED]\n"
            "  | no sudo for you");
}

TEST(NodeSession, AHostThatNeverEndsItsLine) {
  EXPECT_TRUE(opened("while :; do printf '%02000d' 7; done")
                  .starts_with("error: the host sends something else than vent's answers\n  | 0000"));
}

TEST(NodeSession, AProgramThatSaysNonsense) {
  const std::string text = opened("echo vent have; printf 'this is no message of ours, in more than eight bytes'");
  EXPECT_TRUE(text.starts_with("error: ")) << text;
}

}  // namespace
}  // namespace vent
