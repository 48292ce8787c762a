#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/secret.h"

namespace vent {

// The key by which a machine will prove to be itself, handed to it before it exists: so it can be pinned before anybody
// connects. The private half is in the machine's user data then, readable for whoever may read that; it opens nothing,
// it only proves this one machine.
struct InjectedHostKey {
  Secret private_key;      // as ssh-keygen writes it
  std::string public_key;  // one line
};

// The user data with the host key in it. Nothing for a kind that can't carry one (iPXE, MIME, other interpreters): then
// the key has to be learned.
//   none            becomes a #cloud-config of just the key
//   #cloud-config   gets ssh_keys at its end, unless it has some
//   #! of a shell   writes the key before all else
std::optional<Secret> with_host_key(const std::string& user_data, const InjectedHostKey& key);

}  // namespace vent
