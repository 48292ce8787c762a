#pragma once

#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"

namespace vent {

// For what others publish under a SHA-512 digest. Ours are SHA-256 (sha256.h).
std::string sha512_hex(std::string_view bytes);
// Of a file, read in pieces.
Result<std::string> sha512_hex_of_file(const Path& path);

}  // namespace vent
