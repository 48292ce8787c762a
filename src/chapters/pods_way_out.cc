#include "chapters/pods_way_out.h"

#include <fmt/core.h>

#include "chapters/parts.h"
#include "resources/started_unit.h"

namespace vent {
namespace {

constexpr const char* kWayOutScript = "/usr/local/sbin/vent-pods-way-out";

std::string way_out_script(const Cluster& cluster, const Host& host) {
  return fmt::format(R"(#!/bin/sh
# Packets of pods leave for the world with the host's public address ("up"), or as the network has it ("down").
set -e
chain=VENT-WAY-OUT
drop() {{
  iptables -w -t nat -D POSTROUTING -s {pods} -j $chain 2>/dev/null || true
  iptables -w -t nat -F $chain 2>/dev/null || true
  iptables -w -t nat -X $chain 2>/dev/null || true
}}
drop
[ "$1" = up ] || exit 0
ip -4 -o address show to {address} | grep -q . || exit 0
iptables -w -t nat -N $chain
for near in 10.0.0.0/8 100.64.0.0/10 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16 {pods} {services}; do
  iptables -w -t nat -A $chain -d $near -j RETURN
done
iptables -w -t nat -A $chain ! -o cni0 -j SNAT --to-source {address}
iptables -w -t nat -I POSTROUTING 1 -s {pods} -j $chain
)",
                     fmt::arg("pods", cluster.pods.text()), fmt::arg("services", cluster.services.text()),
                     fmt::arg("address", host.address));
}

}  // namespace

std::vector<Resource> pods_way_out(const Cluster& cluster, const Host& host, const std::string& network) {
  const Result<Ipv4> address = Ipv4::parse(host.address);
  if (!address || *address == host.private_address) return {};
  std::vector<Resource> resources = {file(kWayOutScript, way_out_script(cluster, host),
                                          "Packets of pods to the world leave with the host's public address.",
                                          {.mode = 0755})};
  UnitFile unit;
  unit.section("Unit").set("Description", "The way out for pods").set("After", "network-online.target " + network);
  unit.section("Service")
      .set("Type", "oneshot")
      .set("RemainAfterExit", "yes")
      .set("ExecStart", exec_line({kWayOutScript, "up"}))
      .set("ExecStop", exec_line({kWayOutScript, "down"}));
  unit.section("Install").set("WantedBy", "multi-user.target");
  resources.push_back({.spec = started_unit("vent-pods-way-out.service", std::move(unit), resources, Stays::no),
                       .why = "Now and at every boot, in front of the network's own rule."});
  return resources;
}

}  // namespace vent
