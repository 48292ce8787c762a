#include "chapters/flannel.h"

#include <fmt/core.h>

#include "chapters/05_kubeconfigs.h"
#include "chapters/layout.h"
#include "chapters/parts.h"
#include "chapters/pod_conflist.h"
#include "chapters/pods_way_out.h"

namespace vent {
namespace {

constexpr const char* kConflistScript = "/usr/local/sbin/vent-pod-network";

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
umask 077
cat > {folder}/.10-vent.conflist << END
{conflist}END
mv {folder}/.10-vent.conflist {folder}/10-vent.conflist
)",
                     fmt::arg("folder", kCniConfiguration),
                     fmt::arg("conflist", pod_conflist("$range", "$FLANNEL_MTU")));
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

}  // namespace

std::vector<Resource> flannel_resources(const Design& design, const Host& host) {
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
  append(resources, pods_way_out(design.cluster, host, "flanneld.service"));
  return resources;
}

}  // namespace vent
