#include "metal/address_plan.h"

#include <fmt/core.h>

#include <algorithm>

namespace vent::metal {
namespace {

// Hosts are 256 private addresses apart, as 10.80.<slot>.1, so that an address can be read at a glance.
constexpr std::uint64_t kPrivateStride = 256;

}  // namespace

Result<AddressPlan> AddressPlan::make(Ipv4Range private_range, Ipv4Range public_range) {
  if (private_range.overlaps(public_range))
    return fail(Error(ErrorKind::bad_input, fmt::format("the private range {} and the public range {} overlap",
                                                        private_range.text(), public_range.text()))
                    .with_id("VENT_RANGES_OVERLAP"));
  const std::uint64_t private_slots = private_range.size() / kPrivateStride;
  const std::uint64_t public_slots = public_range.size() / 4;
  if (private_slots < 2)
    return fail(Error(ErrorKind::bad_input, fmt::format("the private range {} is too small", private_range.text()))
                    .with_id("VENT_RANGE_TOO_SMALL")
                    .with_hint("each host takes 256 private addresses: give a /23 or larger, as 10.80.0.0/16"));
  if (public_slots < 2)
    return fail(Error(ErrorKind::bad_input, fmt::format("the public range {} is too small", public_range.text()))
                    .with_id("VENT_RANGE_TOO_SMALL")
                    .with_hint("give a /29 or larger, as 198.51.100.0/24"));
  return AddressPlan(private_range, public_range, static_cast<int>(std::min(private_slots, public_slots)) - 1);
}

HostAddresses AddressPlan::host(int slot) const {
  const std::uint64_t index = static_cast<std::uint64_t>(slot);
  return {.private_address = private_.at(index * kPrivateStride + 1),
          .private_gateway = private_.at(index * kPrivateStride),
          .public_address = public_.at(index * 2 + 1),
          .public_gateway = public_.at(index * 2)};
}

}  // namespace vent::metal
