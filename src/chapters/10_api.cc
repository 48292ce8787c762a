#include "chapters/10_api.h"

#include <fmt/core.h>

#include "chapters/layout.h"
#include "chapters/objects.h"
#include "chapters/parts.h"

namespace vent {
namespace {

// Pods that ask for it go where gVisor is.
Json sandbox(const Cluster& cluster) {
  Json sandbox = object_of("node.k8s.io/v1", "RuntimeClass", "gvisor").set("handler", "gvisor");
  if (cluster.with_role(Role::worker).empty()) return sandbox;
  return sandbox.set("scheduling",
                     Json::object().set("nodeSelector", Json::object().set("node-role.kubernetes.io/worker", "")));
}

// What the parts of all hosts may do, and what pods may ask for.
std::vector<Json> first_objects(const Cluster& cluster) {
  std::vector<Json> objects = {
      binding_of("vent:api-server-to-kubelet", "system:kubelet-api-admin", "User", "kube-apiserver-kubelet-client")};
  if (cluster.overlay == Overlay::flannel) {
    objects.push_back(object_of("rbac.authorization.k8s.io/v1", "ClusterRole", "vent:flannel")
                          .set("rules", Json::array()
                                            .push(rule_of("", {"nodes"}, {"get", "list", "watch"}))
                                            .push(rule_of("", {"nodes/status"}, {"patch"}))));
    objects.push_back(binding_of("vent:flannel", "vent:flannel", "User", "flannel"));
  }
  if (cluster.has_gvisor) objects.push_back(sandbox(cluster));
  return objects;
}

std::string why_of(const Cluster& cluster) {
  std::string why = "The API server may ask kubelets for logs and for a way into containers";
  if (cluster.overlay == Overlay::flannel)
    why += "; flannel may read which range each node has and note how it is reached";
  if (cluster.has_gvisor) why += "; a pod with runtimeClassName: gvisor gets a kernel of its own";
  return why + ".";
}

}  // namespace

std::vector<Resource> api_resources(const Design& design, const Host& host) {
  std::vector<Resource> resources = {wait_until("the API is ready", kubectl({"get", "--raw=/readyz"}),
                                                "It serves before it has made the roles that the others need.")};
  if (!is_first_controller(design.cluster, host)) return resources;
  resources.push_back(directory(Path(kKubernetes) / "objects", "Objects that are given to the API.", {.mode = 0700}));
  append(resources, cluster_objects("first", first_objects(design.cluster), why_of(design.cluster)));
  return resources;
}

}  // namespace vent
