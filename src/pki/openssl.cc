#include "pki/openssl.h"

#include <fmt/core.h>
#include <openssl/err.h>

#include <array>

namespace vent {

Error openssl_error(std::string_view doing) {
  std::string words;
  while (const unsigned long code = ERR_get_error()) {
    std::array<char, 256> text{};
    ERR_error_string_n(code, text.data(), text.size());
    words += std::string(text.data()) + "\n";
  }
  return Error(ErrorKind::failed, fmt::format("{} failed", doing)).with_id("VENT_OPENSSL").with_details(words);
}

}  // namespace vent
