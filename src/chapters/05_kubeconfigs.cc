#include "chapters/05_kubeconfigs.h"

#include "base/base64.h"
#include "base/text.h"
#include "chapters/layout.h"
#include "chapters/parts.h"
#include "kubernetes/kubeconfig.h"

namespace vent {
namespace {

// For a part of the cluster: `name` is that of its certificate.
struct Part {
  Path path;
  std::string server;
  std::string name;
  std::string user;
  std::string group;
};

// The same file, with the guide's keys in it.
std::string typed(const Design& design, const Part& part) {
  std::string text{kubeconfig({.cluster = design.cluster.name,
                               .server = part.server,
                               .authority = "authority",
                               .user = part.user,
                               .certificate = "certificate",
                               .key = Secret("its key")})
                       .reveal()};
  for (const auto& [placeholder, file] : {std::pair("authority", std::string("ca.crt")),
                                          {"certificate", part.name + ".crt"},
                                          {"its key", part.name + ".key"}})
    text = replace_all(std::move(text), base64(placeholder), base64_of_key_file(file));
  return text;
}

Resource kubeconfig_of(const Design& design, const Part& part, std::string why) {
  const KeyTexts& texts = design.keys.pair(part.name);
  const Secret text = kubeconfig({.cluster = design.cluster.name,
                                  .server = part.server,
                                  .authority = design.keys.pair("ca").certificate,
                                  .user = part.user,
                                  .certificate = texts.certificate,
                                  .key = texts.key});
  return from_keys(secret_file(part.path, text, part.group, std::move(why)),
                   {"ca.crt", part.name + ".crt", part.name + ".key"}, typed(design, part));
}

// A part of the control plane, which is known to the API by its own name.
Resource control_plane_kubeconfig(const Design& design, const Host& host, const char* folder, const std::string& name,
                                  std::string why) {
  return kubeconfig_of(design,
                       {.path = Path(folder) / "kubeconfig",
                        .server = own_api_url(design.cluster, host),
                        .name = name,
                        .user = "system:" + name,
                        .group = name},
                       std::move(why));
}

// What runs as root on every host.
Resource node_kubeconfig(const Design& design, const Host& host, const char* folder, const std::string& name,
                         const std::string& user, std::string why) {
  return kubeconfig_of(design,
                       {.path = Path(folder) / "kubeconfig",
                        .server = api_url(design.cluster, host),
                        .name = name,
                        .user = user,
                        .group = "root"},
                       std::move(why));
}

}  // namespace

Resource admin_kubeconfig(const Design& design, const Host& host) {
  return kubeconfig_of(design,
                       {.path = kAdminKubeconfig,
                        .server = own_api_url(design.cluster, host),
                        .name = "admin",
                        .user = "admin",
                        .group = "root"},
                       "For root on a controller, who may do everything.");
}

Resource controller_manager_kubeconfig(const Design& design, const Host& host) {
  return control_plane_kubeconfig(design, host, kControllerManager, "kube-controller-manager",
                                  "Who the controller manager is.");
}

Resource scheduler_kubeconfig(const Design& design, const Host& host) {
  return control_plane_kubeconfig(design, host, kScheduler, "kube-scheduler", "Who the scheduler is.");
}

Resource kubelet_kubeconfig(const Design& design, const Host& host) {
  return node_kubeconfig(design, host, kKubelet, "kubelet-client-" + host.name, "system:node:" + host.name,
                         "Who this node is: it may touch its own pods, and no other's.");
}

Resource proxy_kubeconfig(const Design& design, const Host& host) {
  return node_kubeconfig(design, host, kProxy, "kube-proxy", "system:kube-proxy", "Who kube-proxy is.");
}

Resource flannel_kubeconfig(const Design& design, const Host& host) {
  return node_kubeconfig(design, host, kFlannel, "flannel", "flannel", "Who flannel is.");
}

std::vector<Resource> kubeconfig_resources(const Design& design, const Host& host) {
  std::vector<Resource> resources;
  if (is_controller(host)) {
    resources.push_back(admin_kubeconfig(design, host));
    resources.push_back(controller_manager_kubeconfig(design, host));
    resources.push_back(scheduler_kubeconfig(design, host));
  }
  resources.push_back(kubelet_kubeconfig(design, host));
  resources.push_back(directory(kProxy, "What kube-proxy reads, and others needn't.", {.mode = 0700}));
  resources.push_back(proxy_kubeconfig(design, host));
  if (design.cluster.overlay != Overlay::flannel) return resources;
  resources.push_back(directory(kFlannel, "What flannel reads, and others needn't.", {.mode = 0700}));
  resources.push_back(flannel_kubeconfig(design, host));
  return resources;
}

}  // namespace vent
