#include "remote/adoption.h"

#include <gtest/gtest.h>

#include "remote/test_support/keys.h"

namespace vent {
namespace {

Host host_with(const std::string& given) {
  return {.name = "one",
          .address = "10.96.1.1",
          .private_address = {},
          .domain_name = {},
          .pod_range = {},
          .ssh = {.key_file = {}, .jump_host = {}, .host_key = given}};
}

TEST(StandingOf, ComparesWithWhatIsPinned) {
  const Host host = host_with("");
  EXPECT_EQ(standing_of(ed25519_key('a'), {}, host), KeyStanding::unknown);
  EXPECT_EQ(standing_of(ed25519_key('a'), {ed25519_key('a')}, host), KeyStanding::known);
  EXPECT_EQ(standing_of(ed25519_key('a'), {ecdsa_key('a'), ed25519_key('a')}, host), KeyStanding::known);
  EXPECT_EQ(standing_of(ed25519_key('a'), {ed25519_key('b')}, host), KeyStanding::changed);
  EXPECT_EQ(standing_of(ed25519_key('a'), {ecdsa_key('a')}, host), KeyStanding::changed)
      << "another type is another key";
}

TEST(StandingOf, WhatTheClusterFileGivesIsTheOnlyTruth) {
  const Host host = host_with(ed25519_key('a').text());
  EXPECT_EQ(standing_of(ed25519_key('a'), {ed25519_key('b')}, host), KeyStanding::known);
  const Result<KeyStanding> other = standing_of(ed25519_key('b'), {ed25519_key('b')}, host);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().text(),
            "error: one (10.96.1.1) shows another host key than the cluster file gives [VENT_HOST_KEY_CHANGED]\n"
            "  | given: ED25519 " +
                fingerprint(ed25519_key('a')) +
                "\n"
                "  | shown: ED25519 " +
                fingerprint(ed25519_key('b')) +
                "\n"
                "  next: if it was installed anew, correct hostKey in the cluster file, or take it out\n"
                "        if not, somebody may stand between you and it: go no further");
}

}  // namespace
}  // namespace vent
