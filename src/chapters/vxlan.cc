#include "chapters/vxlan.h"

#include "chapters/layout.h"
#include "chapters/node_range.h"
#include "chapters/parts.h"
#include "chapters/pods_way_out.h"
#include "chapters/vxlan_link.h"
#include "resources/started_unit.h"

namespace vent {
namespace {

constexpr const char* kLinkScript = "/usr/local/sbin/vent-vxlan";
constexpr const char* kLinkUnit = "vent-vxlan.service";

// At boot the private address may come late, so it is tried again.
UnitFile link_unit() {
  UnitFile unit;
  unit.section("Unit")
      .set("Description", "The link to the pods of other hosts")
      .set("After", "network-online.target vent-fake0.service")
      .set("Wants", "network-online.target")
      .set("StartLimitIntervalSec", "0");
  unit.section("Service")
      .set("Type", "oneshot")
      .set("RemainAfterExit", "yes")
      .set("Restart", "on-failure")
      .set("RestartSec", "2")
      .set("ExecStart", exec_line({kLinkScript, "up"}))
      .set("ExecStop", exec_line({kLinkScript, "down"}));
  unit.section("Install").set("WantedBy", "multi-user.target");
  return unit;
}

}  // namespace

std::vector<Resource> vxlan_resources(const Design& design, const Host& host) {
  const Cluster& cluster = design.cluster;
  std::vector<Resource> resources = node_range_resources(cluster, host);
  resources.push_back(directory(kVxlan, "What the link between hosts is made from."));
  resources.push_back(file(Path(kVxlan) / "hosts", vxlan_hosts_file(cluster), "Where the pods of each host are."));
  const Resource script =
      file(kLinkScript, vxlan_link_script(cluster), "Makes of it what the kernel has to know.", {.mode = 0755});
  resources.push_back(script);
  // The file of hosts is none of its inputs: to start it again is to take the link away.
  resources.push_back({.spec = started_unit(kLinkUnit, link_unit(), std::span(&script, 1), Stays::no),
                       .why = "Now and at every boot. No program stays behind."});
  resources.push_back({.spec = CommandOnce{.name = "the kernel knows where the pods of each host are",
                                           .probe = {kLinkScript, "check"},
                                           .run = {kLinkScript, "up"},
                                           .undo = {}},
                       .why = "Adds the hosts that came and removes those that went; the link itself stays."});
  append(resources, pods_way_out(cluster, host, kLinkUnit));
  return resources;
}

}  // namespace vent
