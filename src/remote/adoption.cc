#include "remote/adoption.h"

#include <fmt/core.h>

#include <algorithm>

namespace vent {

std::string_view standing_name(KeyStanding standing) {
  switch (standing) {
    case KeyStanding::known:
      return "known";
    case KeyStanding::unknown:
      return "unknown";
    case KeyStanding::changed:
      return "changed";
  }
  return "?";
}

Result<KeyStanding> standing_of(const HostKey& shown, const std::vector<HostKey>& pinned, const Host& host) {
  if (!host.ssh.host_key.empty()) {
    const HostKey given = TRY(read_host_key(host.ssh.host_key));
    if (given == shown) return KeyStanding::known;
    return fail(
        Error(ErrorKind::not_permitted,
              fmt::format("{} ({}) shows another host key than the cluster file gives", host.name, host.address))
            .with_id("VENT_HOST_KEY_CHANGED")
            .with_details(fmt::format("given: {} {}\nshown: {} {}", short_type(given), fingerprint(given),
                                      short_type(shown), fingerprint(shown)))
            .with_hint("if it was installed anew, correct hostKey in the cluster file, or take it out\n"
                       "if not, somebody may stand between you and it: go no further"));
  }
  if (pinned.empty()) return KeyStanding::unknown;
  return std::ranges::find(pinned, shown) == pinned.end() ? KeyStanding::changed : KeyStanding::known;
}

}  // namespace vent
