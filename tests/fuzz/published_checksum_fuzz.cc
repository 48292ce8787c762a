// What somebody publishes as the checksum of a file: it is found or refused with reasons, and what is found stands there.
#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "artifacts/published_checksum.h"
#include "base/text.h"
#include "fuzz/require.h"

namespace vent {
namespace {

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

// The first line is the file's name, all else what is published.
void check(std::string_view input) {
  const std::size_t end = std::min(input.find('\n'), input.size());
  const std::string name(input.substr(0, end));
  const std::string text(input.substr(end));
  const Result<PublishedChecksum> found = find_published_checksum(text, name);
  if (!found) {
    require(!found.error().message.empty() && !found.error().details.empty());
    return;
  }
  require(found->digest.size() == 64 || found->digest.size() == 128);
  require(lower_case(text).find(found->digest) != std::string::npos);
  // Said once more, it is the same. (Of odd names a line would say something else.)
  const bool is_plain =
      !name.empty() && std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) != 0; });
  if (is_plain) require(find_published_checksum(text + "\n" + found->digest + "  ./" + name + "\n", name) == *found);
}

}  // namespace
}  // namespace vent

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vent::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
