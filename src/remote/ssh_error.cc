#include "remote/ssh_error.h"

#include <fmt/core.h>

#include <cctype>
#include <string>

#include "base/shell_quote.h"
#include "base/text.h"
#include "remote/ssh_output.h"

namespace vent {
namespace {

enum class Cause {
  host_key_changed,
  host_key_unknown,
  key_file_open,
  key_file_bad,
  too_many_keys,
  refused,
  not_forwarded,
  forwarding_forbidden,
  name_unknown,
  not_connected,
  hung_up,
  other,
};

struct Sign {
  std::string_view text;
  Cause cause;
};

// The first one found counts: what is further down is often a consequence of what is further up.
constexpr Sign kSigns[] = {
    {"REMOTE HOST IDENTIFICATION HAS CHANGED", Cause::host_key_changed},
    {"host key is known for", Cause::host_key_unknown},
    {"UNPROTECTED PRIVATE KEY FILE", Cause::key_file_open},
    {"Load key \"", Cause::key_file_bad},
    {"Too many authentication failures", Cause::too_many_keys},
    {"Permission denied (", Cause::refused},
    {"administratively prohibited", Cause::forwarding_forbidden},
    {"open failed: connect failed: ", Cause::not_forwarded},
    {"Could not resolve hostname", Cause::name_unknown},
    {"ssh: connect to host", Cause::not_connected},
    {"kex_exchange_identification", Cause::hung_up},
    {"timed out during banner exchange", Cause::hung_up},
    {"Connection closed by", Cause::hung_up},
    {"Connection reset by", Cause::hung_up},
    {"Connection timed out", Cause::hung_up},
};

constexpr std::string_view kSudoSigns[] = {"sudo: a password is required", "sudo: a terminal is required",
                                           "sudo: command not found", "sudo: not found", "is not in the sudoers file"};

// How lines begin that tell of a connection that broke.
constexpr std::string_view kLossSigns[] = {"Connection to ", "Connection reset by ", "Timeout, server ",
                                           "client_loop: "};

// What ssh calls the other side of a proxy command.
constexpr std::string_view kBehindProxy = "UNKNOWN port 65535";

const Sign* find_sign(const SshOutput& said) {
  for (const Sign& sign : kSigns)
    if (said.text.find(sign.text) != std::string::npos) return &sign;
  return nullptr;
}

// "connection refused" of "ssh: connect to host a port 22: Connection refused".
std::string reason_in(const std::string& line) {
  const std::size_t colon = line.rfind(": ");
  std::string reason = colon == std::string::npos ? line : line.substr(colon + 2);
  // No route, not nO route; but DNS stays DNS.
  if (reason.size() > 1 && std::islower(static_cast<unsigned char>(reason[1])) != 0)
    reason[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(reason[0])));
  return reason;
}

std::string place_of(const Host& host) {
  const std::string port = host.ssh.port > 0 ? fmt::format(" port {}", host.ssh.port) : "";
  const std::string way = host.ssh.jump_host.empty() ? "" : fmt::format(" through {}", host.ssh.jump_host);
  return host.address + port + way;
}

std::string login_of(const Host& host) {
  return host.ssh.user.empty() ? "the user of your ssh configuration" : fmt::format("user '{}'", host.ssh.user);
}

// --- before the login -------------------------------------------------------------------------------------------------

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

// "ED25519 SHA256:…" of what the host showed as "ssh-ed25519 SHA256:…".
std::string offered_key(const SshOutput& said) {
  const std::vector<std::string> words = split_words(said.server_key);
  if (words.size() != 2) return "(not shown)";
  return fmt::format("{} {}", short_type({words[0], {}}), words[1]);
}

Error host_key_changed(const SshAttempt& attempt, const SshOutput& said) {
  const std::string& name = attempt.host.name;
  std::string details;
  for (const HostKey& key : attempt.pinned)
    details += fmt::format("pinned: {} {}\n", short_type(key), fingerprint(key));
  details += fmt::format("shown:  {}", offered_key(said));
  return Error(ErrorKind::not_permitted, fmt::format("the host key of {} ({}) has changed: this may be another machine",
                                                     name, place_of(attempt.host)))
      .with_id("VENT_HOST_KEY_CHANGED")
      .with_details(std::move(details))
      .with_hint(fmt::format("if it was installed anew: vent adopt {}\n"
                             "if not, somebody may stand between you and it: go no further",
                             shell_quote(name)));
}

Error host_key_unknown(const SshAttempt& attempt, const SshOutput& said) {
  // A pinned key of another type: to be asked once more is not what its owner expects.
  if (!attempt.pinned.empty()) return host_key_changed(attempt, said);
  return Error(ErrorKind::not_permitted,
               fmt::format("the host key of {} ({}) is not known yet", attempt.host.name, place_of(attempt.host)))
      .with_id("VENT_HOST_KEY_UNKNOWN")
      .with_details(fmt::format("shown: {}", offered_key(said)))
      .with_hint(fmt::format("vent adopt {}", shell_quote(attempt.host.name)));
}

Error key_file_error(ErrorKind kind, std::string message, std::string hint) {
  return Error(kind, std::move(message)).with_id("VENT_KEY_FILE").with_hint(std::move(hint));
}

// The text between the first two quotation marks of this kind.
std::string quoted_in(const std::string& line, char mark) {
  const std::size_t begin = line.find(mark);
  const std::size_t end = line.rfind(mark);
  return begin == end ? line : line.substr(begin + 1, end - begin - 1);
}

Error key_file_open(const SshOutput& said) {
  const std::string file = quoted_in(said.line_with("are too open"), '\'');
  return key_file_error(ErrorKind::not_permitted, fmt::format("ssh doesn't use '{}': others can read it", file),
                        fmt::format("chmod 600 {}", shell_quote(file)));
}

Error key_file_bad(const SshOutput& said) {
  const std::string line = said.line_with("Load key \"");
  const std::string file = quoted_in(line, '"');
  return key_file_error(ErrorKind::bad_input, fmt::format("ssh can't use '{}': {}", file, reason_in(line)),
                        fmt::format("is it the private key, and yours to read? ssh-keygen -y -f {} shows its public "
                                    "half",
                                    shell_quote(file)));
}

Error login_refused(const SshAttempt& attempt, const SshOutput& said, std::string_view why) {
  const Host& host = attempt.host;
  std::string details;
  for (const std::string& key : said.offered_keys) details += fmt::format("offered: {}\n", key);
  details += said.text;
  return Error(ErrorKind::not_permitted,
               fmt::format("{} ({}) refuses {}: {}", host.name, place_of(host), login_of(host), why))
      .with_id("VENT_LOGIN_REFUSED")
      .with_details(std::move(details))
      .with_hint("name a key that may log in as ssh.key, and the right login as ssh.user, in the cluster file")
      .with_retry(attempt.age == MachineAge::young ? Retry::later : Retry::never);
}

// The file, or an agent's name for it, of "/home/ada/.ssh/id_ed25519 ED25519 SHA256:… explicit".
std::string key_name(const std::string& key) {
  const std::size_t print = key.find(" SHA256:");
  return key.substr(0, key.rfind(' ', print - 1));
}

Error refused(const SshAttempt& attempt, const SshOutput& said) {
  if (!said.accepted_key.empty()) {
    const std::string name = key_name(said.accepted_key);
    return key_file_error(
               ErrorKind::not_permitted,
               fmt::format("{} would take the key '{}', but ssh can't use it unasked", attempt.host.name, name),
               fmt::format("if it has a passphrase, give it to your agent: ssh-add {}\n"
                           "if it is a hardware key, is it plugged in, and was it touched?",
                           shell_quote(name)))
        .with_details(said.text);
  }
  if (!said.offered_keys.empty()) return login_refused(attempt, said, "no key that was offered is accepted");
  const std::string missing = said.line_with("no such identity: ");
  if (missing.empty()) return login_refused(attempt, said, "there was no key to offer");
  const std::size_t begin = missing.find(": ") + 2;
  const std::string file = missing.substr(begin, missing.rfind(": ") - begin);
  return key_file_error(ErrorKind::missing,
                        fmt::format("the key file '{}' can't be read: {}", file, reason_in(missing)),
                        "name the right one as ssh.key in the cluster file");
}

// --- at the jump host -------------------------------------------------------------------------------------------------

bool is_about_jump_host(const Host& host, const SshOutput& said, Cause cause) {
  if (host.ssh.jump_host.empty()) return false;
  if (cause == Cause::forwarding_forbidden) return true;
  // It let us through, and what is behind doesn't answer.
  if (cause == Cause::not_forwarded || said.text.find("timed out during banner exchange") != std::string::npos)
    return false;
  return said.text.find(kBehindProxy) != std::string::npos;
}

// How a person would go there: "ssh -J first -p 2200 eve@door".
std::string jump_by_hand(const std::string& jump_hosts) {
  std::vector<std::string> hops = split(jump_hosts, ',');
  const std::vector<std::string> parts = split(hops.back(), ':');
  hops.pop_back();
  std::vector<std::string> words = {"ssh"};
  if (!hops.empty()) words.insert(words.end(), {"-J", join(hops, ",")});
  if (parts.size() == 2) words.insert(words.end(), {"-p", parts[1]});
  words.push_back(parts[0]);
  return shell_quote(words);
}

// Without what follows from it for the ssh outside.
std::string said_by_jump(const SshOutput& said) {
  std::string text;
  for (const std::string& line : split_lines(said.text)) {
    const bool is_outside = line.find(kBehindProxy) != std::string::npos || line.starts_with("kex_exchange");
    if (!is_outside) text += line + "\n";
  }
  return text;
}

Error jump_host_error(const Host& host, const SshOutput& said, Cause cause) {
  const bool is_unreachable = cause == Cause::name_unknown || cause == Cause::not_connected || cause == Cause::hung_up;
  std::string_view what = "can't be passed";
  if (cause == Cause::host_key_unknown) what = "shows a host key that your known_hosts doesn't have";
  if (cause == Cause::host_key_changed) what = "shows another host key than your known_hosts has";
  if (cause == Cause::refused || cause == Cause::too_many_keys) what = "refuses you";
  if (cause == Cause::forwarding_forbidden) what = "doesn't let connections through";
  if (is_unreachable) what = "can't be reached";
  std::string hint = fmt::format("this must work without a question: {}", jump_by_hand(host.ssh.jump_host));
  if (cause == Cause::forwarding_forbidden) hint = "its sshd must allow forwarding: AllowTcpForwarding yes";
  return Error(is_unreachable ? ErrorKind::not_reachable : ErrorKind::not_permitted,
               fmt::format("the jump host of {} ({}) {}", host.name, host.ssh.jump_host, what))
      .with_id("VENT_JUMP_HOST")
      .with_details(said_by_jump(said))
      .with_hint(std::move(hint))
      .with_retry(is_unreachable ? Retry::later : Retry::never);
}

// --- after the login --------------------------------------------------------------------------------------------------

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
      .with_details(said.text);
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

  const Sign* sign = find_sign(said);
  const Cause cause = sign == nullptr ? Cause::other : sign->cause;
  if (is_about_jump_host(host, said, cause)) return jump_host_error(host, said, cause);
  switch (cause) {
    case Cause::host_key_changed:
      return host_key_changed(attempt, said);
    case Cause::host_key_unknown:
      return host_key_unknown(attempt, said);
    case Cause::key_file_open:
      return key_file_open(said);
    case Cause::key_file_bad:
      return key_file_bad(said);
    case Cause::too_many_keys:
      return login_refused(attempt, said, "too many keys were offered");
    case Cause::refused:
      return refused(attempt, said);
    case Cause::not_forwarded:
    case Cause::name_unknown:
    case Cause::not_connected: {
      const std::string reason = reason_in(said.line_with(sign->text));
      return unreachable(host, reason, hint_for(reason));
    }
    case Cause::hung_up:
      return hung_up(host, said);
    case Cause::forwarding_forbidden:
    case Cause::other:
      return not_started(host, said, exit_code);
  }
  return not_started(host, said, exit_code);
}

}  // namespace vent
