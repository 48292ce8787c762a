#include "remote/host_key.h"

#include <array>
#include <utility>

#include "base/base64.h"
#include "base/sha256.h"
#include "cluster/host_key.h"

namespace vent {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kTypes = {{
    {"ssh-ed25519", "ED25519"},
    {"ecdsa-sha2-nistp256", "ECDSA"},
    {"ecdsa-sha2-nistp384", "ECDSA"},
    {"ecdsa-sha2-nistp521", "ECDSA"},
    {"ssh-rsa", "RSA"},
}};

}  // namespace

Result<HostKey> read_host_key(std::string_view text) {
  const std::string checked = TRY(parse_host_key(text));
  const std::size_t space = checked.find(' ');
  return HostKey{checked.substr(0, space), checked.substr(space + 1)};
}

std::string fingerprint(const HostKey& key) {
  const Sha256Digest digest = sha256(bytes_of_base64(key.base64).value_or(std::string()));
  std::string text = base64(std::string(digest.begin(), digest.end()));
  text.erase(text.find_last_not_of('=') + 1);
  return "SHA256:" + text;
}

std::string short_type(const HostKey& key) {
  for (const auto& [type, name] : kTypes)
    if (type == key.type) return std::string(name);
  return key.type;
}

}  // namespace vent
