#include "remote/ssh_command.h"

#include <fmt/core.h>

#include <span>

#include "base/shell_quote.h"
#include "base/text.h"

namespace vent {
namespace {

using Words = std::vector<std::string>;

constexpr std::size_t kConnectSeconds = 10;
// A peer that has fallen silent is given up after 30 seconds.
constexpr int kAliveSeconds = 10;
constexpr int kAliveCount = 3;

// A path as ssh_config(5) reads it back: a space would part it, a percent sign begins a token.
std::string path_value(const Path& path) {
  std::string text = "\"";
  for (const char character : path.native()) {
    if (character == '"' || character == '\\') text += '\\';
    if (character == '%') text += '%';
    text += character;
  }
  return text + '"';
}

void add_option(Words& words, std::string_view name, std::string_view value) {
  words.emplace_back("-o");
  words.push_back(fmt::format("{}={}", name, value));
}

// Nobody is there to answer, and nobody waits for ever.
void add_manners(Words& words, std::size_t jump_hosts) {
  add_option(words, "BatchMode", "yes");
  // Each has time to say itself what is wrong, before the next one outside gives up.
  add_option(words, "ConnectTimeout", std::to_string(kConnectSeconds * (1 + jump_hosts)));
  add_option(words, "ServerAliveInterval", std::to_string(kAliveSeconds));
  add_option(words, "ServerAliveCountMax", std::to_string(kAliveCount));
  // Its output would stand in the middle of our bytes.
  add_option(words, "PermitLocalCommand", "no");
  add_option(words, "ForwardAgent", "no");
}

// The ssh that carries the connection through jump hosts, the last of which it logs in to. Their errors are to be seen
// among ours, so they are no quieter than usual. `[%h]:%p` is filled in by the ssh outside, which knows what the user's
// configuration makes of the name.
std::string proxy_command(std::span<const std::string> jump_hosts) {
  const auto before = jump_hosts.first(jump_hosts.size() - 1);
  Words words = {"ssh"};
  add_manners(words, before.size());
  add_option(words, "StrictHostKeyChecking", "yes");
  add_option(words, "LogLevel", "INFO");
  if (!before.empty()) add_option(words, "ProxyCommand", replace_all(proxy_command(before), "%", "%%"));
  words.insert(words.end(), {"-W", "[%h]:%p", "--", "ssh://" + jump_hosts.back()});
  return shell_quote(words);
}

// All that a connection to the host has in common, whatever it is for.
Words to_host(const Host& host, std::string_view key_checking, const Path& known_hosts) {
  const Words jump_hosts = host.ssh.jump_host.empty() ? Words() : split(host.ssh.jump_host, ',');
  Words words = {"ssh", "-T"};
  add_manners(words, jump_hosts.size());
  add_option(words, "StrictHostKeyChecking", key_checking);
  add_option(words, "UserKnownHostsFile", path_value(known_hosts));
  add_option(words, "GlobalKnownHostsFile", "/dev/null");
  add_option(words, "KnownHostsCommand", "none");
  add_option(words, "VerifyHostKeyDNS", "no");
  add_option(words, "UpdateHostKeys", "no");
  // The cheapest where processors know it, as all of today do: most of the bytes are large programs.
  add_option(words, "Ciphers", "^aes128-gcm@openssh.com");
  // Keys are pinned under the host's name: its address may change, and two addresses may be one host.
  add_option(words, "HostKeyAlias", host.name);
  // At this level ssh says which keys it offered, whether it logged in, and the exit status of the remote program:
  // ssh_error reads it.
  add_option(words, "LogLevel", "DEBUG1");
  // What the user's configuration may want for working by hand.
  add_option(words, "RemoteCommand", "none");
  add_option(words, "ForwardX11", "no");
  add_option(words, "ClearAllForwardings", "yes");
  if (!jump_hosts.empty()) add_option(words, "ProxyCommand", proxy_command(jump_hosts));
  if (!host.ssh.user.empty()) words.insert(words.end(), {"-l", host.ssh.user});
  if (host.ssh.port > 0) words.insert(words.end(), {"-p", std::to_string(host.ssh.port)});
  return words;
}

void add_control(Words& words, const std::optional<Path>& control_path) {
  // Never "auto": whoever finds another one's socket would depend on that one's life.
  add_option(words, "ControlMaster", control_path ? "yes" : "no");
  add_option(words, "ControlPath", control_path ? path_value(*control_path) : "none");
  add_option(words, "ControlPersist", "no");  // else ssh would leave us and go on in the background
}

void add_target(Words& words, const Host& host, const std::string& remote_command) {
  words.insert(words.end(), {"--", host.address, remote_command});
}

}  // namespace

std::vector<std::string> ssh_command(const Host& host, const SshPlaces& places, const std::string& remote_command) {
  Words words = to_host(host, "yes", places.known_hosts);
  add_control(words, places.control_path);
  if (!host.ssh.key_file.empty()) {
    // Not by -i: it forgets a file that it can't find, and offers the user's other keys in its place.
    add_option(words, "IdentityFile", path_value(host.ssh.key_file));
    add_option(words, "IdentitiesOnly", "yes");
  }
  add_target(words, host, remote_command);
  return words;
}

std::vector<std::string> ssh_key_scan_command(const Host& host, const Path& learned) {
  Words words = to_host(host, "accept-new", learned);
  add_option(words, "HashKnownHosts", "no");
  add_control(words, std::nullopt);
  add_option(words, "PreferredAuthentications", "none");
  add_target(words, host, "true");
  return words;
}

std::string as_root(std::string_view script, std::string_view user) {
  return fmt::format("exec {}sh -c {}", user == "root" ? "" : "sudo -n -- ", shell_quote(script));
}

}  // namespace vent
