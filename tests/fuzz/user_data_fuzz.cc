// User data from a stranger: whatever it holds, it is understood or warned about, and the scripts made of it hold no
// byte that a shell could not read.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/require.h"
#include "metal/first_boot.h"
#include "metal/user_data.h"

namespace vent::metal {
namespace {

void require_clean(const DiskEntry& entry) {
  require(entry.path.starts_with('/') && entry.path.find("/../") == std::string::npos);
  const bool is_ours = entry.content.starts_with("#!/bin/sh\n# Made by vent metal") && !entry.path.ends_with("/script");
  if (is_ours) require(entry.content.find('\0') == std::string::npos);
}

void check(std::string_view text) {
  const Result<UserData> user_data = parse_user_data(text);
  require(user_data.has_value() == (text.size() <= kUserDataLimit));
  if (!user_data) return;
  for (const std::string& warning : user_data->warnings) {
    require(warning.find_first_of(std::string_view("\n\0", 2)) == std::string::npos);
  }
  const FirstBoot first_boot =
      render_first_boot(*user_data, {.hostname = "host", .authorized_keys = {"ssh-ed25519 AAAA"}, .host_keys = {}});
  for (const DiskEntry& entry : first_boot.entries) require_clean(entry);
}

}  // namespace
}  // namespace vent::metal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  vent::metal::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
