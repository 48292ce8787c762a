#include "status/quorum.h"

#include <fmt/core.h>

#include "base/files.h"
#include "base/process.h"
#include "support/golden.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

constexpr std::string_view kAnswer =
    "29d2a7ed783752a, started, controller-1, https://10.80.1.2:2380, https://10.80.1.2:2379, false\n"
    "7b5684376f18be09, unstarted, , https://10.80.1.4:2380, , true\n"
    "a628e22da137ef56, started, controller-0, https://10.80.1.1:2380, https://10.80.1.1:2379, false\n"
    "https://10.80.1.1:2379 is healthy: successfully committed proposal: took = 2.1ms\n"
    "https://10.80.1.2:2379 is unhealthy: failed to commit proposal: context deadline exceeded\n";

TEST(Quorum, ReadsWhoVotesAndWhoIsHealthy) {
  const auto members = read_members(kAnswer);
  ASSERT_TRUE(members && members->size() == 3);
  const EtcdMember *ill = &members->at(0), *learner = &members->at(1), *well = &members->at(2);
  EXPECT_EQ(ill->name, "controller-1");
  EXPECT_TRUE(ill->votes && !ill->is_healthy);
  EXPECT_FALSE(learner->votes);
  EXPECT_EQ(well->id, "a628e22da137ef56");
  EXPECT_TRUE(well->votes && well->is_healthy);
  EXPECT_FALSE(read_members("https://10.80.1.1:2379 is healthy: nobody else said anything\n"));

  Host host;
  host.private_address = Ipv4::parse("10.80.1.4").value();
  EXPECT_EQ(member_on(*members, host), learner);
  host.private_address = Ipv4::parse("10.80.1.9").value();
  EXPECT_EQ(member_on(*members, host), nullptr);
}

// Members that vote, by a letter each: h is healthy, i is not. The first is to leave.
std::string verdict(std::string_view letters) {
  std::vector<EtcdMember> members;
  for (const char letter : letters)
    members.push_back({.id = fmt::format("{}", members.size()),
                       .name = fmt::format("controller-{}", members.size()),
                       .peer_url = "",
                       .votes = true,
                       .is_healthy = letter == 'h'});
  const Result<> allowed = check_quorum_without(members, members.front());
  return fmt::format("{}: {}\n", letters, allowed ? "may leave\n" : allowed.error().text());
}

TEST(Quorum, IsKept) {
  std::string text;
  for (const char* letters : {"h", "i", "hh", "ih", "hi", "hhh", "ihh", "hhi", "ihi", "hii", "hhhh", "hhhhi", "ihhhi",
                              "hhhii", "ihhii", "hhiii"})
    text += verdict(letters);
  expect_golden("quorum.txt", text);
}

TEST(Quorum, IsNoneOfALearner) {
  const std::vector<EtcdMember> members = {
      {.id = "1", .name = "controller-0", .peer_url = "", .votes = true, .is_healthy = true},
      {.id = "2", .name = "", .peer_url = "https://10.80.1.4:2380"}};
  EXPECT_TRUE(check_quorum_without(members, members[1]));
  EXPECT_FALSE(check_quorum_without(members, members[0]));
}

TEST(Quorum, IsAskedInShell) {
  expect_golden("quorum_lines.sh", line_that_asks_members() + "\n" +
                                       line_that_removes({.id = "a628e22da137ef56", .name = "", .peer_url = ""}) +
                                       "\n");
}

// etcdctl is a script that has its answers in files, of which it takes one each time.
Result<Finished> removing_when_etcdctl_answers(const std::vector<std::string>& complaints) {
  const TemporaryDirectory folder = TRY(TemporaryDirectory::make());
  const Path etcdctl = folder.path() / "etcdctl";
  TRY(write_file(etcdctl,
                 "#!/bin/sh\ncd \"$(dirname \"$0\")\"\nfor answer in [0-9]; do\n"
                 "  [ -e \"$answer\" ] || exit 0\n  cat \"$answer\"; rm \"$answer\"; exit 1\ndone\n",
                 0755));
  for (std::size_t number = 0; number < complaints.size(); ++number)
    TRY(write_file(folder.path() / std::to_string(number), complaints[number] + "\n"));
  std::string line = line_that_removes({.id = "a628e22da137ef56", .name = "", .peer_url = ""});
  constexpr std::string_view kProgram = "/usr/local/bin/etcdctl";
  line.replace(line.find(kProgram), kProgram.size(), etcdctl.string());
  return run({.arguments = {"/bin/sh", "-c", line}, .deadline = std::chrono::seconds(60)});
}

TEST(Quorum, AMemberIsRemovedWhenEtcdHasSettled) {
  const Result<Finished> removed = removing_when_etcdctl_answers({"Error: etcdserver: unhealthy cluster"});
  ASSERT_TRUE(removed) << removed.error().text();
  EXPECT_EQ(removed->exit_code, 0) << removed->error_output;
  const Result<Finished> refused = removing_when_etcdctl_answers({"Error: no such member", "never asked for"});
  ASSERT_TRUE(refused) << refused.error().text();
  EXPECT_EQ(refused->exit_code, 1);
  EXPECT_EQ(refused->error_output, "Error: no such member\n");
}

}  // namespace
}  // namespace vent
