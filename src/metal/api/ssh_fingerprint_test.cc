#include "metal/api/ssh_fingerprint.h"

#include <gtest/gtest.h>

#include "base/process.h"
#include "base/text.h"
#include "metal/identity.h"

namespace vent::metal {
namespace {

TEST(SshFingerprint, IsWhatSshKeygenSays) {
  const TemporaryDirectory directory = *TemporaryDirectory::make();
  const std::string key = make_ssh_key("someone@example")->public_key;
  ASSERT_TRUE(write_file(directory.path() / "key.pub", key + "\n"));
  const std::string said = *run_checked({.arguments = {"ssh-keygen", "-lf", (directory.path() / "key.pub").string()}});
  EXPECT_EQ(ssh_fingerprint(key).value_or("no key"), split_words(said).at(1));
}

TEST(SshFingerprint, OfWhatIsNoKeyThereIsNone) {
  for (const char* const wrong : {"", "ssh-ed25519", "ssh-ed25519 !!!!", "ssh-ed25519 AAAA", "hello world",
                                  "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"})
    EXPECT_FALSE(ssh_fingerprint(wrong)) << wrong;
}

}  // namespace
}  // namespace vent::metal
