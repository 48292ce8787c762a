#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "metal/address_plan.h"
#include "metal/lab.h"

namespace vent::metal {

// The lab's network: one router namespace, and a namespace per host whose `bond0` is a veth pair to the router. There
// is no shared layer 2: hosts see each other, and the operator, only through the router, and nothing else at all.
// Every call may be made again at any time and ends in the same state.
class Network {
 public:
  Network(const Lab& lab, const AddressPlan& plan) : lab_(lab), plan_(plan) {}

  // Refuses ranges that the machine already has routes for.
  Result<> check_ranges_are_free() const;
  Result<> make_router() const;
  // A host's namespace as new: what a host did to its own network is gone after a reboot, as on real machines.
  Result<> make_host(int slot) const;
  Result<> remove_host(int slot) const;
  // Sends an elastic block of the public range to a host, or to nobody (slot 0).
  Result<> send_block(const Ipv4Range& block, int slot) const;
  // The slots that have a namespace.
  Result<std::vector<int>> host_slots() const;
  // Removes every namespace and interface of the lab, also those of hosts no longer known.
  Result<> remove_all() const;

 private:
  const Lab& lab_;
  const AddressPlan& plan_;
};

// The commands for `ip -batch`, pure.
std::string router_commands(const AddressPlan& plan);                               // inside the router
std::string operator_commands(const Lab& lab, const AddressPlan& plan);             // in the machine's own namespace
std::string host_port_commands(const Lab& lab, const AddressPlan& plan, int slot);  // inside the router
std::string host_commands(const AddressPlan& plan, int slot);                       // inside the host
std::string block_commands(const AddressPlan& plan, const Ipv4Range& block, int slot);  // inside the router

}  // namespace vent::metal
