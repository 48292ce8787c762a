#include "chapters/fake0.h"

#include <fmt/core.h>

#include "resources/started_unit.h"

namespace vent {
namespace {

constexpr std::string_view kScriptPath = "/usr/local/sbin/vent-fake0";
constexpr int kPrefix = 31;  // rented machines share a link with their gateway only, which has the even address

// Rented machines have the private address as an alias of the bond, which is no more than a label; given back with it.
std::string alias_label(const std::string& parent) {
  constexpr std::size_t kLongestLabel = 15;  // of the kernel
  const std::string alias = parent + ":0";
  return alias.size() > kLongestLabel ? "" : " label " + alias;
}

// Run at boot and when it changes. Each line may find its work done: the address may be on either interface, whatever
// set the bond up before.
std::string script(const Fake0& fake0, const Host& host) {
  const std::string address = host.private_address.text();
  const std::string gateway = Ipv4{host.private_address.value & ~std::uint32_t{1}}.text();
  return fmt::format(
      R"(#!/bin/sh
# Moves the private address from {parent} to the macvlan fake0 ("up"), and back ("down").
set -e
# The gateway still knows the address at the other interface, and learns the new place when it is asked something.
greet() {{ ping -c 1 -W 1 -I {address} {gateway} >/dev/null 2>&1 || true; }}
case "$1" in
  up)
    ip link show dev fake0 >/dev/null 2>&1 || ip link add fake0 link {parent} type macvlan mode bridge
    ip link set fake0 up
    ip address del {address}/{prefix} dev {parent} 2>/dev/null || true
    ip address replace {address}/{prefix} dev fake0
    ip route replace 10.0.0.0/8 via {gateway} dev fake0 src {address}
    greet
    ;;
  down)
    ip link del fake0 2>/dev/null || true
    ip address replace {address}/{prefix} dev {parent}{label}
    ip route replace 10.0.0.0/8 via {gateway} dev {parent}
    ip neighbour flush to {gateway} dev {parent}
    greet
    ;;
esac
)",
      fmt::arg("parent", fake0.parent), fmt::arg("address", address), fmt::arg("gateway", gateway),
      fmt::arg("prefix", kPrefix), fmt::arg("label", alias_label(fake0.parent)));
}

UnitFile service(const Fake0& fake0) {
  UnitFile unit;
  unit.section("Unit")
      .set("Description",
           fmt::format("The private address on fake0, a macvlan of {}", without_specifiers(fake0.parent)))
      .set("After", "network-online.target")
      .set("Wants", "network-online.target");
  unit.section("Service")
      .set("Type", "oneshot")
      .set("RemainAfterExit", "yes")
      .set("ExecStart", exec_line({std::string(kScriptPath), "up"}))
      .set("ExecStop", exec_line({std::string(kScriptPath), "down"}));
  unit.section("Install").set("WantedBy", "multi-user.target");
  return unit;
}

}  // namespace

std::vector<Resource> fake0_resources(const Fake0& fake0, const Host& host) {
  std::vector<Resource> resources = {
      {.spec = File{.path = kScriptPath, .content = open_content(script(fake0, host)), .ownership = {.mode = 0755}},
       .why = "Moves the private address to an interface of its own, and back."}};
  resources.push_back({.spec = started_unit("vent-fake0.service", service(fake0), resources, Stays::no),
                       .why = "Does so now and at every boot, after the network is up."});
  return resources;
}

}  // namespace vent
