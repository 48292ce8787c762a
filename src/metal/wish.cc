#include "metal/wish.h"

#include <array>

namespace vent::metal {
namespace {

struct Action {
  std::string_view name;
  Wish wish;
};
constexpr std::array<Action, 4> kActions = {{
    {"power_on", Wish::power_on},
    {"power_off", Wish::power_off},
    {"reboot", Wish::reboot},
    {"reinstall", Wish::reinstall},
}};

bool is_fulfilled(const Host& host, Wish wish) {
  if (wish == Wish::power_on) return host.wanted.powered && host.state == HostState::active;
  if (wish == Wish::power_off) return !host.wanted.powered && host.state == HostState::inactive;
  return false;
}

}  // namespace

std::optional<Wish> wish_from_action(std::string_view name) {
  for (const Action& action : kActions)
    if (action.name == name) return action.wish;
  return std::nullopt;
}

void write_down(Host& host, Wish wish, WallTime now) {
  // A removal that failed may be asked for again.
  if (host.wanted.deleted && wish == Wish::remove) host.state = HostState::deprovisioning;
  if (host.wanted.deleted || is_fulfilled(host, wish)) return;
  host.wanted.since = now;
  switch (wish) {
    case Wish::power_on:
      // A boot that is asked for, so that how the last one ended (by a shutdown inside, or a fault) is no reason to rest.
      if (!host.wanted.powered || host.state == HostState::failed) ++host.wanted.reboots;
      host.wanted.powered = true;
      host.state = HostState::powering_on;
      break;
    case Wish::power_off:
      host.wanted.powered = false;
      host.state = HostState::powering_off;
      break;
    case Wish::reboot:
      ++host.wanted.reboots;
      host.wanted.powered = true;
      host.state = HostState::rebooting;
      break;
    case Wish::reinstall:
      ++host.wanted.reinstalls;
      host.wanted.powered = true;
      host.state = HostState::reinstalling;
      break;
    case Wish::remove:
      host.wanted.deleted = true;
      host.state = HostState::deprovisioning;
      break;
  }
}

}  // namespace vent::metal
