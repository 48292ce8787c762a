#include "support/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

namespace vent {
namespace {

// Plain streams and not base/files.h: this library also tests base.
std::optional<std::string> read_golden(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

bool write_golden(const std::filesystem::path& path, std::string_view content) {
  std::error_code ignored;
  std::filesystem::create_directories(path.parent_path(), ignored);
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream << content << std::flush;
  return stream.good();
}

bool is_accepting() {
  const char* value = std::getenv("VENT_ACCEPT");
  return value != nullptr && std::string_view(value) == "1";
}

// The line that holds the byte, for example "line 3: 'abc'", or that the text ends before.
std::string line_at(std::string_view text, std::size_t position) {
  const auto before = text.substr(0, position);
  const auto number = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t begin = before.rfind('\n') + 1;  // npos + 1 is 0
  if (begin >= text.size()) return "line " + std::to_string(number) + ": (the text ends)";
  const std::size_t end = std::min(text.find('\n', begin), text.size());
  const std::string_view ending = end == text.size() ? " (no newline)" : "";
  return "line " + std::to_string(number) + ": '" + std::string(text.substr(begin, end - begin)) + "'" +
         std::string(ending);
}

}  // namespace

void expect_golden_in(const std::string& testdata, const std::string& name, std::string_view actual) {
  // The right side wins where it is absolute.
  const auto path = std::filesystem::path(VENT_REPOSITORY) / testdata / name;
  if (is_accepting()) {
    if (!write_golden(path, actual)) ADD_FAILURE() << "cannot write " << path;
    return;
  }
  const auto expected = read_golden(path);
  if (!expected) {
    ADD_FAILURE() << "no golden " << path << "; VENT_ACCEPT=1 writes it. The text is:\n" << actual;
    return;
  }
  if (*expected == actual) return;
  const auto [golden_end, actual_end] = std::mismatch(expected->begin(), expected->end(), actual.begin(), actual.end());
  ADD_FAILURE() << "differs from " << path << " (VENT_ACCEPT=1 takes the new text)\n"
                << "  golden " << line_at(*expected, static_cast<std::size_t>(golden_end - expected->begin())) << "\n"
                << "  actual " << line_at(actual, static_cast<std::size_t>(actual_end - actual.begin())) << "\n"
                << "the whole actual text:\n"
                << actual;
}

}  // namespace vent
