#include "artifacts/image_checks.h"

#include <fmt/core.h>

#include <algorithm>

#include "artifacts/tar_writer.h"
#include "base/text.h"

namespace vent {
namespace {

constexpr std::size_t kNameLimit = 255, kTagLimit = 128;

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_letter_or_digit(char c) { return is_lower_or_digit(c) || (c >= 'A' && c <= 'Z'); }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// What may stand between the letters and digits of a name.
bool is_separator(std::string_view text) {
  return text == "." || text == "_" || text == "__" || text.find_first_not_of('-') == std::string_view::npos;
}

// One part of a name between slashes: letters and digits, separators between them.
bool is_name_part(std::string_view part) {
  if (part.empty() || !is_lower_or_digit(part.front()) || !is_lower_or_digit(part.back())) return false;
  while (!part.empty()) {
    const auto* word = std::ranges::find_if_not(part, is_lower_or_digit);
    const auto* next = std::find_if(word, part.end(), is_lower_or_digit);
    if (!is_separator({word, next})) return false;
    part = {next, part.end()};
  }
  return true;
}

Error bad_entry(std::string_view path, std::string_view why) {
  return Error(ErrorKind::bad_input, fmt::format("an image can't have an entry '{}': {}", path, why))
      .with_id("VENT_IMAGE_ENTRY");
}

Result<> check_path(const ImageEntry& entry) {
  const std::string& path = entry.path;
  if (!path.starts_with('/')) return fail(bad_entry(path, "its path doesn't begin with a slash"));
  if (std::ranges::any_of(path, is_control)) return fail(bad_entry(path, "there is a control character in its path"));
  for (const std::string& part : split(path.substr(1), '/'))
    if (part.empty() || part == "." || part == "..")
      return fail(bad_entry(path, fmt::format("its path has a part '{}'", part)));
  // A directory gets a slash at its end in place of that at its beginning.
  if (path.size() > kTarNameLimit)
    return fail(bad_entry(path, fmt::format("its path has {} bytes, and {} are the most", path.size(), kTarNameLimit)));
  return Ok{};
}

Result<> check_entry(const ImageEntry& entry) {
  TRY(check_path(entry));
  if (entry.mode > 07777) return fail(bad_entry(entry.path, fmt::format("{:o} is no mode", entry.mode)));
  if (std::max(entry.owner, entry.group) > kTarOwnerLimit)
    return fail(bad_entry(entry.path, fmt::format("owners have numbers up to {}", kTarOwnerLimit)));
  if (const auto* link = std::get_if<ImageLink>(&entry.content)) {
    if (link->target.empty() || std::ranges::any_of(link->target, is_control))
      return fail(bad_entry(entry.path, "a link needs a target, without control characters"));
    if (link->target.size() > kTarNameLimit)
      return fail(bad_entry(entry.path, fmt::format("the target of a link has {} bytes at most", kTarNameLimit)));
  }
  return Ok{};
}

}  // namespace

Result<> check_image_name(const ContainerImage& image) {
  const std::vector<std::string> parts = split(image.name, '/');
  const bool is_good = parts.size() >= 2 && parts.front().find('.') != std::string::npos &&
                       image.name.size() <= kNameLimit && std::ranges::all_of(parts, is_name_part);
  if (!is_good)
    return fail(Error(ErrorKind::bad_input, fmt::format("an image can't be called '{}'", image.name))
                    .with_id("VENT_IMAGE_NAME")
                    .with_hint("such as vent.local/pause: a host's name with a dot, and lower case letters, digits, "
                               "'.', '_' or '-' between slashes"));
  const bool is_good_tag =
      !image.tag.empty() && image.tag.size() <= kTagLimit && image.tag.front() != '.' && image.tag.front() != '-' &&
      std::ranges::all_of(image.tag, [](char c) { return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-'; });
  if (!is_good_tag)
    return fail(Error(ErrorKind::bad_input, fmt::format("'{}' is no tag for the image {}", image.tag, image.name))
                    .with_id("VENT_IMAGE_NAME")
                    .with_hint("such as 1.14.1: letters, digits, '.', '_' and '-', and it begins with a letter, a "
                               "digit or '_'"));
  return Ok{};
}

Result<std::vector<ImageEntry>> complete_entries(std::vector<ImageEntry> entries) {
  std::map<std::string, ImageEntry> complete;
  for (ImageEntry& entry : entries) {
    TRY(check_entry(entry));
    const std::string path = entry.path;
    if (!complete.emplace(path, std::move(entry)).second) return fail(bad_entry(path, "there is one already"));
  }
  std::map<std::string, ImageEntry> parents;
  for (const auto& [path, entry] : complete)
    for (std::size_t slash = path.rfind('/'); slash != 0; slash = path.rfind('/', slash - 1)) {
      const std::string parent = path.substr(0, slash);
      const auto found = complete.find(parent);
      if (found == complete.end())
        parents.emplace(parent, ImageEntry{.path = parent, .content = ImageDirectory{}});
      else if (!std::holds_alternative<ImageDirectory>(found->second.content))
        return fail(bad_entry(path, fmt::format("'{}' is no directory", parent)));
    }
  complete.merge(parents);
  std::vector<ImageEntry> sorted;
  sorted.reserve(complete.size());
  for (auto& [path, entry] : complete) sorted.push_back(std::move(entry));
  return sorted;
}

}  // namespace vent
