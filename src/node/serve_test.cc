#include "node/serve.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <algorithm>
#include <csignal>
#include <thread>

#include "base/compression.h"
#include "base/text.h"
#include "node/facts.h"
#include "node/test_support/node_connection.h"
#include "node/wire.h"
#include "resources/test_support/scratch_host.h"
#include "support/golden.h"
#include "support/private_mounts.h"

namespace vent {
namespace {

// vent-node in a thread, on the files of a scratch directory.
class Running {
 public:
  explicit Running(const Path& root)
      : thread_([this, root] {
          Server server({.root = root,
                         .state = root / "var/lib/vent",
                         .input = connection.node_input.number(),
                         .output = connection.node_output.number()});
          result = server.serve();
          connection.node_output.close();
        }) {}
  ~Running() { end(); }

  // Hangs up and waits for it.
  void end() {
    if (!thread_.joinable()) return;
    connection.hang_up();
    thread_.join();
  }

  NodeConnection connection;
  Result<> result = Ok{};

 private:
  std::thread thread_;
};

class ServeTest : public testing::Test {
 protected:
  ServeTest() { std::signal(SIGPIPE, SIG_IGN); }

  Resource file(const std::string& name, const std::string& text = "text\n") const {
    return {.spec = File{.path = "/srv/" + name, .content = open_content(text), .ownership = ours(0644)}, .why = ""};
  }
  static Resource never() {
    return {.spec = Wait{.name = "never", .probe = {"false"}, .deadline = std::chrono::hours(1)}, .why = ""};
  }
  Path at(const std::string& name) const { return root_ / "srv" / name; }

