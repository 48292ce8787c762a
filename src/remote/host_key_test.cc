#include "remote/host_key.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/process.h"
#include "base/text.h"

namespace vent {
namespace {

struct Kind {
  const char* name;  // for ssh-keygen -t
  const char* bits;
};

class HostKeyOfKind : public testing::TestWithParam<Kind> {};

// ssh-keygen is the judge: "256 SHA256:… comment (ED25519)".
TEST_P(HostKeyOfKind, IsShownAsSshKeygenShowsIt) {
  const TemporaryDirectory directory = *TemporaryDirectory::make();
  const std::string file = directory.path() / "key";
  ASSERT_TRUE(run_checked({.arguments = {"ssh-keygen", "-q", "-t", GetParam().name, "-b", GetParam().bits, "-N", "",
                                         "-C", "a comment", "-f", file}}));
  const Result<HostKey> key = read_host_key(*read_file(file + ".pub"));
  ASSERT_TRUE(key) << key.error().text();
  const std::vector<std::string> shown = split_words(*run_checked({.arguments = {"ssh-keygen", "-l", "-f", file}}));
  EXPECT_EQ(fingerprint(*key), shown[1]);
  EXPECT_EQ("(" + short_type(*key) + ")", shown.back());
  EXPECT_EQ(*read_host_key(key->text()), *key);
}

INSTANTIATE_TEST_SUITE_P(All, HostKeyOfKind,
                         testing::Values(Kind{"ed25519", "256"}, Kind{"ecdsa", "256"}, Kind{"ecdsa", "384"},
                                         Kind{"ecdsa", "521"}, Kind{"rsa", "2048"}));

TEST(HostKey, WhatCannotBeAKeyIsRefused) {
  for (const char* text : {"", "ssh-ed25519", "ssh-ed25519 AAAA", "frob AAAAC3NzaC1lZDI1NTE5AAAAIA=="})
    EXPECT_FALSE(read_host_key(text)) << text;
}

}  // namespace
}  // namespace vent
