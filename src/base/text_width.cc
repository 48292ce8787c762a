#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.h"

namespace vent {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Marks that are drawn over the character before them, and characters that are not drawn. The scripts of the names and
// messages we meet; a rare mark that is missing here costs one column of a progress line.
constexpr Range kNoColumn[] = {
    {0x0000, 0x001F},   {0x007F, 0x009F}, {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05BF},
    {0x05C1, 0x05C2},   {0x05C4, 0x05C5}, {0x05C7, 0x05C7}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670},
    {0x06D6, 0x06DC},   {0x06DF, 0x06E4}, {0x06E7, 0x06E8}, {0x06EA, 0x06ED}, {0x0900, 0x0902}, {0x093C, 0x093C},
    {0x0941, 0x0948},   {0x094D, 0x094D}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x1160, 0x11FF},
    {0x1AB0, 0x1AFF},   {0x1DC0, 0x1DFF}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064}, {0x20D0, 0x20F0},
    {0x302A, 0x302D},   {0x3099, 0x309A}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0001, 0xE007F},
    {0xE0100, 0xE01EF},
};

// East Asian wide and full width characters, and emoji that are drawn as pictures.
constexpr Range kTwoColumns[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},
    {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},
    {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},
    {0x2E80, 0x303E},   {0x3041, 0x4DBF},   {0x4E00, 0xA4CF},   {0xA960, 0xA97C},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE10, 0xFE19},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},
    {0x16FE0, 0x18AFF}, {0x1AFF0, 0x1B2FF}, {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E},
    {0x1F191, 0x1F19A}, {0x1F200, 0x1F265}, {0x1F300, 0x1F320}, {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C},
    {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3}, {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4},
    {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC}, {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E},
    {0x1F550, 0x1F567}, {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596}, {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F},
    {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC}, {0x1F6D0, 0x1F6D2}, {0x1F6D5, 0x1F6D7}, {0x1F6DD, 0x1F6DF},
    {0x1F6EB, 0x1F6EC}, {0x1F6F4, 0x1F6FC}, {0x1F7E0, 0x1F7EB}, {0x1F7F0, 0x1F7F0}, {0x1F90C, 0x1F93A},
    {0x1F93C, 0x1F945}, {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x2FFFD}, {0x30000, 0x3FFFD},
};

template <std::size_t size>
bool contains(const Range (&ranges)[size], char32_t character) {
  const Range* after = std::upper_bound(std::begin(ranges), std::end(ranges), character,
                                        [](char32_t wanted, const Range& range) { return wanted < range.first; });
  return after != std::begin(ranges) && character <= std::prev(after)->last;
}

int columns_of(char32_t character) {
  if (contains(kNoColumn, character)) return 0;
  return contains(kTwoColumns, character) ? 2 : 1;
}

struct Decoded {
  char32_t character;
  std::size_t length;
};

// The first character of a text that is not empty. A byte that is no valid UTF-8 is one replacement character.
Decoded decode(std::string_view text) {
  constexpr Decoded kInvalid = {0xFFFD, 1};
  const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return kInvalid;
  char32_t character = first & (0x7Fu >> length);
  for (std::size_t index = 1; index < length; ++index) {
    if ((byte(index) & 0xC0) != 0x80) return kInvalid;
    character = (character << 6) | (byte(index) & 0x3Fu);
  }
  constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = character >= 0xD800 && character <= 0xDFFF;
  if (character < kSmallest[length] || character > 0x10FFFF || is_surrogate) return kInvalid;
  return {character, length};
}

// A character with the marks over it: what must not be cut apart.
struct Cluster {
  std::size_t length;
  int columns;
};

std::vector<Cluster> clusters_of(std::string_view text) {
  std::vector<Cluster> clusters;
  while (!text.empty()) {
    const Decoded decoded = decode(text);
    const int columns = columns_of(decoded.character);
    if (columns == 0 && !clusters.empty()) {
      clusters.back().length += decoded.length;
    } else {
      clusters.push_back({decoded.length, columns});
    }
    text.remove_prefix(decoded.length);
  }
  return clusters;
}

// How many bytes of the clusters, in the order of the iterators, fit into the columns.
template <class Iterator>
std::size_t bytes_that_fit(Iterator begin, Iterator end, int columns) {
  std::size_t bytes = 0;
  for (Iterator cluster = begin; cluster != end && cluster->columns <= columns; ++cluster) {
    columns -= cluster->columns;
    bytes += cluster->length;
  }
  return bytes;
}

}  // namespace

int display_width(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Decoded decoded = decode(text);
    width += columns_of(decoded.character);
    text.remove_prefix(decoded.length);
  }
  return width;
}

std::string elide_middle(std::string_view text, int width) {
  if (display_width(text) <= width) return std::string(text);
  if (width <= 0) return {};
  const std::vector<Cluster> clusters = clusters_of(text);
  const int kept = width - 1;  // the ellipsis takes one
  const std::size_t front = bytes_that_fit(clusters.begin(), clusters.end(), kept - kept / 2);
  const std::size_t back = bytes_that_fit(clusters.rbegin(), clusters.rend(), kept / 2);
  return std::string(text.substr(0, front)) + "…" + std::string(text.substr(text.size() - back));
}

}  // namespace vent
