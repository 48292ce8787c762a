#include "metal/first_disk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "metal/identity.h"
#include "metal/test_support/sample_lab.h"

namespace vent::metal {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

TEST(Identity, IdsAreUuidsAndDiffer) {
  const std::string id = *new_uuid();
  EXPECT_EQ(id.size(), 36u);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef-"), std::string::npos);
  EXPECT_NE(*new_uuid(), id);
}

TEST(Identity, AKeyPairIsOneLineAndItsSecret) {
  const KeyPair key = *make_ssh_key("a comment");
  EXPECT_THAT(key.public_key, StartsWith("ssh-ed25519 AAAA"));
  EXPECT_TRUE(key.public_key.ends_with(" a comment"));
  EXPECT_EQ(split_lines(key.public_key).size(), 1u);
  EXPECT_THAT(std::string(key.private_key.reveal()), StartsWith("-----BEGIN OPENSSH PRIVATE KEY-----\n"));
}

class FirstDiskTest : public testing::Test {
 protected:
  static std::string content(const FirstDisk& disk, const std::string& path) {
    const auto found = std::ranges::find(disk.entries, path, &DiskEntry::path);
    return found == disk.entries.end() ? "(missing)" : found->content;
  }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  Lab lab_{.settings = {}, .state = directory_.path(), .images = {}};
};

TEST_F(FirstDiskTest, LetsInTheOwnerAndTheLab) {
  ASSERT_TRUE(make_directories(lab_.key_file().parent_path()));
  ASSERT_TRUE(write_file(lab_.key_file().string() + ".pub", "ssh-ed25519 AAAAlab vent metal\n"));
  const Result<FirstDisk> disk = prepare_first_disk(sample_host(), lab_);
  ASSERT_TRUE(disk) << disk.error().text();
  EXPECT_EQ(content(*disk, "/root/.ssh/authorized_keys"),
            "ssh-ed25519 AAAAowner owner@example\nssh-ed25519 AAAAlab vent metal\n");
  EXPECT_EQ(content(*disk, "/etc/hostname"), "worker-1\n");
}

TEST_F(FirstDiskTest, EveryDiskIsAnotherMachine) {
  const FirstDisk one = *prepare_first_disk(sample_host(), lab_);
  const FirstDisk other = *prepare_first_disk(sample_host(), lab_);
  EXPECT_EQ(one.machine_id.size(), 32u);
  EXPECT_EQ(one.machine_id.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(content(one, "/etc/machine-id"), one.machine_id + "\n");
  EXPECT_NE(one.machine_id, other.machine_id);
  ASSERT_EQ(one.host_keys.size(), 1u);
  EXPECT_THAT(content(one, "/etc/ssh/ssh_host_ed25519_key.pub"), StartsWith(one.host_keys[0]));
  EXPECT_NE(one.host_keys, other.host_keys);
}

TEST_F(FirstDiskTest, UserDataMayBringTheHostKeys) {
  Host host = sample_host();
  host.user_data =
      "#cloud-config\nssh_keys:\n  ed25519_private: |\n    -----BEGIN OPENSSH PRIVATE KEY-----\n    x\n"
      "  ed25519_public: ssh-ed25519 AAAAgiven\n";
  const FirstDisk disk = *prepare_first_disk(host, lab_);
  EXPECT_THAT(disk.host_keys, ElementsAre("ssh-ed25519 AAAAgiven"));
  for (const DiskEntry& entry : disk.entries)
    EXPECT_TRUE(entry.secret || entry.content.find("PRIVATE") == std::string::npos) << entry.path;
}

}  // namespace
}  // namespace vent::metal
