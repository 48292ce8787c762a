#pragma once

#include "base/result.h"
#include "net/ipv4.h"

namespace vent::metal {

struct HostAddresses {
  Ipv4 private_address, private_gateway;  // a /31 of its own
  Ipv4 public_address, public_gateway;    // a /31 of its own
};

// Which address belongs to which slot, in the shape of the rented network: every host has a private and a public /31,
// the even address is the gateway. Slots count from 1. Slot 0 of the private range joins the operator to the router;
// the upper half of the public range is kept for addresses that move between hosts.
class AddressPlan {
 public:
  static Result<AddressPlan> make(Ipv4Range private_range, Ipv4Range public_range);

  int slots() const { return slots_; }
  HostAddresses host(int slot) const;
  Ipv4 operator_address() const { return private_.at(1); }
  Ipv4 operator_gateway() const { return private_.at(0); }
  const Ipv4Range& private_range() const { return private_; }
  const Ipv4Range& public_range() const { return public_; }

 private:
  AddressPlan(Ipv4Range private_range, Ipv4Range public_range, int slots)
      : private_(private_range), public_(public_range), slots_(slots) {}
  Ipv4Range private_, public_;
  int slots_;
};

}  // namespace vent::metal
