#pragma once

#include <string_view>

#include "base/result.h"

namespace vent {

// The kinds of processor there are parts for.
enum class Architecture { amd64, arm64 };

constexpr Architecture kArchitectures[] = {Architecture::amd64, Architecture::arm64};

// The world has two names for each: Go, Debian and container images write the first, `uname -m` says the second.
std::string_view architecture_name(Architecture architecture);  // "amd64", "arm64"
std::string_view machine_name(Architecture architecture);       // "x86_64", "aarch64"

// Either name; anything else is an error that lists them.
Result<Architecture> read_architecture(std::string_view text);
// That of this machine.
Result<Architecture> this_architecture();

}  // namespace vent
