#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vent {

// The tar format (ustar), as far as images need it: the same entries are the same bytes, whenever and by whomever they
// are written. There are no times, and no names of users.

inline constexpr std::size_t kTarNameLimit = 100;
inline constexpr std::uint64_t kTarSizeLimit = 077777777777;  // just under 8 GiB
inline constexpr std::uint32_t kTarOwnerLimit = 07777777;     // of an owner's or a group's number

enum class TarKind : char { file = '0', link = '2', directory = '5' };

struct TarEntry {
  std::string name;  // without a slash at its beginning; of a directory with one at its end
  TarKind kind = TarKind::file;
  std::uint32_t mode = 0644;
  std::uint32_t owner = 0;
  std::uint32_t group = 0;
  std::uint64_t size = 0;   // of a file
  std::string target = {};  // of a symbolic link
};

// The block that stands before a content; the limits above are the caller's to keep.
std::string tar_header(const TarEntry& entry);
// What stands behind a content of so many bytes, and what ends an archive.
std::string tar_padding(std::uint64_t size);
std::string tar_end();

}  // namespace vent
