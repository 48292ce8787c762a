// User data from a stranger: whatever it holds, it is understood or warned about, and the scripts made of it hold no
// byte that a shell could not read.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "metal/first_boot.h"
#include "metal/user_data.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const vent::Result<vent::metal::UserData> user_data = vent::metal::parse_user_data(text);
  require(user_data.has_value() == (size <= vent::metal::kUserDataLimit));
  if (!user_data) return 0;
  for (const std::string& warning : user_data->warnings) {
    require(warning.find_first_of(std::string_view("\n\0", 2)) == std::string::npos);
  }
  const vent::metal::FirstBoot first_boot =
      vent::metal::render_first_boot(*user_data, {.hostname = "host", .authorized_keys = {}, .host_keys = {}});
  for (const vent::metal::DiskEntry& entry : first_boot.entries) {
    require(entry.path.starts_with('/') && entry.path.find("/../") == std::string::npos);
    const bool is_ours = entry.content.starts_with("#!/bin/sh\n# Made by vent metal");
    if (is_ours && entry.path != "/var/lib/vent-metal/script") require(entry.content.find('\0') == std::string::npos);
  }
  return 0;
}
