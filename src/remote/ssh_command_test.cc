#include "remote/ssh_command.h"

#include "base/process.h"
#include "base/text.h"
#include "support/golden.h"

namespace vent {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

Host sample_host() {
  return {.name = "controller-0",
          .address = "203.0.113.7",
          .private_address = {},
          .domain_name = {},
          .pod_range = {},
          .ssh = {.user = "root", .port = 22, .key_file = {}, .jump_host = {}, .host_key = {}}};
}

const SshPlaces kPlaces{.known_hosts = "/home/ada/.local/state/vent/clusters/paris/known_hosts",
                        .control_path = "/run/user/1000/vent/3f2a9c"};

std::string as_lines(const std::vector<std::string>& words) { return join(words, "\n") + "\n"; }

// What ssh itself makes of the options.
std::vector<std::string> as_ssh_reads_it(std::vector<std::string> words) {
  words.insert(words.begin() + 1, {"-G", "-F", "/dev/null"});
  const Result<std::string> shown = run_checked({.arguments = words});
  return split_lines(shown ? *shown : shown.error().text());
}

TEST(SshCommand, Golden) {
  expect_golden("ssh_command.txt", as_lines(ssh_command(sample_host(), kPlaces, "exec vent-node serve")));
}

TEST(SshCommand, GoldenOfAllThatAHostCanSay) {
  Host host = sample_host();
  host.ssh = {.user = "ops",
              .port = 2222,
              .key_file = "/home/ada/my keys/100%",
              .jump_host = "eve@door:2200,inner",
              .host_key = {}};
  const SshPlaces places{.known_hosts = "/a b/known_hosts", .control_path = std::nullopt};
  expect_golden("ssh_command_with_jumps.txt", as_lines(ssh_command(host, places, "echo 'two words'")));
}

TEST(SshCommand, GoldenOfTheKeyScan) {
  expect_golden("ssh_key_scan.txt", as_lines(ssh_key_scan_command(sample_host(), "/tmp/learned")));
}

TEST(SshCommand, SshUnderstandsAllOfIt) {
  Host host = sample_host();
  host.ssh.key_file = "/home/ada/my \"keys\"/100%";
  host.ssh.jump_host = "eve@door:2200,inner";
  const std::vector<std::string> seen =
      as_ssh_reads_it(ssh_command(host, {.known_hosts = "/a b/100%/\\", .control_path = "/run/c d"}, "true"));
  EXPECT_THAT(seen, Contains("hostname 203.0.113.7"));
  EXPECT_THAT(seen, Contains("user root"));
  EXPECT_THAT(seen, Contains("port 22"));
  EXPECT_THAT(seen, Contains("batchmode yes"));
  EXPECT_THAT(seen, Contains("stricthostkeychecking true"));
  EXPECT_THAT(seen, Contains("userknownhostsfile /a b/100%/\\"));
  EXPECT_THAT(seen, Contains("globalknownhostsfile /dev/null"));
  EXPECT_THAT(seen, Contains("hostkeyalias controller-0"));
  EXPECT_THAT(seen, Contains("controlmaster true"));
  EXPECT_THAT(seen, Contains("controlpath /run/c d"));
  EXPECT_THAT(seen, Contains("controlpersist no"));
  EXPECT_THAT(seen, Contains("identityfile /home/ada/my \"keys\"/100%%"));  // the percent sign is expanded at use
  EXPECT_THAT(seen, Contains("identitiesonly yes"));
  EXPECT_THAT(seen, Contains("forwardagent no"));
  EXPECT_THAT(seen, Contains("loglevel DEBUG"));
}

TEST(SshCommand, TheUsersOwnChoicesStayWhereNothingIsSaid) {
  Host host = sample_host();
  host.ssh.user.clear();
  const std::string text = as_lines(ssh_command(host, {.known_hosts = "/k", .control_path = {}}, "true"));
  EXPECT_THAT(text, Not(HasSubstr("-l\n")));
  EXPECT_THAT(text, Not(HasSubstr("Identit")));
  EXPECT_THAT(text, Not(HasSubstr("Proxy")));
}

TEST(SshCommand, AHostThatLooksLikeAnOptionIsNone) {
  Host host = sample_host();
  host.address = "-oProxyCommand=touch /tmp/owned";
  const std::vector<std::string> words = ssh_command(host, kPlaces, "true");
  ASSERT_GE(words.size(), 3u);
  EXPECT_EQ(words[words.size() - 3], "--");
}

}  // namespace
}  // namespace vent
