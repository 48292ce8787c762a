#include "chapters/04_certificate_authority.h"

#include <fmt/core.h>

#include "chapters/certificates.h"
#include "chapters/layout.h"
#include "chapters/parts.h"

namespace vent {
namespace {

// A certificate and its key, as FOLDER/AS.crt and FOLDER/AS.key.
std::vector<Resource> pair(const Design& design, const std::string& name, const Path& folder, const std::string& as,
                           const std::string& group, const std::string& why) {
  const KeyTexts& texts = design.keys.pair(name);
  return {from_keys(file(folder / (as + ".crt"), texts.certificate, why), {name + ".crt"}),
          from_keys(secret_file(folder / (as + ".key"), texts.key, group, "Its key."), {name + ".key"})};
}

Resource authority(const Design& design, const std::string& name, const Path& path, const std::string& why) {
  return from_keys(file(path, design.keys.pair(name).certificate, why), {name + ".crt"});
}

Resource service_account_key(const Design& design, const Path& folder, const std::string& group) {
  return from_keys(secret_file(folder / "service-account.key", design.keys.pair(kServiceAccountKey).key, group,
                               "Signs the tokens of service accounts."),
                   {"service-account.key"});
}

Resource folder_of(const char* path, const std::string& group) {
  return directory(path, fmt::format("What {} reads, and others needn't.", group), {.mode = 0750, .group = group});
}

}  // namespace

std::vector<Resource> etcd_certificates(const Design& design, const Host& host) {
  const Path folder = kEtcd;
  std::vector<Resource> resources = {
      authority(design, "etcd-ca", folder / "ca.crt", "Who has a certificate of this authority may ask etcd.")};
  append(resources, pair(design, "etcd-server-" + host.name, folder, "server", "etcd", "Shown to who asks."));
  append(resources, pair(design, "etcd-peer-" + host.name, folder, "peer", "etcd", "Shown among the members."));
  return resources;
}

std::vector<Resource> api_server_certificates(const Design& design, const Host& host) {
  const Path folder = kApiServer;
  const std::string group = "kube-apiserver";
  std::vector<Resource> resources;
  append(resources, pair(design, "kube-apiserver-" + host.name, folder, "server", group,
                         "Shown to everybody who asks the API: it holds every name and address of this API."));
  append(resources, pair(design, "kube-apiserver-etcd-client", folder, "etcd-client", group, "Shown to etcd."));
  resources.push_back(authority(design, "etcd-ca", folder / "etcd-ca.crt", "By which it knows etcd."));
  append(resources, pair(design, "kube-apiserver-kubelet-client", folder, "kubelet-client", group,
                         "Shown to kubelets, for logs and exec."));
  append(resources, pair(design, "front-proxy-client", folder, "front-proxy-client", group,
                         "Shown to other API servers, to which it passes requests on."));
  resources.push_back(authority(design, "front-proxy-ca", folder / "front-proxy-ca.crt", "By which those know it."));
  resources.push_back(service_account_key(design, folder, group));
  resources.push_back(
      from_keys(file(folder / "service-account.pub", design.keys.pair(kServiceAccountKey).public_key, "Verifies them."),
                {"service-account.pub"}));
  return resources;
}

std::vector<Resource> controller_manager_certificates(const Design& design, const Host& /*host*/) {
  const Path folder = kControllerManager;
  const std::string group = "kube-controller-manager";
  std::vector<Resource> resources;
  append(resources, pair(design, "kube-controller-manager", folder, "server", group, "Shown to who asks how it is."));
  resources.push_back(from_keys(secret_file(folder / "ca.key", design.keys.pair("ca").key, group,
                                            "The authority's key, with which it signs what was approved."),
                                {"ca.key"}));
  resources.push_back(service_account_key(design, folder, group));
  return resources;
}

std::vector<Resource> scheduler_certificates(const Design& design, const Host& /*host*/) {
  return pair(design, "kube-scheduler", kScheduler, "server", "kube-scheduler", "Shown to who asks how it is.");
}

std::vector<Resource> kubelet_certificates(const Design& design, const Host& host) {
  return pair(design, "kubelet-server-" + host.name, kKubelet, "server", "root",
              "Shown to the API server, which asks for logs.");
}

std::vector<Resource> certificate_resources(const Design& design, const Host& host) {
  Resource first =
      authority(design, "ca", kAuthority, "The authority of Kubernetes: by it each part knows the others.");
  // All that follows would be worthless to what runs there, and secrets in its etcd could never be read again.
  std::get<File>(first.spec).never_replaced_because =
      "the host belongs to another cluster, or this one's keys were lost on your side and made anew";
  std::vector<Resource> resources = {directory(kKubernetes, "What all parts may read."), first};
  if (is_controller(host)) {
    resources.push_back(user("etcd", "Each part has a user of its own, who can't read what belongs to another."));
    resources.push_back(user("kube-apiserver", "The same."));
    resources.push_back(user("kube-controller-manager", "The same."));
    resources.push_back(user("kube-scheduler", "The same."));
    resources.push_back(folder_of(kEtcd, "etcd"));
    append(resources, etcd_certificates(design, host));
    resources.push_back(folder_of(kApiServer, "kube-apiserver"));
    append(resources, api_server_certificates(design, host));
    resources.push_back(folder_of(kControllerManager, "kube-controller-manager"));
    append(resources, controller_manager_certificates(design, host));
    resources.push_back(folder_of(kScheduler, "kube-scheduler"));
    append(resources, scheduler_certificates(design, host));
  }
  resources.push_back(directory(kKubelet, "What the kubelet reads, and others needn't.", {.mode = 0700}));
  append(resources, kubelet_certificates(design, host));
  return resources;
}

}  // namespace vent
