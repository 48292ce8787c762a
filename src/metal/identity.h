#pragma once

#include <string>

#include "base/files.h"
#include "base/result.h"
#include "base/secret.h"

namespace vent::metal {

// Random identities of the lab and its hosts.
Result<std::string> new_uuid();

struct KeyPair {
  Secret private_key;
  std::string public_key;  // one line
};

// The public half of a private key, one line.
Result<std::string> public_half(const Secret& private_key);

// A new ed25519 key without a passphrase, by ssh-keygen.
Result<KeyPair> make_ssh_key(const std::string& comment);

}  // namespace vent::metal
