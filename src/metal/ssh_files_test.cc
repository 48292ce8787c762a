#include "metal/ssh_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/process.h"
#include "base/text.h"
#include "metal/test_support/sample_lab.h"
#include "support/golden.h"

namespace vent::metal {
namespace {

using testing::Contains;
using testing::StartsWith;

std::vector<Host> three_hosts() {
  std::vector<Host> hosts = {sample_host(1), sample_host(2), sample_host(3)};
  hosts[0].host_keys.emplace_back("ecdsa-sha2-nistp256 AAAAsecond");
  hosts[2].host_keys.clear();  // it has no disk yet
  return hosts;
}

TEST(SshFiles, Goldens) {
  expect_golden("ssh_known_hosts.txt", render_known_hosts(three_hosts(), sample_plan()));
  expect_golden("ssh_config.txt", render_ssh_config(three_hosts(), sample_plan(), sample_lab()));
}

TEST(SshFiles, WithoutHostsThereAreStillTheDefaults) {
  EXPECT_EQ(render_known_hosts({}, sample_plan()), "");
  EXPECT_THAT(split_lines(render_ssh_config({}, sample_plan(), sample_lab())), Contains("Host *"));
}

class SshFilesTest : public testing::Test {
 protected:
  // What ssh itself makes of the configuration.
  std::vector<std::string> as_ssh_reads_it(const std::string& host) const {
    const Result<std::string> shown =
        run_checked({.arguments = {"ssh", "-G", "-F", lab_.ssh_config_file().string(), host}});
    return split_lines(shown ? *shown : shown.error().text());
  }
  static mode_t mode(const Path& path) {
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0 ? found.st_mode & 07777 : 0;
  }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  Lab lab_{.settings = {}, .state = directory_.path() / "100% my lab", .images = {}};
};

TEST_F(SshFilesTest, SshUnderstandsThemWhateverTheDirectoryIsCalled) {
  ASSERT_TRUE(ensure_lab_key(lab_));
  ASSERT_TRUE(write_ssh_files(three_hosts(), sample_plan(), lab_));
  for (const char* name : {"worker-2", "198.51.100.5"}) {
    const std::vector<std::string> seen = as_ssh_reads_it(name);
    EXPECT_THAT(seen, Contains("hostname 10.80.2.1")) << name;
    EXPECT_THAT(seen, Contains("user root"));
    EXPECT_THAT(seen, Contains("stricthostkeychecking true"));
    EXPECT_THAT(seen, Contains("identitiesonly yes"));
    EXPECT_THAT(seen, Contains("userknownhostsfile " + lab_.known_hosts_file().string()));
  }
  const Result<std::string> found =
      run_checked({.arguments = {"ssh-keygen", "-F", "198.51.100.5", "-f", lab_.known_hosts_file().string()}});
  ASSERT_TRUE(found) << found.error().text();
  EXPECT_THAT(split_lines(*found), Contains("worker-2,10.80.2.1,198.51.100.5 ssh-ed25519 AAAAhost2"));
}

TEST_F(SshFilesTest, TheLabsKeyIsMadeOnceAndForItsOwnerOnly) {
  ASSERT_TRUE(ensure_lab_key(lab_));
  const std::string key = *read_file(lab_.key_file());
  EXPECT_THAT(key, StartsWith("-----BEGIN OPENSSH PRIVATE KEY-----\n"));
  EXPECT_THAT(*read_file(lab_.key_file().string() + ".pub"), StartsWith("ssh-ed25519 "));
  EXPECT_EQ(mode(lab_.key_file()), 0600u);
  EXPECT_EQ(mode(lab_.key_file().parent_path()), 0700u);
  ASSERT_TRUE(ensure_lab_key(lab_));
  EXPECT_EQ(*read_file(lab_.key_file()), key);
}

}  // namespace
}  // namespace vent::metal
