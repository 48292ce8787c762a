// vent-node as a real process, killed at any moment: what it changed is named in its manifest, and the next run ends as
// if nothing had been.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <random>
#include <set>
#include <thread>

#include "base/sha256.h"
#include "base/spawn.h"
#include "base/text.h"
#include "node/large_file.h"
#include "node/manifest.h"
#include "node/test_support/node_connection.h"
#include "node/wire.h"
#include "resources/test_support/scratch_host.h"

namespace vent {
namespace {

const Path kState = "/var/lib/vent";
// Where no write waits for a disk, so that a hundred runs take seconds.
const Path kMemory = "/dev/shm";

// In the build directory, as ./dev and CMake have it; this test is in src/node below.
Path node_program() { return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "../../vent-node"; }

class NodeProcess {
 public:
  explicit NodeProcess(const Path& root) {
    const std::vector<std::string> arguments = {node_program(), "serve", "--root", root};
    const Result<pid_t> started = spawn({.arguments = arguments,
                                         .environment = {},
                                         .directory = {},
                                         .input = connection.node_input.number(),
                                         .output = connection.node_output.number(),
                                         .error_output = STDERR_FILENO,
                                         .belonging = Belonging::own_group});
    EXPECT_TRUE(started) << started.error().text();
    id_ = started.value_or(0);
    connection.node_input.close();
    connection.node_output.close();
  }
  ~NodeProcess() { kill(); }

  void kill() {
    if (id_ == 0) return;
    ::kill(id_, SIGKILL);
    ::waitpid(std::exchange(id_, 0), nullptr, 0);
  }

  NodeConnection connection;

