#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vent::metal {

// The fingerprint of a public key's line as ssh-keygen shows it, "SHA256:…"; nothing when it is no key: the line says a
// type, and the data behind it begins with the same.
std::optional<std::string> ssh_fingerprint(std::string_view line);

}  // namespace vent::metal
