#include "status/quorum.h"

#include <fmt/core.h>

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

}  // namespace
}  // namespace vent
