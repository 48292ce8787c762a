#include "chapters/09_workers.h"

#include <fmt/core.h>

#include "chapters/04_certificate_authority.h"
#include "chapters/05_kubeconfigs.h"
#include "chapters/api_balancer.h"
#include "chapters/layout.h"
#include "chapters/objects.h"
#include "chapters/parts.h"
#include "formats/toml_writer.h"
#include "formats/yaml_writer.h"

namespace vent {
namespace {

constexpr const char* kPauseImage = "vent.local/pause:1";

std::string in(const char* folder, std::string_view name) { return fmt::format("{}/{}", folder, name); }

Json containerd_settings(const Cluster& cluster, const Host& host) {
  const Json runc = Json::object()
                        .set("runtime_type", "io.containerd.runc.v2")
                        .set("options", Json::object()
                                            .set("BinaryName", program("runc"))
                                            .set("SystemdCgroup", cluster.cgroup_driver == CgroupDriver::systemd));
  Json runtimes = Json::object().set("runc", runc);
  if (runs_sandboxes(cluster, host))
    runtimes.set("gvisor", Json::object().set("runtime_type", "io.containerd.runsc.v1"));
  const Json runtime =
      Json::object()
          // No container asks to be spared more than containerd itself is, which not every host would allow.
          .set("restrict_oom_score_adj", true)
          .set("cni",
               Json::object().set("bin_dirs", Json::array().push(kCniPlugins)).set("conf_dir", kCniConfiguration))
          .set("containerd", Json::object().set("default_runtime_name", "runc").set("runtimes", runtimes));
  const Json images =
      Json::object().set("snapshotter", "overlayfs").set("pinned_images", Json::object().set("sandbox", kPauseImage));
  return Json::object()
      .set("version", 3)
      .set("plugins", Json::object()
                          .set("io.containerd.cri.v1.images", images)
                          .set("io.containerd.cri.v1.runtime", runtime)
                          // Else it makes a folder of its own in /opt.
                          .set("io.containerd.internal.v1.opt", Json::object().set("path", "/var/lib/containerd/opt")));
}

UnitFile containerd() {
  UnitFile unit = service_unit("containerd", "notify", {program("containerd")});
  unit.section("Service")
      // The containers are none of its processes to be killed: they outlive it.
      .set("KillMode", "process")
      .set("Delegate", "yes")
      .set("OOMScoreAdjust", "-999")
      .set("LimitNPROC", "infinity")
      .set("LimitCORE", "infinity")
      .set("TasksMax", "infinity");
  return unit;
}

Json kubelet_settings(const Cluster& cluster, const Host& host) {
  Json settings =
      Json::object()
          .set("apiVersion", "kubelet.config.k8s.io/v1beta1")
          .set("kind", "KubeletConfiguration")
          .set("address", host.private_address.text())
          .set("healthzBindAddress", "127.0.0.1")
          .set("authentication", Json::object()
                                     .set("anonymous", Json::object().set("enabled", false))
                                     .set("webhook", Json::object().set("enabled", true))
                                     .set("x509", Json::object().set("clientCAFile", kAuthority)))
          .set("authorization", Json::object().set("mode", "Webhook"))
          .set("tlsCertFile", in(kKubelet, "server.crt"))
          .set("tlsPrivateKeyFile", in(kKubelet, "server.key"))
          .set("tlsCipherSuites", texts(strong_ciphers()))
          .set("clusterDomain", "cluster.local")
          .set("clusterDNS", Json::array().push(dns_address(cluster).text()))
          .set("containerRuntimeEndpoint", fmt::format("unix://{}", kContainerdSocket))
          .set("cgroupDriver", std::string(cgroup_driver_name(cluster.cgroup_driver)))
          // Version 1 of control groups is old, and works.
          .set("failCgroupV1", false)
          .set("readOnlyPort", 0)
          // One pod that forks without end takes no host down, and who asks for no filter gets the usual one.
          .set("podPidsLimit", 4096)
          .set("seccompDefault", true)
          // A quarter of it is how often the node says that it is there (08_control_plane: kSilentNode).
          .set("nodeLeaseDurationSeconds", 20)
          .set("serializeImagePulls", false)
          // In bytes: of a large disk, the usual 15 % are more than all images together.
          .set("evictionHard", Json::object()
                                   .set("memory.available", "100Mi")
                                   .set("nodefs.available", "2Gi")
                                   .set("nodefs.inodesFree", "5%")
                                   .set("imagefs.available", "2Gi"));
  if (!is_worker(host))
    settings.set("registerWithTaints",
                 Json::array().push(
                     Json::object().set("key", "node-role.kubernetes.io/control-plane").set("effect", "NoSchedule")));
  return settings;
}

UnitFile kubelet(const Host& host) {
  UnitFile unit = service_unit(
      "kubelet", "notify",
      {program("kubelet"), "--config=" + in(kKubelet, "config.yaml"), "--kubeconfig=" + in(kKubelet, "kubeconfig"),
       "--hostname-override=" + host.name, "--node-ip=" + host.private_address.text()});
  unit.section("Unit").set("After", "containerd.service").set("Wants", "containerd.service");
  return unit;
}

Json proxy_settings(const Cluster& cluster, const Host& host) {
  return Json::object()
      .set("apiVersion", "kubeproxy.config.k8s.io/v1alpha1")
      .set("kind", "KubeProxyConfiguration")
      .set("mode", "iptables")
      .set("bindAddress", "0.0.0.0")
      .set("healthzBindAddress", fmt::format("{}:10256", host.private_address.text()))
      .set("metricsBindAddress", "127.0.0.1:10249")
      .set("clusterCIDR", cluster.pods.text())
      .set("hostnameOverride", host.name)
      .set("clientConnection", Json::object().set("kubeconfig", in(kProxy, "kubeconfig")))
      // The kernel's own size of the table grows with the memory, and a host may not be allowed to change it.
      .set("conntrack", Json::object().set("maxPerCore", 0).set("min", 0));
}

UnitFile proxy() {
  return service_unit("kube-proxy", "exec", {program("kube-proxy"), "--config=" + in(kProxy, "config.yaml")});
}

// For who takes a host out of a cluster: containers outlive containerd, and what connects them outlives them.
constexpr const char* kEndContainers = "/usr/local/sbin/vent-end-containers";

std::string end_containers_script() {
  return fmt::format(R"sh(#!/bin/sh
# Ends all containers of Kubernetes on this host, and takes away what they and their network leave behind.
ask="{ctr} --namespace=k8s.io"
# The first container of a pod goes when the others are gone.
for round in 1 2 3; do
  for container in $($ask containers list --quiet); do
    $ask tasks delete --force "$container" >/dev/null 2>&1
    $ask containers delete "$container" >/dev/null 2>&1
  done
done
pkill -KILL -f '^[^ ]*containerd-shim-[^ ]* -namespace k8s.io '
$ask images list --quiet | xargs -r $ask images delete --sync >/dev/null 2>&1
awk '$2 ~ "^/(run/containerd/|var/lib/kubelet/|run/netns/cni-)" {{ print $2 }}' /proc/self/mounts |
  sort -r | xargs -r umount --lazy
# By name, for those of a network namespace go some time after it.
for link in $(ip -o link show master cni0 2>/dev/null | awk -F '[ :@]+' '{{ print $2 }}') cni0 flannel.1; do
  ip link delete "$link" 2>/dev/null
done
for name in $(ip netns list | awk '/^cni-/ {{ print $1 }}'); do ip netns delete "$name"; done
for tables in iptables ip6tables; do
  $tables-save | grep -v -e KUBE- -e FLANNEL- -e CNI- -e VENT- | $tables-restore
done
find /sys/fs/cgroup -depth -type d -path '*/kubepods*' -exec rmdir {{}} + 2>/dev/null
exit 0
)sh",
                     fmt::arg("ctr", program("ctr")));
}

// By the digest of the archive, so that another one is imported although it has the same name.
Resource image(const Design& design, const Host& host, const std::string& archive, const std::string& why,
               std::vector<std::string> undo = {}) {
  const std::string& digest = design.artifacts.file(archive, host.architecture).artifact.digest;
  const std::string path = fmt::format("{}/{}", kImages, archive);
  const std::string label = "vent.local/archive=" + digest.substr(0, 63);
  const std::vector<std::string> ctr = {program("ctr"), "--namespace=k8s.io", "images"};
  const auto call = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), ctr.begin(), ctr.end());
    return arguments;
  };
  return {.spec = CommandOnce{.name = fmt::format("containerd has {}", archive),
                              .probe = {"/bin/sh", "-c",
                                        fmt::format("{} --namespace=k8s.io images list --quiet "
                                                    "'labels.\"vent.local/archive\"=={}' | grep -q .",
                                                    program("ctr"), digest.substr(0, 63))},
                              // Pinned: the kubelet must not remove what nobody could fetch again.
                              .run = call({"import", "--label=" + label, "--label=io.cri-containerd.pinned=pinned",
                                           "--local", path}),
                              .undo = std::move(undo)},
          .why = why};
}

}  // namespace

