#include "remote/known_hosts.h"

#include <sys/stat.h>

#include <map>

#include "base/process.h"
#include "remote/test_support/keys.h"
#include "support/golden.h"

namespace vent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const char* const kWritten =
    "# by hand\n"
    "@cert-authority * ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==\n"
    "|1|hashed=|hashed= ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==\n";

TEST(KnownHosts, ArePinnedSortedBehindWhatOthersWrote) {
  std::string text = with_pinned_keys(kWritten, "worker-1", {ed25519_key('w')});
  text = with_pinned_keys(text, "controller-0", {ed25519_key('c'), ecdsa_key('c')});
  expect_golden("known_hosts.txt", text);
  EXPECT_THAT(pinned_keys(text, "controller-0"), ElementsAre(ecdsa_key('c'), ed25519_key('c')));
  EXPECT_THAT(pinned_keys(text, "controller"), IsEmpty());
}

TEST(KnownHosts, ANewPinTakesThePlaceOfAllOldOnes) {
  const std::string before = with_pinned_keys("", "one", {ed25519_key('a'), ecdsa_key('a')});
  const std::string after = with_pinned_keys(before, "one", {ed25519_key('b')});
  EXPECT_THAT(pinned_keys(after, "one"), ElementsAre(ed25519_key('b')));
  EXPECT_EQ(with_pinned_keys(after, "one", {}), "");
}

TEST(KnownHosts, OneForEachType) {
  const std::string text = with_pinned_keys("", "one", {ed25519_key('a'), ed25519_key('b')});
  EXPECT_THAT(pinned_keys(text, "one"), ElementsAre(ed25519_key('b')));
}

RC_GTEST_PROP(KnownHosts, OthersAreNeverTouched,
              (const std::vector<std::pair<std::uint8_t, char>>& pins, std::uint8_t any)) {
  const int changed = any % 8;
  std::map<int, char> hosts;
  for (const auto& [host, fill] : pins) hosts[host % 8] = fill;
  std::string text = kWritten;
  for (const auto& [host, fill] : hosts) text = with_pinned_keys(text, "h" + std::to_string(host), {ed25519_key(fill)});
  text = with_pinned_keys(text, "h" + std::to_string(changed), {ecdsa_key('n')});
  RC_ASSERT(text.starts_with(kWritten));
  for (const auto& [host, fill] : hosts) {
    const std::vector<HostKey> expected{host == changed ? ecdsa_key('n') : ed25519_key(fill)};
    RC_ASSERT(pinned_keys(text, "h" + std::to_string(host)) == expected);
  }
}

class KnownHostsFile : public testing::Test {
 protected:
  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  Path file_ = directory_.path() / "known_hosts";
};

TEST_F(KnownHostsFile, IsReadBackBySshKeygen) {
  EXPECT_THAT(*read_pinned_keys(file_, "one"), IsEmpty());
  ASSERT_TRUE(pin_host_keys(file_, "one", {ed25519_key('a')}));
  ASSERT_TRUE(pin_host_keys(file_, "two", {ed25519_key('b')}));
  EXPECT_THAT(*read_pinned_keys(file_, "one"), ElementsAre(ed25519_key('a')));
  struct stat found {};
  ASSERT_EQ(::stat(file_.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0600u);
  const Result<std::string> seen = run_checked({.arguments = {"ssh-keygen", "-F", "two", "-f", file_}});
  ASSERT_TRUE(seen) << seen.error().text();
  EXPECT_NE(seen->find("two " + ed25519_key('b').text()), std::string::npos) << *seen;
}

TEST_F(KnownHostsFile, WhatTheClusterFileSaysCountsMoreThanWhatWasLearned) {
  ASSERT_TRUE(pin_host_keys(file_, "one", {ed25519_key('a'), ecdsa_key('a')}));
  ASSERT_TRUE(pin_host_keys(file_, "two", {ed25519_key('t')}));
  Cluster cluster;
  cluster.hosts = {
      Host{.name = "one",
           .address = {},
           .private_address = {},
           .domain_name = {},
           .pod_range = {},
           .ssh = {.key_file = {}, .jump_host = {}, .host_key = ed25519_key('b').text()}},
      Host{.name = "two", .address = {}, .private_address = {}, .domain_name = {}, .pod_range = {}, .ssh = {}}};
  ASSERT_TRUE(pin_given_keys(file_, cluster));
  EXPECT_THAT(*read_pinned_keys(file_, "one"), ElementsAre(ed25519_key('b')));
  EXPECT_THAT(*read_pinned_keys(file_, "two"), ElementsAre(ed25519_key('t')));
}

}  // namespace
}  // namespace vent
