#include "chapters/02_artifacts.h"

#include <span>

#include "chapters/layout.h"
#include "chapters/parts.h"

namespace vent {
namespace {

struct Program {
  const char* name;
  const char* why;
};

// etcd and the control plane come with their own chapters, 07 and 08.
constexpr Program kControllerPrograms[] = {
    {"etcdutl", "To restore etcd from a snapshot."},
};

constexpr Program kNodePrograms[] = {
    {"kubectl", "To ask the API by hand, and for vent to wait for what the API says."},
    {"containerd", "Runs containers for the kubelet."},
    {"containerd-shim-runc-v2", "Stays with the containers of a pod, also while containerd is replaced."},
    {"ctr", "To ask containerd by hand, and to import images."},
    {"runc", "Starts one container."},
    {"kubelet", "Makes the pods of this node run."},
    {"kube-proxy", "Makes the addresses of services lead to pods."},
};

constexpr Program kFlannelPrograms[] = {{"flanneld", "Connects the pods of all nodes."}};

constexpr Program kSandboxPrograms[] = {
    {"runsc", "gVisor: runs a container on a kernel of its own."},
    {"containerd-shim-runsc-v1", "Stays with the containers of a pod that gVisor runs."},
};

constexpr Program kPlugins[] = {
    {"bridge", "Connects the pods of this node by a bridge."},
    {"host-local", "Gives each pod an address out of the node's range."},
    {"loopback", "Gives each pod its 127.0.0.1."},
    {"portmap", "For pods that ask for a port of the host."},
    {"bandwidth", "For pods that ask for a limit."},
    {"firewall", "Lets the packets of pods through where the host drops what it forwards."},
};

constexpr std::string_view kDnsArchive = "coredns.tar";

constexpr Program kArchives[] = {
    {"pause.tar", "The first container of each pod, which keeps its network while others come and go."},
    {kDnsArchive.data(), "Answers for the names of services."},
    {"toolbox.tar", "A shell and what it takes to look at a cluster from within."},
};

}  // namespace

std::vector<Resource> artifact_resources(const Design& design, const Host& host) {
  std::vector<Resource> resources;
  const auto add = [&](std::span<const Program> programs) {
    for (const Program& each : programs) resources.push_back(artifact(design, host, each.name, kPrograms, each.why));
  };
  add(kNodePrograms);
  if (design.cluster.overlay == Overlay::flannel) add(kFlannelPrograms);
  if (runs_sandboxes(design.cluster, host)) add(kSandboxPrograms);
  if (is_controller(host)) add(kControllerPrograms);
  resources.push_back(directory("/opt/cni", "What connects pods to the network."));
  resources.push_back(directory(kCniPlugins, "Its programs."));
  for (const Program& each : kPlugins) resources.push_back(artifact(design, host, each.name, kCniPlugins, each.why));
  resources.push_back(directory(kImages, "Images, for there is no registry that could be asked for them."));
  for (const Program& each : kArchives)
    if (each.name != kDnsArchive || runs_dns(design.cluster, host))
      resources.push_back(artifact(design, host, each.name, kImages, each.why, 0644));
  return resources;
}

}  // namespace vent
