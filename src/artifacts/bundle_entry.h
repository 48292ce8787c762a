#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vent {

// The entries of a bundle in the tar format: plain files, of root, of no date. What is read must be, to the byte, what
// would have been written: so there can be no links, no devices, no other ways of saying the same.

constexpr std::size_t kEntryHeader = 512;

std::string entry_header(std::string_view name, std::uint64_t size);
// What a content of this size takes in the archive, with its header and the zeros behind it.
std::uint64_t entry_size(std::uint64_t size);

// What a header says. `problem` says why entry_header() never made it: "it is a link".
struct FoundEntry {
  std::string name;
  std::uint64_t size = 0;
  std::string problem;
};
FoundEntry read_entry_header(std::string_view header);

}  // namespace vent