std::vector<Resource> worker_resources(const Design& design, const Host& host) {
  const Cluster& cluster = design.cluster;
  std::vector<Resource> resources;
  resources.push_back(
      {.spec = Package{"iptables"}, .why = "kube-proxy, flannel and some plugins write their rules with it."});
  resources.push_back(directory(kContainerd, "What containerd reads."));
  const Resource settings = file(Path(kContainerd) / "config.toml", write_toml(containerd_settings(cluster, host)),
                                 "Which runtimes there are, and where the network's settings are.");
  resources.push_back(settings);
  resources.push_back(
      directory("/var/lib/containerd", "Images, and the files of containers.", {.mode = 0700}, Inside::ours));
  resources.push_back(directory("/etc/cni", "How pods are connected to the network.", {.mode = 0755}, Inside::ours));
  resources.push_back(
      directory(kCniConfiguration, "Written when the network of pods is there.", {.mode = 0755}, Inside::ours));
  resources.push_back(
      directory("/var/lib/cni", "Which addresses the plugins gave away.", {.mode = 0755}, Inside::ours));
  resources.push_back(directory("/var/lib/kubelet", "What the pods have mounted.", {.mode = 0750}, Inside::ours));
  resources.push_back(file(kEndContainers, end_containers_script(),
                           "For who takes this host out of the cluster: containers outlive containerd.",
                           {.mode = 0755}));
  resources.push_back(unit("containerd.service", containerd(),
                           {settings, artifact(design, host, "containerd", kPrograms, "")},
                           "Runs containers for the kubelet."));
  resources.push_back(image(design, host, "pause.tar", "Each pod begins with it.", {kEndContainers}));
  if (runs_dns(cluster, host))
    resources.push_back(image(design, host, "coredns.tar", "DNS of the cluster may run here."));
  resources.push_back(image(design, host, "toolbox.tar", "To look at the cluster from a pod."));

  append(resources, api_balancer_resources(cluster));

  std::vector<Resource> inputs = kubelet_certificates(design, host);
  inputs.push_back(file(Path(kKubelet) / "config.yaml", write_yaml(kubelet_settings(cluster, host)),
                        "What the kubelet is to do.", {.mode = 0600}));
  resources.push_back(inputs.back());
  inputs.push_back(kubelet_kubeconfig(design, host));
  inputs.push_back(artifact(design, host, "kubelet", kPrograms, ""));
  resources.push_back(unit("kubelet.service", kubelet(host), inputs, "Makes this host a node."));

  inputs = {file(Path(kProxy) / "config.yaml", write_yaml(proxy_settings(cluster, host)), "What kube-proxy is to do.")};
  resources.push_back(inputs.back());
  inputs.push_back(proxy_kubeconfig(design, host));
  inputs.push_back(artifact(design, host, "kube-proxy", kPrograms, ""));
  resources.push_back(unit("kube-proxy.service", proxy(), inputs, "Makes the addresses of services lead to pods."));
  return resources;
}

}  // namespace vent
