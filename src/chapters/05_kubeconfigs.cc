#include "chapters/05_kubeconfigs.h"

#include "chapters/layout.h"
#include "chapters/parts.h"
#include "kubernetes/kubeconfig.h"

namespace vent {
namespace {

// For a part of the cluster: `name` is that of its certificate.
Secret kubeconfig_of(const Design& design, const std::string& server, const std::string& name,
                     const std::string& user) {
  const KeyTexts& texts = design.keys.pair(name);
  return kubeconfig({.cluster = design.cluster.name,
                     .server = server,
                     .authority = design.keys.pair("ca").certificate,
                     .user = user,
                     .certificate = texts.certificate,
                     .key = texts.key});
}

}  // namespace

Resource admin_kubeconfig(const Design& design) {
  return secret_file(kAdminKubeconfig, kubeconfig_of(design, own_api_url(), "admin", "admin"), "root",
                     "For root on a controller, who may do everything.");
}

Resource controller_manager_kubeconfig(const Design& design) {
  return secret_file(Path(kControllerManager) / "kubeconfig",
                     kubeconfig_of(design, own_api_url(), "kube-controller-manager", "system:kube-controller-manager"),
                     "kube-controller-manager", "Who the controller manager is.");
}

Resource scheduler_kubeconfig(const Design& design) {
  return secret_file(Path(kScheduler) / "kubeconfig",
                     kubeconfig_of(design, own_api_url(), "kube-scheduler", "system:kube-scheduler"), "kube-scheduler",
                     "Who the scheduler is.");
}

Resource kubelet_kubeconfig(const Design& design, const Host& host) {
  return secret_file(
      Path(kKubelet) / "kubeconfig",
      kubeconfig_of(design, api_url(design.cluster, host), "kubelet-client-" + host.name, "system:node:" + host.name),
      "root", "Who this node is: it may touch its own pods, and no other's.");
}

Resource proxy_kubeconfig(const Design& design, const Host& host) {
  return secret_file(Path(kProxy) / "kubeconfig",
                     kubeconfig_of(design, api_url(design.cluster, host), "kube-proxy", "system:kube-proxy"), "root",
                     "Who kube-proxy is.");
}

Resource flannel_kubeconfig(const Design& design, const Host& host) {
  return secret_file(Path(kFlannel) / "kubeconfig",
                     kubeconfig_of(design, api_url(design.cluster, host), "flannel", "flannel"), "root",
                     "Who flannel is.");
}

std::vector<Resource> kubeconfig_resources(const Design& design, const Host& host) {
  std::vector<Resource> resources;
  if (host.role == Role::controller) {
    resources.push_back(admin_kubeconfig(design));
    resources.push_back(controller_manager_kubeconfig(design));
    resources.push_back(scheduler_kubeconfig(design));
  }
  resources.push_back(kubelet_kubeconfig(design, host));
  resources.push_back(directory(kProxy, "What kube-proxy reads, and others needn't.", {.mode = 0700}));
  resources.push_back(proxy_kubeconfig(design, host));
  resources.push_back(directory(kFlannel, "What flannel reads, and others needn't.", {.mode = 0700}));
  resources.push_back(flannel_kubeconfig(design, host));
  return resources;
}

}  // namespace vent
