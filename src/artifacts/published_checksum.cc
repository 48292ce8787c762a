#include "artifacts/published_checksum.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <vector>

#include "base/sha256.h"
#include "base/sha512.h"
#include "base/text.h"

namespace vent {
namespace {

constexpr std::size_t kSha256Length = 64;
constexpr std::size_t kSha512Length = 128;
constexpr std::size_t kMostShown = 20;

struct Entry {
  std::string name;  // empty when the digest stands alone
  std::string digest;
};

bool is_digest(std::string_view text) {
  return (text.size() == kSha256Length || text.size() == kSha512Length) &&
         std::ranges::all_of(text, [](unsigned char c) { return std::isxdigit(c) != 0; });
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

// "DIGEST", "DIGEST  name", "DIGEST *name"
std::optional<Entry> read_sum_line(std::string_view line) {
  const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
  if (!is_digest(line.substr(0, end))) return std::nullopt;
  std::string_view name = trim(line.substr(end));
  if (name.starts_with('*')) name.remove_prefix(1);
  return Entry{std::string(name), lower_case(line.substr(0, end))};
}

// "SHA256 (name) = DIGEST", "SHA2-256(name)= DIGEST"
std::optional<Entry> read_bsd_line(std::string_view line) {
  const std::size_t open = line.find('('), close = line.rfind(')');
  if (open == line.npos || close == line.npos || close < open) return std::nullopt;
  const std::string kind = lower_case(trim(line.substr(0, open)));
  std::string_view digest = trim(line.substr(close + 1));
  if (!digest.starts_with('=')) return std::nullopt;
  digest = trim(digest.substr(1));
  const bool is_short = kind == "sha256" || kind == "sha2-256";
  const bool is_long = kind == "sha512" || kind == "sha2-512";
  if (!is_digest(digest) || !(is_short || is_long) || is_long != (digest.size() == kSha512Length)) return std::nullopt;
  const std::string_view name = line.substr(open + 1, close - open - 1);
  if (name.empty()) return std::nullopt;
  return Entry{std::string(name), lower_case(digest)};
}

std::vector<Entry> read_entries(std::string_view text) {
  std::vector<Entry> entries;
  for (const std::string& line : split_lines(text)) {
    std::optional<Entry> entry = read_sum_line(trim(line));
    if (!entry) entry = read_bsd_line(trim(line));
    if (entry) entries.push_back(*std::move(entry));
  }
  return entries;
}

std::string_view last_part(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  return slash == name.npos ? name : name.substr(slash + 1);
}

std::string shown(const std::vector<Entry>& entries) {
  std::string lines;
  for (std::size_t i = 0; i < std::min(entries.size(), kMostShown); ++i)
    lines += fmt::format("{}  {}\n", entries[i].digest, entries[i].name.empty() ? "(no name)" : entries[i].name);
  if (entries.size() > kMostShown) lines += fmt::format("and {} more\n", entries.size() - kMostShown);
  return lines;
}

Error no_checksum(std::string message, std::string_view details) {
  return Error(ErrorKind::failed, std::move(message))
      .with_id("VENT_NO_CHECKSUM")
      .with_details(std::string(trim_end(details)))
      .with_hint("look at the list: if it is right, the catalogue names the wrong one or the wrong file");
}

}  // namespace

Result<PublishedChecksum> find_published_checksum(std::string_view text, std::string_view file) {
  const std::vector<Entry> entries = read_entries(text);
  if (entries.empty()) {
    const std::string_view beginning = trim(text.substr(0, std::min<std::size_t>(text.size(), 200)));
    return fail(no_checksum(fmt::format("there is no checksum for '{}': what is published holds none at all", file),
                            beginning.empty() ? "it is empty" : fmt::format("it begins with:\n{}", beginning)));
  }
  const bool has_names = std::ranges::any_of(entries, [](const Entry& entry) { return !entry.name.empty(); });
  std::set<std::string> found[2];  // by kind
  for (const Entry& entry : entries) {
    const bool is_meant = has_names ? !entry.name.empty() && last_part(entry.name) == file : true;
    if (is_meant) found[entry.digest.size() == kSha512Length ? 1 : 0].insert(entry.digest);
  }
  const std::set<std::string>& best = found[1].empty() ? found[0] : found[1];
  if (best.size() == 1) return PublishedChecksum{*best.begin()};
  const char* const reason = best.empty() ? "the list doesn't name it" : "the list has several for it";
  return fail(no_checksum(fmt::format("there is no checksum for '{}': {}", file, reason), shown(entries)));
}

Result<std::string> digest_like(const PublishedChecksum& published, const Path& file) {
  return published.digest.size() == kSha512Length ? sha512_hex_of_file(file) : sha256_hex_of_file(file);
}

}  // namespace vent
