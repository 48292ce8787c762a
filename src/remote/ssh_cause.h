#pragma once

#include <string>

#include "remote/ssh_output.h"

namespace vent {

// Why nobody got logged in, as ssh's words tell it.
enum class SshCause {
  host_key_changed,
  host_key_unknown,
  key_file_open,
  key_file_bad,
  too_many_keys,
  refused,
  not_forwarded,
  forwarding_forbidden,
  name_unknown,
  not_connected,
  hung_up,
  other,
};

struct FoundCause {
  SshCause cause = SshCause::other;
  std::string line;  // that tells it
};
FoundCause find_cause(const SshOutput& said);

}  // namespace vent
