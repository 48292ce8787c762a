// vent ssh: into a host, by the key that is pinned for it.

#include <fmt/core.h>

#include "base/become.h"
#include "base/process.h"
#include "base/text.h"
#include "commands/machine_hosts.h"
#include "remote/adoption.h"
#include "remote/known_hosts.h"
#include "remote/scan_host_key.h"

namespace vent {
namespace {

Error key_changed(const Host& host, const HostKey& shown, const std::vector<HostKey>& pinned) {
  std::string keys;
  for (const HostKey& key : pinned) keys += fmt::format("pinned: {} {}\n", short_type(key), fingerprint(key));
  keys += fmt::format("shown:  {} {}", short_type(shown), fingerprint(shown));
  return Error(ErrorKind::not_permitted,
               fmt::format("{} ({}) shows another host key than the pinned one", host.name, host.address))
      .with_id("VENT_HOST_KEY_CHANGED")
      .with_details(keys)
      .with_hint(
          "if it was installed anew, compare the fingerprint with the machine's own and pin it: vent adopt\n"
          "if not, somebody may stand between you and it: go no further");
}

Result<> check_key(CommandContext& context, const MachineScope& scope, const Host& host) {
  const std::vector<HostKey> pinned = TRY(read_pinned_keys(scope.known_hosts(), host.name));
  if (pinned.empty() && host.ssh.host_key.empty())
    return fail(Error(ErrorKind::not_permitted, fmt::format("no host key is pinned for {}", host.name))
                    .with_id("VENT_HOST_KEY_UNKNOWN")
                    .with_hint(scope.cluster() != nullptr
                                   ? "compare it with what the machine shows, and pin it: vent adopt"
                                   : "write the machine into a cluster file, then: vent adopt"));
  const Result<HostKey> shown = scan_host_key(host, context.stop);
  if (!shown) return Ok{};  // ssh itself says best why there is no way to the host
  const KeyStanding standing = TRY(standing_of(*shown, pinned, host));
  if (standing == KeyStanding::changed) return fail(key_changed(host, *shown, pinned));
  return Ok{};
}

// For a person at a terminal: their own configuration counts, and only whom we trust is ours to say.
std::vector<std::string> login_command(const Host& host, const Path& known_hosts,
                                       const std::vector<std::string>& command) {
  std::vector<std::string> words = {"ssh"};
  const auto add = [&](const std::string& option) { words.insert(words.end(), {"-o", option}); };
  add("StrictHostKeyChecking=yes");
  add(fmt::format("UserKnownHostsFile=\"{}\"", replace_all(known_hosts.string(), "%", "%%")));
  add("GlobalKnownHostsFile=/dev/null");
  add("VerifyHostKeyDNS=no");
  add("UpdateHostKeys=no");
  add("HostKeyAlias=" + host.name);
  if (!host.ssh.key_file.empty()) {
    add(fmt::format("IdentityFile=\"{}\"", replace_all(host.ssh.key_file, "%", "%%")));
    add("IdentitiesOnly=yes");
  }
  if (!host.ssh.jump_host.empty()) words.insert(words.end(), {"-J", host.ssh.jump_host});
  if (!host.ssh.user.empty()) words.insert(words.end(), {"-l", host.ssh.user});
  if (host.ssh.port > 0) words.insert(words.end(), {"-p", std::to_string(host.ssh.port)});
  words.insert(words.end(), {"--", host.address});
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

}  // namespace

Result<int> ssh_to_host(CommandContext& context, const SshOptions& options) {
  const std::unique_ptr<MachineScope> scope = TRY(open_scope_for(context, options.common, {options.host}));
  const std::vector<Host> hosts = TRY(hosts_named(context, *scope, {options.host}));
  const Host& host = hosts.front();
  TRY(check_key(context, *scope, host));
  const std::optional<std::string> ssh = find_program("ssh");
  if (!ssh) return fail(Error(ErrorKind::missing, "ssh is not installed").with_hint("apt-get install openssh-client"));
  // We become ssh: the terminal, its size and its signals are then ssh's own.
  return become(*ssh, login_command(host, scope->known_hosts(), options.command));
}

}  // namespace vent
