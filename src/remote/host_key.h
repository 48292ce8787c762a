#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace vent {

// A public host key as it stands in a known_hosts file behind the names: "ssh-ed25519 AAAA…".
struct HostKey {
  std::string type;
  std::string base64;

  std::string text() const { return type + " " + base64; }
  bool operator==(const HostKey&) const = default;
};

// A comment may follow. Refuses what can't be a key, also one that was cut while it was copied.
Result<HostKey> read_host_key(std::string_view text);

// As `ssh-keygen -l` and ssh itself show it: "SHA256:…".
std::string fingerprint(const HostKey& key);
// "ED25519", as ssh names the kind of a key when it shows one.
std::string short_type(const HostKey& key);

}  // namespace vent