 private:
  pid_t id_ = 0;
};

// Some that are new, in directories that are, and some that replace files, links and modes.
std::vector<Resource> twenty_resources() {
  std::vector<Resource> all;
  const auto add = [&](Spec spec) { all.push_back({.spec = std::move(spec), .why = ""}); };
  const auto file = [](const std::string& path, const std::string& text) {
    return File{.path = path, .content = open_content(text), .ownership = ours(0644)};
  };
  add(Directory{.path = "/srv/new", .ownership = ours(0750)});
  for (int i = 0; i < 6; ++i)
    add(file("/srv/new/" + std::to_string(i), std::string(20'000, static_cast<char>('a' + i))));
  for (int i = 0; i < 6; ++i) add(file("/etc/old" + std::to_string(i), "new " + std::to_string(i) + "\n"));
  add(file("/etc/deep/down/file", "deep\n"));
  add(Symlink{.path = "/etc/link", .target = "old1"});
  add(Symlink{.path = "/etc/file-that-becomes-a-link", .target = "old2"});
  add(file("/etc/link-that-becomes-a-file", "a file\n"));
  add(Directory{.path = "/etc/shut", .ownership = ours(0700)});
  add(SwapOff{});
  add(file("/srv/last", "last\n"));
  return all;
}

void furnish(ScratchHost& host) {
  for (int i = 0; i < 5; ++i) host.put("/etc/old" + std::to_string(i), "old " + std::to_string(i) + "\n", 0600);
  host.put("/etc/file-that-becomes-a-link", "a file\n", 0640);
  host.link("/etc/link-that-becomes-a-file", "nowhere");
  host.link("/etc/link", "elsewhere");
  host.directory("/etc/shut", 0755);
  host.put("/etc/fstab", "/dev/sda2 none swap sw 0 0");
  host.directory("/srv");
  host.directory("/var/lib");
}

bool is_ours(const std::string& path) { return path.starts_with(kState.string()); }

std::map<std::string, std::string> tree_without_state(const ScratchHost& host) {
  auto tree = host.tree();
  std::erase_if(tree, [](const auto& entry) { return is_ours(entry.first); });
  return tree;
}

// Whether the manifest accounts for what is at a path: a thing it names, or one that was being written beside it.
bool accounts_for(const Manifest& manifest, const Path& path) {
  const std::string name = path.filename();
  const bool is_half_written = name.starts_with(".vent-") && name.ends_with(".tmp");
  for (const MadeThing& thing : manifest.things()) {
    const std::optional<Path> made = path_of(thing.resource.spec);
    if (made && (*made == path || (is_half_written && made->parent_path() == path.parent_path()))) return true;
  }
  return false;
}

NodeConnection::Outcome make_all(NodeProcess& node, const std::vector<Resource>& resources) {
  EXPECT_TRUE(send_contents(node.connection, resources));
  return node.connection.ask(1, make_request(resources));
}

// When a run is killed: after so many messages of its own, or when the manifest is there, and a little later.
struct KillMoment {
  std::optional<int> messages;
  std::chrono::microseconds later;
};

KillMoment draw_moment(int round, std::mt19937& random) {
  const std::chrono::microseconds later(std::uniform_int_distribution(0, 3000)(random));
  if (round % 5 == 0) return {.messages = std::nullopt, .later = later / 10};
  return {.messages = std::uniform_int_distribution(0, 40)(random), .later = later};
}

void run_and_kill(NodeProcess& node, const ScratchHost& host, const std::vector<Resource>& resources,
                  KillMoment moment) {
  ASSERT_TRUE(send_contents(node.connection, resources));
  ASSERT_TRUE(node.connection.send(make_request(resources).set("request", 1)));
  const Path manifest = host.at(kState / "manifest");
  std::error_code none;
  if (!moment.messages) {
    while (!std::filesystem::exists(manifest, none) || std::filesystem::file_size(manifest, none) == 0)
      std::this_thread::yield();
  }
  for (int i = 0; i < moment.messages.value_or(0); ++i) {
    const auto message = node.connection.receive();
    if (!message || (message->has("answer") && message->integer("request") == 1)) break;
  }
  // Not a wait for something: the moment is to be any.
  std::this_thread::sleep_for(moment.later);
  node.kill();
}

TEST(KilledNode, LeavesNothingUnknownAndTheNextRunEndsAsIfItHadNotBeen) {
  std::signal(SIGPIPE, SIG_IGN);
  const std::vector<Resource> resources = twenty_resources();
  ScratchHost undisturbed(kMemory);
  furnish(undisturbed);
  {
    NodeProcess node(undisturbed.root());
    ASSERT_EQ(make_all(node, resources).error(), "");
  }
  const auto expected = tree_without_state(undisturbed);

  std::mt19937 random(20);
  int killed_in_the_middle = 0;
  for (int round = 0; round < 50; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    ScratchHost host(kMemory);
    furnish(host);
    const auto before = host.tree();
    {
      NodeProcess node(host.root());
      run_and_kill(node, host, resources, draw_moment(round, random));
    }

    const auto after = tree_without_state(host);
    const Result<Manifest> manifest = Manifest::open(host.at(kState / "manifest"));
    ASSERT_TRUE(manifest) << manifest.error().text();
    auto both = before;
    both.insert(after.begin(), after.end());
    for (const auto& [path, value] : both) {
      const auto was = before.find(path), is = after.find(path);
      if (was != before.end() && is != after.end() && was->second == is->second) continue;
      EXPECT_TRUE(accounts_for(*manifest, path)) << path;
    }
    if (after != before && after != expected) ++killed_in_the_middle;

    NodeProcess next(host.root());
    EXPECT_EQ(make_all(next, resources).error(), "");
    EXPECT_EQ(tree_without_state(host), expected);
    EXPECT_EQ(next.connection.ask(2, Json::object().set("do", "undo").set("purpose", "a test")).error(), "");
    EXPECT_EQ(host.tree(), before) << "taken back after all";
  }
  EXPECT_GT(killed_in_the_middle, 5) << "the kills came too early or too late to prove anything";
}

// The same without a run in between: what the manifest names is enough to take all back.
TEST(KilledNode, CanBeTakenBackAtOnce) {
  std::signal(SIGPIPE, SIG_IGN);
  const std::vector<Resource> resources = twenty_resources();
  std::mt19937 random(21);
  for (int round = 0; round < 20; ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    ScratchHost host(kMemory);
    furnish(host);
    const auto before = host.tree();
    {
      NodeProcess node(host.root());
      run_and_kill(node, host, resources, draw_moment(round, random));
    }
    // The undo is killed too, in its first messages; the next does the rest.
    {
      NodeProcess node(host.root());
      ASSERT_TRUE(node.connection.send(Json::object().set("request", 1).set("do", "undo").set("purpose", "a test")));
      for (int i = std::uniform_int_distribution(0, 20)(random); i > 0; --i)
        if (const auto message = node.connection.receive(); !message || message->integer("request") == 1) {
          if (!message || message->has("answer")) break;
        }
      node.kill();
    }
    NodeProcess node(host.root());
    EXPECT_EQ(node.connection.ask(1, Json::object().set("do", "undo").set("purpose", "a test")).error(), "");
    EXPECT_EQ(host.tree(), before);
  }
}

std::string program_text(int seed, std::size_t pieces) {
  std::string text(pieces * kPieceBytes - 77, static_cast<char>('a' + seed));
  for (std::size_t at = 0; at < text.size(); at += 4096) text[at] = static_cast<char>(at / 4096);
  return text;
}

// Killed while contents come, or while they are put to their places: nothing wrong ever has the right name, what came
// whole is not asked for again, and the next run ends as it should.
TEST(KilledNode, HasNoLargeContentThatIsNotWhole) {
  std::signal(SIGPIPE, SIG_IGN);
  std::vector<Resource> resources;
  std::size_t pieces = 0;
  for (int i = 0; i < 4; ++i) {
    const std::size_t size = static_cast<std::size_t>(i) + 2;
    pieces += size;
    resources.push_back({.spec = ArtifactFile{.path = "/usr/bin/" + std::to_string(i),
                                              .content = open_content(program_text(i, size)),
                                              .ownership = ours(0755)},
                         .why = ""});
  }
  std::mt19937 random(22);
  int with_whole_ones = 0, with_half_ones = 0;
  constexpr int kEnough = 4, kMostRounds = 400;
  for (int round = 0; round < 20 || (std::min(with_whole_ones, with_half_ones) < kEnough && round < kMostRounds);
       ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    // A node that is slow needs more time before the kill finds it at work.
    const int longest = 8000 * (1 + round / 10);
    ScratchHost host(kMemory);
    host.directory("/usr/bin");
    host.directory("/var/lib");
    const auto before = host.tree();
    const Path arrived = host.at(kState / "contents");
    {
      NodeProcess node(host.root());
      std::vector<Content> contents;
      for (const Resource& resource : resources) contents.push_back(contents_of(resource.spec).front());
      ASSERT_TRUE(announce(node.connection, 1, contents));
      std::size_t left = std::uniform_int_distribution<std::size_t>(0, pieces + 4)(random);
      for (std::size_t at = 0; at < 5 * kPieceBytes; at += kPieceBytes)
        for (const Content& content : contents) {
          if (at >= content.size || left == 0) continue;
          --left;
          ASSERT_TRUE(send_piece(node.connection, content, at));
        }
      const bool goes_on = left > 0;
      EXPECT_TRUE(!goes_on || node.connection.send(make_request(resources).set("request", 2)));
      std::this_thread::sleep_for(std::chrono::microseconds(std::uniform_int_distribution(0, longest)(random)));
      node.kill();
    }
    std::set<std::string> whole;
    for (const Resource& resource : resources) {
      const ArtifactFile& artifact = std::get<ArtifactFile>(resource.spec);
      for (const Path& path : {arrived / artifact.content.digest, host.at(artifact.path)})
        if (path_exists(path)) {
          EXPECT_EQ(sha256_hex_of_file(path).value(), artifact.content.digest) << path;
          whole.insert(artifact.content.digest);
        }
    }
    // Killed before anything came, there is no such directory.
    const std::vector<std::string> left_behind = list_directory(arrived).value_or(std::vector<std::string>());
    for (const std::string& name : left_behind)
      if (is_unfinished(name)) {
        ++with_half_ones;
        break;
      }
    if (!whole.empty() && whole.size() < 4) ++with_whole_ones;

    NodeProcess next(host.root());
    const Json stages =
        Json::array().push(Json::object().set("chapter", "03").set("resources", resources_json(resources)));
    const auto look =
        next.connection.ask(1, Json::object().set("do", "look").set("texts", false).set("stages", stages));
    const std::set<std::string> missing = look_answer_from_json(look.last.field("answer").value()).value().missing;
    EXPECT_EQ(missing.size() + whole.size(), 4U);
    std::vector<Resource> lacking;
    for (const Resource& resource : resources)
      if (missing.contains(contents_of(resource.spec).front().digest)) lacking.push_back(resource);
    ASSERT_TRUE(send_contents(next.connection, lacking));
    EXPECT_EQ(next.connection.ask(2, make_request(resources)).error(), "");
    for (int i = 0; i < 4; ++i)
      EXPECT_EQ(host.text("/usr/bin/" + std::to_string(i)), program_text(i, static_cast<std::size_t>(i) + 2));
    EXPECT_TRUE(list_directory(arrived).value().empty()) << "nothing is left there";
    EXPECT_EQ(next.connection.ask(3, Json::object().set("do", "undo").set("purpose", "a test")).error(), "");
    EXPECT_EQ(host.tree(), before);
  }
  EXPECT_GE(with_whole_ones, kEnough) << "the kills came too early or too late to prove anything";
  EXPECT_GE(with_half_ones, kEnough);
}

TEST(NodeProgram, SaysHowItIsUsed) {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{}, {"make"}, {"serve", "--root"}, {"serve", "x", "y"}}) {
    std::vector<std::string> arguments = {node_program()};
    arguments.insert(arguments.end(), words.begin(), words.end());
    const Finished finished = run({.arguments = arguments}).value();
    EXPECT_EQ(finished.exit_code, 64);
    EXPECT_EQ(finished.error_output,
              "vent-node is run by vent, as `vent-node serve`, and answers on its standard input and output\n");
  }
  EXPECT_TRUE(run({.arguments = {node_program(), "--version"}}).value().output.starts_with("vent-node "));
}

}  // namespace
}  // namespace vent
