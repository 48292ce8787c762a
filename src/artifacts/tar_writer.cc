#include "artifacts/tar_writer.h"

#include <fmt/core.h>

namespace vent {
namespace {

constexpr std::size_t kBlock = 512;

// Where a field stands in the header, and how much room it has.
struct Field {
  std::size_t offset;
  std::size_t size;
};
constexpr Field kName{0, 100}, kMode{100, 8}, kOwner{108, 8}, kGroup{116, 8}, kSize{124, 12}, kTime{136, 12},
    kChecksum{148, 8}, kKind{156, 1}, kTarget{157, 100}, kMagic{257, 8};

void put(std::string& header, Field field, std::string_view text) {
  header.replace(field.offset, std::min(text.size(), field.size), text.substr(0, field.size));
}

// Octal digits that leave room for the zero behind them.
void put(std::string& header, Field field, std::uint64_t number) {
  put(header, field, std::string_view(fmt::format("{:0{}o}", number, field.size - 1)));
}

}  // namespace

std::string tar_header(const TarEntry& entry) {
  std::string header(kBlock, '\0');
  put(header, kName, std::string_view(entry.name));
  put(header, kMode, entry.mode);
  put(header, kOwner, entry.owner);
  put(header, kGroup, entry.group);
  put(header, kSize, entry.kind == TarKind::file ? entry.size : 0);
  put(header, kTime, std::uint64_t{0});
  put(header, kKind, std::string(1, static_cast<char>(entry.kind)));
  put(header, kTarget, std::string_view(entry.target));
  put(header, kMagic, std::string_view("ustar\00000", 8));
  // The sum of all bytes, with the sum itself counted as spaces.
  put(header, kChecksum, std::string_view("        "));
  std::uint64_t sum = 0;
  for (const char byte : header) sum += static_cast<unsigned char>(byte);
  put(header, {kChecksum.offset, kChecksum.size - 1}, sum);
  header[kChecksum.offset + kChecksum.size - 2] = '\0';
  return header;
}

std::string tar_padding(std::uint64_t size) { return std::string((kBlock - size % kBlock) % kBlock, '\0'); }

std::string tar_end() { return std::string(2 * kBlock, '\0'); }

}  // namespace vent
