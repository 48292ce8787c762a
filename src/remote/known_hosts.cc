#include "remote/known_hosts.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"

namespace vent {
namespace {

struct PinnedKey {
  std::string host_name;
  HostKey key;
};

// A line of ours: "NAME TYPE KEY". Nothing for what somebody else wrote.
std::optional<PinnedKey> parse_line(const std::string& line) {
  const std::vector<std::string> words = split_words(line);
  const bool is_ours = words.size() == 3 && words[0].find_first_of("#@|,*?![") == std::string::npos;
  if (!is_ours) return std::nullopt;
  const Result<HostKey> key = read_host_key(words[1] + " " + words[2]);
  if (!key) return std::nullopt;
  return PinnedKey{words[0], *key};
}

Result<std::string> read_known_hosts(const Path& path) {
  return TRY(read_file_if_present(path)).value_or(std::string());
}

}  // namespace

std::vector<HostKey> pinned_keys(std::string_view known_hosts, std::string_view host_name) {
  std::vector<HostKey> keys;
  for (const std::string& line : split_lines(known_hosts)) {
    const std::optional<PinnedKey> pinned = parse_line(line);
    if (pinned && pinned->host_name == host_name) keys.push_back(pinned->key);
  }
  return keys;
}

std::string with_pinned_keys(std::string_view known_hosts, std::string_view host_name,
                             const std::vector<HostKey>& keys) {
  std::string text;
  std::map<std::pair<std::string, std::string>, std::string> ours;  // by host and type
  for (const std::string& line : split_lines(known_hosts)) {
    const std::optional<PinnedKey> pinned = parse_line(line);
    if (!pinned) text += line + "\n";
    if (pinned && pinned->host_name != host_name) ours[{pinned->host_name, pinned->key.type}] = pinned->key.base64;
  }
  for (const HostKey& key : keys) ours[{std::string(host_name), key.type}] = key.base64;
  for (const auto& [place, base64] : ours) text += fmt::format("{} {} {}\n", place.first, place.second, base64);
  return text;
}

Result<std::vector<HostKey>> read_pinned_keys(const Path& known_hosts, std::string_view host_name) {
  return pinned_keys(TRY(read_known_hosts(known_hosts)), host_name);
}

Result<> pin_host_keys(const Path& known_hosts, std::string_view host_name, const std::vector<HostKey>& keys) {
  const std::string before = TRY(read_known_hosts(known_hosts));
  return write_file(known_hosts, with_pinned_keys(before, host_name, keys), 0600);
}

Result<> pin_given_keys(const Path& known_hosts, const Cluster& cluster) {
  const std::string before = TRY(read_known_hosts(known_hosts));
  std::string after = before;
  for (const Host& host : cluster.hosts) {
    if (host.ssh.host_key.empty()) continue;
    const HostKey key =
        TRY(while_doing(fmt::format("reading the host key of {}", host.name), read_host_key(host.ssh.host_key)));
    after = with_pinned_keys(after, host.name, {key});
  }
  if (after == before) return Ok{};
  return write_file(known_hosts, after, 0600);
}

}  // namespace vent
