#include "chapters/03_machines.h"

#include <fmt/core.h>

#include "chapters/fake0.h"

namespace vent {
namespace {

std::string names_of(const Host& host) {
  return host.domain_name.empty() || host.domain_name == host.name ? host.name : host.domain_name + " " + host.name;
}

// Every name at its private address, its own too: a name that means 127.0.1.1 at home and something else elsewhere has
// cost people days.
std::string hosts_file(const Cluster& cluster) {
  std::string text =
      "127.0.0.1 localhost\n"
      "::1 localhost ip6-localhost ip6-loopback\n"
      "ff02::1 ip6-allnodes\n"
      "ff02::2 ip6-allrouters\n"
      "\n";
  for (const Host& host : cluster.hosts) text += fmt::format("{} {}\n", host.private_address.text(), names_of(host));
  return text;
}

Resource file(std::string path, const std::string& text, std::string why) {
  return {.spec = File{.path = std::move(path), .content = open_content(text), .ownership = {}}, .why = std::move(why)};
}

Resource module(std::string name, Path evidence, std::string why) {
  return {.spec = KernelModule{.name = std::move(name), .evidence = std::move(evidence)}, .why = std::move(why)};
}

Resource sysctl(std::string key, std::string value, std::string why) {
  return {.spec = Sysctl{.key = std::move(key), .value = std::move(value)}, .why = std::move(why)};
}

}  // namespace

std::vector<Resource> machine_resources(const Design& design, const Host& host) {
  const Cluster& cluster = design.cluster;
  std::vector<Resource> resources = {
      file("/etc/hostname", host.name + "\n", "The name the host gets at boot; its node will have it too."),
      sysctl("kernel.hostname", host.name, "The same name, now."),
      file("/etc/hosts", hosts_file(cluster), "Hosts find each other by name, also when no DNS server answers."),
      module("overlay", "/sys/module/overlay", "containerd stacks the layers of an image as an overlay file system."),
      module("br_netfilter", "/proc/sys/net/bridge",
             "Packets between pods cross a bridge, where they must be filtered."),
      sysctl("net.ipv4.ip_forward", "1", "The host is the router of its pods."),
      sysctl("net.bridge.bridge-nf-call-iptables", "1", "Services are rewritten addresses, also for pods of one host."),
      sysctl("net.bridge.bridge-nf-call-ip6tables", "1", "The same for IPv6."),
      {.spec = SwapOff{}, .why = "The kubelet can't promise memory that may be on a disk."},
  };
  if (cluster.fake0)
    for (Resource& resource : fake0_resources(*cluster.fake0, host)) resources.push_back(std::move(resource));
  return resources;
}

}  // namespace vent
