#include "chapters/11_pod_network.h"

#include <fmt/core.h>

#include "chapters/05_kubeconfigs.h"
#include "chapters/layout.h"
#include "chapters/parts.h"
#include "resources/started_unit.h"

namespace vent {
namespace {

constexpr const char* kConflistScript = "/usr/local/sbin/vent-pod-network";
constexpr const char* kWayOutScript = "/usr/local/sbin/vent-pods-way-out";

std::string in(std::string_view name) { return fmt::format("{}/{}", kFlannel, name); }

Json network_settings(const Cluster& cluster) {
  return Json::object().set("Network", cluster.pods.text()).set("Backend", Json::object().set("Type", "vxlan"));
}

// flannel learns its host's range and what fits into a packet when it starts; the plugins read it from here.
std::string conflist_script() {
  return fmt::format(R"(#!/bin/sh
# Tells the plugins which addresses the pods of this host get, as flannel says it.
set -e
. /run/flannel/subnet.env
range="${{FLANNEL_SUBNET%.*}}.0/24" # it names the bridge's address in it
mkdir -p {folder}
cat > {folder}/.10-vent.conflist << END
{{
  "cniVersion": "1.0.0",
  "name": "vent",
  "plugins": [
    {{
      "type": "bridge",
      "bridge": "cni0",
      "isDefaultGateway": true,
      "hairpinMode": true,
      "ipMasq": false,
      "mtu": $FLANNEL_MTU,
      "ipam": {{"type": "host-local", "ranges": [[{{"subnet": "$range"}}]]}}
    }},
    {{"type": "portmap", "capabilities": {{"portMappings": true}}}},
    {{"type": "bandwidth", "capabilities": {{"bandwidth": true}}}},
    {{"type": "firewall"}}
  ]
}}
END
mv {folder}/.10-vent.conflist {folder}/10-vent.conflist
)",
                     fmt::arg("folder", kCniConfiguration));
}

UnitFile flannel(const Host& host) {
  UnitFile unit = service_unit("flannel", "notify",
                               {program("flanneld"), "--kube-subnet-mgr", "--kubeconfig-file=" + in("kubeconfig"),
                                "--net-config-path=" + in("network.json"), "--iface=" + host.private_address.text(),
                                "--ip-masq", "--healthz-ip=127.0.0.1", "--healthz-port=8471"});
  unit.section("Service")
      .set("Environment", environment_line("NODE_NAME", host.name))
      .set("ExecStartPost", exec_line({kConflistScript}));
  return unit;
}

// Rented machines route a private address within their data centre only, and flannel's rule takes the address of the
// interface that comes first. So packets of pods to the world get the public one.
std::string way_out_script(const Cluster& cluster, const Host& host) {
  return fmt::format(R"(#!/bin/sh
# Packets of pods leave for the world with the host's public address ("up"), or as flannel does it ("down").
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

std::vector<Resource> way_out(const Cluster& cluster, const Host& host) {
  const Result<Ipv4> address = Ipv4::parse(host.address);
  if (!address || *address == host.private_address) return {};
  std::vector<Resource> resources = {file(kWayOutScript, way_out_script(cluster, host),
                                          "Packets of pods to the world leave with the host's public address.",
                                          {.mode = 0755})};
  UnitFile unit;
  unit.section("Unit")
      .set("Description", "The way out for pods")
      .set("After", "network-online.target flanneld.service");
  unit.section("Service")
      .set("Type", "oneshot")
      .set("RemainAfterExit", "yes")
      .set("ExecStart", exec_line({kWayOutScript, "up"}))
      .set("ExecStop", exec_line({kWayOutScript, "down"}));
  unit.section("Install").set("WantedBy", "multi-user.target");
  resources.push_back({.spec = started_unit("vent-pods-way-out.service", std::move(unit), resources, Stays::no),
                       .why = "Now and at every boot, in front of flannel's own rule."});
  return resources;
}

}  // namespace

std::vector<Resource> pod_network_resources(const Design& design, const Host& host) {
  std::vector<Resource> resources;
  std::vector<Resource> inputs = {
      file(in("network.json"), network_settings(design.cluster).pretty() + "\n", "What flannel is to do."),
      file(kConflistScript, conflist_script(), "Tells the plugins what flannel found out.", {.mode = 0755})};
  resources.insert(resources.end(), inputs.begin(), inputs.end());
  resources.push_back(
      wait_until(host.name + " has a range for its pods",
                 {"/bin/sh", "-c",
                  fmt::format("{} --kubeconfig={} get node {} --output=jsonpath={{.spec.podCIDR}} | grep .",
                              program("kubectl"), in("kubeconfig"), host.name)},
                 "The kubelet registers the node, and the controller manager gives it a range."));
  inputs.push_back(flannel_kubeconfig(design, host));
  inputs.push_back(artifact(design, host, "flanneld", kPrograms, ""));
  resources.push_back(unit("flanneld.service", flannel(host), inputs,
                           "Carries packets to the pods of other hosts, over the private addresses."));
  append(resources, way_out(design.cluster, host));
  return resources;
}

}  // namespace vent
