#include "remote/ssh_jump_error.h"

#include <fmt/core.h>

#include "base/shell_quote.h"
#include "base/text.h"

namespace vent {
namespace {

// What ssh calls the other side of a proxy command.
constexpr std::string_view kBehindProxy = "UNKNOWN port 65535";

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

}  // namespace

bool is_about_jump_host(const Host& host, const SshOutput& said, SshCause cause) {
  if (host.ssh.jump_host.empty()) return false;
  if (cause == SshCause::forwarding_forbidden) return true;
  // It let us through, and what is behind doesn't answer.
  if (cause == SshCause::not_forwarded || said.text.find("timed out during banner exchange") != std::string::npos)
    return false;
  return said.text.find(kBehindProxy) != std::string::npos;
}

Error jump_host_error(const Host& host, const SshOutput& said, SshCause cause) {
  const bool is_unreachable =
      cause == SshCause::name_unknown || cause == SshCause::not_connected || cause == SshCause::hung_up;
  std::string_view what = "can't be passed";
  if (cause == SshCause::host_key_unknown) what = "shows a host key that your known_hosts doesn't have";
  if (cause == SshCause::host_key_changed) what = "shows another host key than your known_hosts has";
  if (cause == SshCause::refused || cause == SshCause::too_many_keys) what = "refuses you";
  if (cause == SshCause::forwarding_forbidden) what = "doesn't let connections through";
  if (is_unreachable) what = "can't be reached";
  std::string hint = fmt::format("this must work without a question: {}", jump_by_hand(host.ssh.jump_host));
  if (cause == SshCause::forwarding_forbidden) hint = "its sshd must allow forwarding: AllowTcpForwarding yes";
  return Error(is_unreachable ? ErrorKind::not_reachable : ErrorKind::not_permitted,
               fmt::format("the jump host of {} ({}) {}", host.name, host.ssh.jump_host, what))
      .with_id("VENT_JUMP_HOST")
      .with_details(said_by_jump(said))
      .with_hint(std::move(hint))
      .with_retry(is_unreachable ? Retry::later : Retry::never);
}

}  // namespace vent
