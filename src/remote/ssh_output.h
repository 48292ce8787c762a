#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vent {

// What stood on the standard error of `ssh -o LogLevel=DEBUG1`, taken apart: ssh's own notes, and what is left of it,
// which is what ssh would have said without notes, and what the remote program said.
struct SshOutput {
  bool logged_in = false;
  std::optional<int> remote_exit;         // nothing when the host didn't tell
  bool remote_was_killed = false;         // by a signal
  std::string server_key;                 // "ssh-ed25519 SHA256:…", as the host showed it; empty: it showed none
  std::vector<std::string> offered_keys;  // "/home/ada/.ssh/id_ed25519 ED25519 SHA256:… explicit"
  std::string accepted_key;               // likewise: one that the host would take
  std::string text;                       // the rest, newlines as here

  // The first line of the rest in which this stands; empty when there is none.
  std::string line_with(std::string_view part) const;
};

SshOutput read_ssh_output(std::string_view error_output);

}  // namespace vent
