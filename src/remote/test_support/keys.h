#pragma once

#include "base/base64.h"
#include "remote/host_key.h"

namespace vent {

// Host keys of the right form for tests, which nobody has the private half of. Others with each letter.

inline std::string key_field(const std::string& bytes) {
  return std::string({0, 0, 0, static_cast<char>(bytes.size())}) + bytes;
}

inline HostKey ed25519_key(char letter) {
  return {"ssh-ed25519", base64(key_field("ssh-ed25519") + key_field(std::string(32, letter)))};
}

inline HostKey ecdsa_key(char letter) {
  return {"ecdsa-sha2-nistp256",
          base64(key_field("ecdsa-sha2-nistp256") + key_field("nistp256") + key_field(std::string(65, letter)))};
}

}  // namespace vent
