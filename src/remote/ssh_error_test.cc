#include "remote/ssh_error.h"

#include <fmt/core.h>

#include <array>

#include "base/files.h"
#include "remote/ssh_output.h"
#include "support/golden.h"

namespace vent {
namespace {

// testdata/ssh/NAME.stderr is what OpenSSH 9.2 really said, with only the names of files changed.
std::string recorded(const std::string& name) {
  return read_file(Path(VENT_SSH_RECORDS) / (name + ".stderr")).value_or("");
}

Host sample_host() {
  return {.name = "one", .address = "10.96.1.1", .private_address = {}, .domain_name = {}, .pod_range = {}, .ssh = {}};
}

HostKey pinned_key() {
  return *read_host_key("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMjA/SDVJlK0CL2n0Y6/bWYS6oEs7x1kuyn8Lj1CNp8C");
}

std::string shown(const std::string& name, const Error& error) {
  return fmt::format("== {}: {}, {}\n{}\n\n", name, kind_name(error.kind),
                     error.retry == Retry::later ? "later" : "never", error.text());
}

Error error_of(const std::string& name, const Host& host, std::vector<HostKey> pinned = {},
               MachineAge age = MachineAge::settled) {
  const std::string said = recorded(name);
  EXPECT_NE(said, "") << name;
  return ssh_error({.host = host, .pinned = std::move(pinned), .age = age}, 255, said);
}

TEST(SshError, GoldenOfAWayThatDoesNotExist) {
  std::string text;
  for (const char* name : {"refused", "no_route", "timed_out", "unknown_name", "closed_at_once", "no_ssh_server",
                           "silent_server", "host_boots"})
    text += shown(name, error_of(name, sample_host()));
  expect_golden("errors_unreachable.txt", text);
}

TEST(SshError, GoldenOfHostKeys) {
  std::string text = shown("host_key_changed", error_of("host_key_changed", sample_host(), {pinned_key()}));
  text += shown("host_key_other_type", error_of("host_key_other_type", sample_host(), {pinned_key()}));
  text += shown("host_key_unknown", error_of("host_key_unknown", sample_host()));
  text += shown("host_key_unknown, and another pinned", error_of("host_key_unknown", sample_host(), {pinned_key()}));
  expect_golden("errors_host_key.txt", text);
}

TEST(SshError, GoldenOfLogins) {
  std::string text;
  Host host = sample_host();
  for (const char* name :
       {"key_refused", "no_key_at_all", "no_key_but_a_missing_one", "too_many_keys", "key_file_missing",
        "key_file_open", "key_file_open_alone", "key_file_bad", "key_file_locked"})
    text += shown(name, error_of(name, host));
  host.ssh.user = "nobody-here";
  text += shown("user_unknown", error_of("user_unknown", host));
  host.ssh.user.clear();
  text += shown("user_unknown, chosen by the configuration", error_of("user_unknown", host));
  expect_golden("errors_login.txt", text);
}

TEST(SshError, ARefusalIsFinalOnlyWhenTheMachineHasSettled) {
  EXPECT_EQ(error_of("key_refused", sample_host()).retry, Retry::never);
  EXPECT_EQ(error_of("key_refused", sample_host(), {}, MachineAge::young).retry, Retry::later);
  EXPECT_EQ(error_of("host_key_changed", sample_host(), {pinned_key()}, MachineAge::young).retry, Retry::never);
}

TEST(SshError, GoldenOfJumpHosts) {
  std::string text;
  Host host = sample_host();
  host.ssh.jump_host = "10.96.2.1";
  for (const char* name :
       {"jump_key_unknown", "jump_key_changed", "jump_refused", "jump_unreachable", "jump_forbids",
        "jump_target_refused", "jump_target_unknown", "jump_target_silent", "jump_target_key_refused", "jump_lost"})
    text += shown(name, error_of(name, host));
  expect_golden("errors_jump_host.txt", text);
}

TEST(SshError, GoldenOfWhatComesAfterTheLogin) {
  std::string text;
  for (const char* name : {"lost_killed", "lost_reboot", "lost_silent", "remote_exit_3", "remote_exit_255",
                           "remote_killed", "remote_not_found", "account_closed", "control_stale", "config_bad"})
    text += shown(name, error_of(name, sample_host()));
  Host host = sample_host();
  host.ssh.user = "ops";
  for (const char* name : {"sudo_password", "sudo_password_asked", "sudo_terminal", "sudo_missing"})
    text += shown(name, error_of(name, host));
  expect_golden("errors_after_login.txt", text);
}

// ssh's notes come between two pieces of a line.
TEST(SshOutput, TheRemoteProgramsLinesAreMendedAndKept) {
  const SshOutput said = read_ssh_output("sudodebug1: Exit status 1\r\n: a terminal is required\nnext\n");
  EXPECT_EQ(said.text, "sudo: a terminal is required\nnext");
  EXPECT_EQ(said.remote_exit, 1);
  EXPECT_EQ(read_ssh_output("debug1: Exit status 7\n").text, "debug1: Exit status 7") << "not ssh's: it ends otherwise";
  EXPECT_EQ(read_ssh_output("debug1: Exit status 7").remote_exit, std::nullopt);
}

RC_GTEST_PROP(SshOutput, AnythingCanBeRead, (const std::vector<std::uint8_t>& choices)) {
  constexpr std::array<std::string_view, 12> kPieces = {
      "debug1: ", "\r\n", "\n", "Exit status 5",      "Server host key: ", "Authenticated to ",
      "x",        ": ",   "\r", "no such identity: ", "Load key \"",       "Permission denied ("};
  std::string text;
  for (const std::uint8_t choice : choices) text += kPieces[choice % kPieces.size()];
  const Host host = sample_host();
  RC_ASSERT(!ssh_error({.host = host}, 255, text).text().empty());
}

}  // namespace
}  // namespace vent
