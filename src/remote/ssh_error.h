#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "cluster/cluster.h"
#include "remote/host_key.h"

namespace vent {

// While a machine is being installed, it may refuse a key for a while that it will take: the account comes up before
// its keys are there. Then a refusal is worth another try; on a machine that has settled it is final.
enum class MachineAge { settled, young };

struct SshAttempt {
  const Host& host;
  std::vector<HostKey> pinned = {};  // in the cluster's known_hosts, for this host
  MachineAge age = MachineAge::settled;
};

// Why ssh, started by ssh_command, has ended: from its exit code and its standard error. The exit code alone says
// little, 255 may also be the remote program's.
//
//   VENT_HOST_UNREACHABLE   no route, refused, timed out, no such name, hung up before anybody logged in; retry later
//   VENT_HOST_KEY_UNKNOWN   no key is pinned for it
//   VENT_HOST_KEY_CHANGED   another key is pinned: shows both fingerprints
//   VENT_LOGIN_REFUSED      user and keys were refused: shows which
//   VENT_KEY_FILE           a key file that is missing, open to others, or can't be used
//   VENT_JUMP_HOST          the way to the host ends at its jump host
//   VENT_CONNECTION_LOST    after the login; retry later
//   VENT_NO_SUDO            the user may not become root without a password
//   VENT_REMOTE_ENDED       the remote program ended by itself
//   VENT_SSH                anything else; ssh's own words are the details
Error ssh_error(const SshAttempt& attempt, int exit_code, std::string_view error_output);

}  // namespace vent
