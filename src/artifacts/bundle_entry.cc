#include "artifacts/bundle_entry.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "artifacts/tar_writer.h"

namespace vent {
namespace {

// Where the fields stand that are read.
struct Field {
  std::size_t at;
  std::size_t length;
};
constexpr Field kName{0, 100};
constexpr Field kSize{124, 12};
constexpr Field kChecksum{148, 8};
constexpr std::size_t kType = 156;

constexpr std::pair<char, std::string_view> kTypes[] = {
    {'1', "it is a link"},   {'2', "it is a symbolic link"}, {'3', "it is a device"},
    {'4', "it is a device"}, {'5', "it is a directory"},     {'6', "it is a pipe"},
};

std::string_view text_at(std::string_view header, Field field) {
  const std::string_view text = header.substr(field.at, field.length);
  return text.substr(0, std::min(text.find('\0'), text.size()));
}

std::uint64_t number_at(std::string_view header, Field field) {
  const std::string_view digits = text_at(header, field);
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number, 8);
  return number;
}

// The sum of all bytes, with spaces in the place of the sum itself.
std::uint64_t sum_of(std::string_view header) {
  std::uint64_t sum = kChecksum.length * ' ';
  for (std::size_t at = 0; at < header.size(); ++at)
    if (at < kChecksum.at || at >= kChecksum.at + kChecksum.length) sum += static_cast<unsigned char>(header[at]);
  return sum;
}

bool leads_outside(std::string_view name) {
  return name.starts_with('/') || name == ".." || name.starts_with("../") || name.ends_with("/..") ||
         name.find("/../") != std::string_view::npos;
}

std::string_view problem_of(std::string_view header, const FoundEntry& entry) {
  if (number_at(header, kChecksum) != sum_of(header)) return "its header is damaged";
  for (const auto& [type, what] : kTypes)
    if (header[kType] == type) return what;
  if (leads_outside(entry.name)) return "its name leads to another place";
  if (header != entry_header(entry.name, entry.size)) return "its header is not as vent writes it";
  return {};
}

}  // namespace

std::string entry_header(std::string_view name, std::uint64_t size) {
  return tar_header(TarEntry{.name = std::string(name), .mode = 0755, .size = size});
}

std::uint64_t entry_size(std::uint64_t size) { return kEntryHeader + size + tar_padding(size).size(); }

FoundEntry read_entry_header(std::string_view header) {
  FoundEntry entry;
  entry.name = text_at(header, kName);
  entry.size = number_at(header, kSize);
  entry.problem = problem_of(header, entry);
  return entry;
}

}  // namespace vent
