#pragma once

#include <string>
#include <string_view>

namespace vent {

// What looks like a secret, whosever it is, taken out of a text. Pure.

// From -----BEGIN … PRIVATE KEY----- to its end, or to that of the text.
std::string without_private_keys(std::string text);
// Base64 of the same, as it stands in kubeconfigs.
std::string without_encoded_keys(const std::string& text);
// Tokens that say what they are by their form: JWTs of accounts, and those by which nodes join.
std::string without_tokens(std::string text);
// Values behind words like `password:` and `token=`, in text, YAML and JSON. A path is none, and neither is true or null.
std::string without_named_values(const std::string& text);

}  // namespace vent
