#include "metal/api/router.h"

#include "base/text.h"

namespace vent::metal {

PlainPath plain_path(std::string_view asked) {
  constexpr std::string_view kPrefix = "/metal/v1";
  PlainPath plain;
  for (const std::string& part : split(asked, '/'))
    if (!part.empty()) plain.path += "/" + part;
  plain.has_prefix = plain.path == kPrefix || plain.path.starts_with(std::string(kPrefix) + "/");
  if (plain.has_prefix) plain.path.erase(0, kPrefix.size());
  return plain;
}

std::optional<std::map<std::string, std::string>> match(std::string_view pattern, std::string_view path) {
  const std::vector<std::string> wanted = split(pattern, '/');
  const std::vector<std::string> given = split(path, '/');
  if (wanted.size() != given.size()) return std::nullopt;
  std::map<std::string, std::string> names;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::string& part = wanted[i];
    if (part.starts_with('{')) {
      names[part.substr(1, part.size() - 2)] = given[i];
    } else if (part != given[i]) {
      return std::nullopt;
    }
  }
  return names;
}

bool matches_wildcard(std::string_view pattern, std::string_view text) {
  // Everything between two stars is searched in order; the first place found leaves the most for the rest.
  const std::vector<std::string> parts = split(pattern, '*');
  if (parts.size() == 1) return pattern == text;
  if (!text.starts_with(parts.front())) return false;
  std::size_t place = parts.front().size();
  for (std::size_t i = 1; i + 1 < parts.size(); ++i) {
    const std::size_t found = text.find(parts[i], place);
    if (found == std::string_view::npos) return false;
    place = found + parts[i].size();
  }
  return text.size() >= place + parts.back().size() && text.ends_with(parts.back());
}

}  // namespace vent::metal
