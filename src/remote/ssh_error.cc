#include "remote/ssh_error.h"

#include <fmt/core.h>

#include "base/shell_quote.h"
#include "base/text.h"
#include "remote/ssh_cause.h"
#include "remote/ssh_jump_error.h"
#include "remote/ssh_output.h"
#include "remote/ssh_refusal.h"
#include "remote/ssh_words.h"

namespace vent {
namespace {

constexpr std::string_view kSudoSigns[] = {"sudo: a password is required", "sudo: a terminal is required",
                                           "sudo: command not found", "sudo: not found", "is not in the sudoers file"};

// How lines begin that tell of a connection that broke.
constexpr std::string_view kLossSigns[] = {"Connection to ", "Connection reset by ", "Timeout, server ",
                                           "client_loop: "};

Error unreachable(const Host& host, const std::string& reason, std::string hint) {
  return Error(ErrorKind::not_reachable,
               fmt::format("{} can't be reached at {}: {}", host.name, place_of(host), reason))
      .with_id("VENT_HOST_UNREACHABLE")
      .with_hint(std::move(hint))
      .with_retry(Retry::later);
}

std::string hint_for(const std::string& reason) {
  if (reason.find("refused") != std::string::npos)
    return "the machine is there, and nothing listens on that port: it is still starting, sshd is down, or ssh.port is "
           "wrong";
  if (reason.find("timed out") != std::string::npos)
    return "nothing answers: is the machine on, is its address right, does a firewall stand between?";
  if (reason.find("resol") != std::string::npos || reason.find("not known") != std::string::npos)
    return "check the host's address in the cluster file, and DNS";
  return "check the host's address in the cluster file, and the network in between";
}

Error hung_up(const Host& host, const SshOutput& said) {
  const bool is_silent = said.text.find("timed out") != std::string::npos;
  return unreachable(host, is_silent ? "it doesn't greet" : "it hangs up before the login",
                     "it may still be starting, or have too many visitors; if that stays so, is it sshd that listens "
                     "there?")
      .with_details(said.text);
}

bool has_sudo_sign(const SshOutput& said) {
  for (const std::string_view sign : kSudoSigns)
    if (said.text.find(sign) != std::string::npos) return true;
  return false;
}

Error no_sudo(const Host& host, const SshOutput& said) {
  const bool is_missing = said.text.find("not found") != std::string::npos;
  return Error(ErrorKind::not_permitted,
               fmt::format("{} may not become root on {} without a password", login_of(host), host.name))
      .with_id("VENT_NO_SUDO")
      .with_details(said.text)
      .with_hint(fmt::format("{}in /etc/sudoers.d/vent on the host: {} ALL=(ALL) NOPASSWD: ALL\n"
                             "or log in as root: ssh.user in the cluster file",
                             is_missing ? "install sudo, and write " : "", host.ssh.user));
}

Error remote_ended(const Host& host, const SshOutput& said) {
  const int exit_code = said.remote_exit.value_or(0);
  if (exit_code != 0 && has_sudo_sign(said)) return no_sudo(host, said);
  const std::string how = said.remote_exit ? fmt::format("ended with exit code {}", exit_code) : "was killed";
  return Error(ErrorKind::failed, fmt::format("the program on {} {}", host.name, how))
      .with_id("VENT_REMOTE_ENDED")
      .with_details(said.text)
      .with_hint(said.remote_exit ? ""
                                  : "say it again, it goes on where it was; if it is killed again, was it for want of "
                                    "memory? on the host: journalctl -k --grep oom");
}

Error connection_lost(const Host& host, const SshOutput& said) {
  return Error(ErrorKind::not_reachable, fmt::format("the connection to {} ({}) was lost", host.name, place_of(host)))
      .with_id("VENT_CONNECTION_LOST")
      .with_details(said.text)
      .with_hint("the network failed, or the machine went down or restarted its sshd")
      .with_retry(Retry::later);
}

bool has_loss_sign(const SshOutput& said) {
  for (const std::string& line : split_lines(said.text))
    for (const std::string_view sign : kLossSigns)
      if (line.starts_with(sign)) return true;
  return false;
}

Error after_login(const Host& host, const SshOutput& said) {
  if (said.remote_exit) return remote_ended(host, said);
  // A host that goes down kills the program first; what matters is that the host is gone.
  if (said.remote_was_killed && !has_loss_sign(said)) return remote_ended(host, said);
  return connection_lost(host, said);
}

Error not_started(const Host& host, const SshOutput& said, int exit_code) {
  return Error(ErrorKind::failed, fmt::format("ssh to {} ended with exit code {}", host.name, exit_code))
      .with_id("VENT_SSH")
      .with_details(said.text)
      .with_hint(fmt::format("does `ssh {}` work?", shell_quote(host.address)));
}

}  // namespace

Error ssh_error(const SshAttempt& attempt, int exit_code, std::string_view error_output) {
  const SshOutput said = read_ssh_output(error_output);
  const Host& host = attempt.host;
  if (said.logged_in) return after_login(host, said);

  const auto [cause, line] = find_cause(said);
  if (is_about_jump_host(host, said, cause)) return jump_host_error(host, said, cause);
  switch (cause) {
    case SshCause::host_key_changed:
      return host_key_changed(attempt, said);
    case SshCause::host_key_unknown:
      return host_key_unknown(attempt, said);
    case SshCause::key_file_open:
      return key_file_open(said);
    case SshCause::key_file_bad:
      return key_file_bad(said);
    case SshCause::too_many_keys:
      return too_many_keys(attempt, said);
    case SshCause::refused:
      return login_refused(attempt, said);
    case SshCause::not_forwarded:
    case SshCause::name_unknown:
    case SshCause::not_connected: {
      const std::string reason = reason_in(line);
      return unreachable(host, reason, hint_for(reason));
    }
    case SshCause::hung_up:
      return hung_up(host, said);
    case SshCause::forwarding_forbidden:
    case SshCause::other:
      return not_started(host, said, exit_code);
  }
  return not_started(host, said, exit_code);
}

}  // namespace vent