  TemporaryDirectory directory_ = TemporaryDirectory::make().value();
  Path root_ = directory_.path();
};

TEST_F(ServeTest, GreetsWithTheFacts) {
  Running node(root_);
  const auto greeting = node.connection.receive();
  ASSERT_TRUE(greeting);
  EXPECT_EQ(greeting->integer("request").value(), kGreeting);
  const Facts facts = facts_from_json(greeting->field("answer").value()).value();
  EXPECT_GT(facts.probe_port, 0);
  EXPECT_GT(facts.cpus, 0);
  EXPECT_GT(facts.time_ms, 0);
  EXPECT_GE(facts.disk_sync_ms, 0);
  const bool has_loopback =
      std::ranges::any_of(facts.addresses, [](const auto& one) { return one.address == "127.0.0.1"; });
  EXPECT_TRUE(has_loopback);
  EXPECT_TRUE(list_directory(root_ / "var/lib/vent").value().empty()) << "looking left something";
  node.end();
  EXPECT_TRUE(node.result);
}

TEST_F(ServeTest, LooksMakesAndTakesBack) {
  Running node(root_);
  const std::vector<Resource> resources = {file("a"), file("b", "other\n"), file("c")};
  const Json stages =
      Json::array().push(Json::object().set("chapter", "03").set("resources", resources_json(resources)));
  const auto look = [&](int request) {
    const auto seen =
        node.connection.ask(request, Json::object().set("do", "look").set("texts", true).set("stages", stages));
    return look_answer_from_json(seen.last.field("answer").value()).value();
  };
  const LookAnswer before = look(1);
  ASSERT_EQ(before.stages.size(), 1U);
  EXPECT_EQ(describe(before.stages[0].resources[0].changes), "not there");
  EXPECT_EQ(before.missing, (std::set<std::string>{sha256_hex("text\n"), sha256_hex("other\n")}));
  EXPECT_FALSE(path_exists(root_ / "srv"));

  // One content as it is, the other packed.
  const std::string packed = compress("other\n");
  ASSERT_TRUE(node.connection.send(
      Json::object().set("do", "content").set("digest", sha256_hex("text\n")).set("packed", false), "text\n"));
  ASSERT_TRUE(node.connection.send(
      Json::object().set("do", "content").set("digest", sha256_hex("other\n")).set("packed", true), packed));
  EXPECT_TRUE(look(2).missing.empty()) << "never sent twice";
  const auto made = node.connection.ask(3, make_request(resources));
  EXPECT_EQ(made.error(), "");
  EXPECT_EQ(made.events, (std::vector<std::string>{"making file /srv/a", "made file /srv/a", "making file /srv/b",
                                                   "made file /srv/b", "making file /srv/c", "made file /srv/c"}));
  EXPECT_EQ(read_file(at("b")).value(), "other\n");
  EXPECT_TRUE(look(4).stages[0].resources[0].changes.empty());

  const auto things = node.connection.ask(5, Json::object().set("do", "manifest"));
  EXPECT_EQ(things.last.field("answer")->list("things")->size(), 4U) << "three files and /srv";

  const auto undone = node.connection.ask(6, Json::object().set("do", "undo").set("purpose", "a test"));
  EXPECT_EQ(undone.events.front(), "undoing file /srv/c");
  EXPECT_EQ(undone.events.back(), "undone directory /srv");
  EXPECT_FALSE(path_exists(root_ / "srv"));
  EXPECT_FALSE(path_exists(root_ / "var/lib/vent")) << "our own state goes last";
}

// Somebody else may be at work, whose files stay.
TEST_F(ServeTest, RemovesWhatAKilledOneWasWriting) {
  const Path state = root_ / "var/lib/vent";
  const std::string of_a_killed_one = ".vent-2147483646-0123456789abcdef.tmp";
  const std::string of_one_that_runs = fmt::format(".vent-{}-0123456789abcdef.tmp", ::getpid());
  ASSERT_TRUE(make_directories(state, 0700));
  for (const std::string& name : {std::string("manifest"), of_a_killed_one, of_one_that_runs})
    ASSERT_TRUE(write_file(state / name, ""));
  Running node(root_);
  const auto seen =
      node.connection.ask(1, Json::object().set("do", "look").set("texts", false).set("stages", Json::array()));
  EXPECT_TRUE(seen.last.has("answer")) << seen.last.pretty();
  EXPECT_FALSE(path_exists(state / of_a_killed_one));
  EXPECT_TRUE(path_exists(state / of_one_that_runs));
}

TEST_F(ServeTest, AnswersAnErrorAndGoesOn) {
  Running node(root_);
  EXPECT_EQ(node.connection.ask(1, Json::object().set("do", "dance")).error(),
            "this vent-node doesn't know the request 'dance'");
  EXPECT_NE(node.connection.ask(2, Json::object().set("do", "make")).error(), "");
  EXPECT_NE(node.connection.ask(3, Json::object().set("do", "probe").set("from", "nowhere")).error(), "");
  EXPECT_NE(node.connection.ask(4, Json::object().set("do", "question").set("question", "weather").set("subject", ""))
                .error(),
            "");
  const auto lacking = node.connection.ask(5, make_request({file("a")}));
  EXPECT_EQ(lacking.last.field("error")->text("id").value(), kContentMissing);
  EXPECT_EQ(node.connection.ask(6, Json::object().set("do", "manifest")).error(), "");
  node.end();
  EXPECT_TRUE(node.result);
}

TEST_F(ServeTest, EndsWithAnErrorWhenWhatComesIsNoMessage) {
  Running node(root_);
  Json noise = Json::array();
  ASSERT_TRUE(node.connection.send(noise));
  while (node.connection.receive()) {
  }
  node.end();
  EXPECT_FALSE(node.result);
}

TEST_F(ServeTest, StopsBetweenTwoThings) {
  Running node(root_);
  const std::vector<Resource> resources = {file("a"), never(), file("b")};
  ASSERT_TRUE(send_contents(node.connection, resources));
  ASSERT_TRUE(node.connection.send(make_request(resources).set("request", 1)));
  node.connection.wait_for("making wait never");
  ASSERT_TRUE(node.connection.send(Json::object().set("do", "stop")));
  const auto outcome = node.connection.finish(1);
  EXPECT_EQ(outcome.events, std::vector<std::string>{"failed wait never"});
  EXPECT_EQ(outcome.last.field("error")->text("kind").value(), "interrupted");
  EXPECT_EQ(read_file(at("a")).value(), "text\n");
  EXPECT_FALSE(path_exists(at("b")));
}

TEST_F(ServeTest, LeavesTheHostWholeWhenTheConnectionEndsInABatch) {
  Running node(root_);
  const std::vector<Resource> resources = {file("a"), never(), file("b")};
  ASSERT_TRUE(send_contents(node.connection, resources));
  ASSERT_TRUE(node.connection.send(make_request(resources).set("request", 1)));
  node.connection.wait_for("making wait never");
  node.end();
  EXPECT_EQ(read_file(at("a")).value(), "text\n");
  EXPECT_FALSE(path_exists(at("b")));
  const Manifest manifest = Manifest::open(root_ / "var/lib/vent/manifest").value();
  EXPECT_TRUE(manifest.has("file /srv/a"));

  // And the next one ends as if nothing had been.
  const std::vector<Resource> again = {file("a"), file("b")};
  Running next(root_);
  ASSERT_TRUE(send_contents(next.connection, again));
  EXPECT_EQ(next.connection.ask(1, make_request(again)).error(), "");
  EXPECT_EQ(read_file(at("b")).value(), "text\n");
}

TEST_F(ServeTest, RefusesTwoOperatorsAtOnceAndSaysWhoTheOtherIs) {
  Running first(root_), second(root_);
  ASSERT_TRUE(send_contents(first.connection, {file("a")}));
  ASSERT_EQ(first.connection.ask(1, make_request({file("a")}, "vent apply, by anna@laptop")).error(), "");

  const auto refused = second.connection.ask(1, make_request({file("b")}, "vent apply, by ben@desk"));
  const Json error = refused.last.field("error").value();
  EXPECT_EQ(error.text("kind").value(), "conflict");
  const std::string message = error.text("message").value();
  EXPECT_NE(message.find("vent apply, by anna@laptop"), std::string::npos) << message;
  EXPECT_NE(message.find(" for "), std::string::npos) << message;
  EXPECT_EQ(second.connection.ask(2, Json::object().set("do", "manifest")).error(), "") << "looking is for everybody";

  first.end();
  ASSERT_TRUE(send_contents(second.connection, {file("b")}));
  EXPECT_EQ(second.connection.ask(3, make_request({file("a"), file("b")}, "vent apply, by ben@desk")).error(), "");
  EXPECT_EQ(Manifest::open(root_ / "var/lib/vent/manifest").value().things().size(), 3U) << "/srv, a and b, once each";
}

class ServeLarge : public ServeTest {
 protected:
  static std::string text(std::size_t size) {
    std::string text(size, 'x');
    for (std::size_t at = 0; at < size; at += 1000) text[at] = static_cast<char>(at / 1000);
    return text;
  }
  Resource program(const std::string& name, const Content& content) const {
    return {.spec = ArtifactFile{.path = "/srv/" + name, .content = content, .ownership = ours(0755)}, .why = ""};
  }
  Path arrived() const { return root_ / "var/lib/vent/contents"; }
};

TEST_F(ServeLarge, ComesInPiecesPackedOrNot) {
  Running node(root_);
  const Content content = open_content(text(3 * kPieceBytes + 5));
  const std::vector<Resource> resources = {program("a", content), file("b")};
  ASSERT_TRUE(send_contents(node.connection, {file("b")}));
  ASSERT_TRUE(announce(node.connection, 1, {content}));
  ASSERT_TRUE(send_piece(node.connection, content, 0));
  ASSERT_TRUE(node.connection.send(content_message(content).set("at", std::int64_t{kPieceBytes}).set("packed", true),
                                   compress(content.bytes->reveal().substr(kPieceBytes, kPieceBytes))));
  ASSERT_TRUE(send_piece(node.connection, content, 2 * kPieceBytes));
  ASSERT_TRUE(send_piece(node.connection, content, 3 * kPieceBytes));
  EXPECT_EQ(node.connection.ask(2, make_request(resources)).error(), "");
  EXPECT_EQ(read_file(at("a")).value(), content.bytes->reveal());
  EXPECT_TRUE(path_exists(root_ / "var/lib/vent/digests"));
  EXPECT_EQ(node.connection.ask(3, Json::object().set("do", "undo").set("purpose", "a test")).error(), "");
  EXPECT_FALSE(path_exists(root_ / "var/lib/vent"));
}

// What is refused is told at once, and what still comes is for nobody: nothing is made, not even what needs none of it.
TEST_F(ServeLarge, OneWrongByteAndNothingIsMade) {
  Running node(root_);
  const Content content = open_content(text(2 * kPieceBytes));
  const std::vector<Resource> resources = {file("b"), program("a", content)};
  ASSERT_TRUE(send_contents(node.connection, {file("b")}));
  ASSERT_TRUE(announce(node.connection, 1, {content}));
  std::string wrong(content.bytes->reveal().substr(kPieceBytes));
  wrong[5] ^= 1;
  ASSERT_TRUE(send_piece(node.connection, content, 0));
  ASSERT_TRUE(node.connection.send(content_message(content).set("at", std::int64_t{kPieceBytes}), wrong));
  const auto refused = node.connection.finish(1);
  EXPECT_NE(refused.error().find(content.digest), std::string::npos) << refused.error();
  ASSERT_TRUE(send_piece(node.connection, content, 0));  // still on its way
  EXPECT_EQ(node.connection.ask(2, make_request(resources).set("contents", 1)).error(), refused.error());
  EXPECT_FALSE(path_exists(root_ / "srv"));
  // Sent right, all is well.
  ASSERT_TRUE(send_contents(node.connection, {program("a", content)}));
  EXPECT_EQ(node.connection.ask(3, make_request(resources)).error(), "");
}

TEST_F(ServeLarge, IsRefusedBeforeTheFirstByteWhenAnotherOperatorIsThere) {
  Running first(root_), second(root_);
  const Content content = open_content(text(2 * kPieceBytes));
  ASSERT_TRUE(announce(first.connection, 1, {content}));
  ASSERT_TRUE(send_piece(first.connection, content, 0));
  first.connection.ask(2, Json::object().set("do", "manifest"));
  ASSERT_TRUE(announce(second.connection, 1, {content}));
  EXPECT_EQ(second.connection.finish(1).last.field("error")->text("kind").value(), "conflict");
  ASSERT_TRUE(send_piece(first.connection, content, kPieceBytes));
  EXPECT_EQ(first.connection.ask(3, make_request({program("a", content)})).error(), "");
}

TEST_F(ServeLarge, AFullDiskIsToldBeforeAnythingIsWritten) {
  const bool is_permitted = with_private_mounts([&] {
    ASSERT_EQ(::mount("tmpfs", root_.c_str(), "tmpfs", 0, "size=17m"), 0);
    Running node(root_);
    const Content content = open_content(text(8 * kPieceBytes));
    ASSERT_TRUE(announce(node.connection, 1, {content}));
    const auto refused = node.connection.finish(1);
    EXPECT_EQ(refused.last.field("error")->text("kind").value(), "no_space") << refused.error();
    EXPECT_TRUE(list_directory(arrived()).value().empty());
  });
  if (!is_permitted) GTEST_SKIP() << "needs root";
}

TEST_F(ServeTest, ProbesThePeersItIsTold) {
  Running node(root_), peer(root_);
  const Json facts = peer.connection.receive()->field("answer").value();
  const Peer there{.host = "there",
                   .address = Ipv4::parse("127.0.0.1").value(),
                   .port = static_cast<int>(facts.integer("probe_port").value())};
  const auto outcome = node.connection.ask(
      1, Json::object().set("do", "probe").set("from", "127.0.0.1").set("peers", Json::array().push(to_json(there))));
  const Reach reach = reach_from_json(outcome.last.field("answer")->list("reaches")->at(0)).value();
  EXPECT_TRUE(reach.tcp && reach.udp);
}

}  // namespace
}  // namespace vent
