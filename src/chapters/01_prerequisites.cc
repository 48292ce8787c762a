#include "chapters/01_prerequisites.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/clock.h"
#include "base/text.h"

namespace vent {
namespace {

using Findings = std::vector<Finding>;
using std::chrono::milliseconds;

const std::vector<std::string> kTriedSystems = {"debian 12"};
constexpr milliseconds kClockError{5000}, kClockWarning{1000};
constexpr double kSlowDiskMs = 10;  // etcd's own limit for a write that waits for the disk
constexpr std::int64_t kMebibyte = 1024LL * 1024;
constexpr int kUsualMtu = 1500;

struct Port {
  const char* protocol;
  int number;
  std::string_view unit;  // whose it will be
  bool controllers_only;
};
constexpr Port kPorts[] = {
    {"tcp", 2379, "etcd.service", true},
    {"tcp", 2380, "etcd.service", true},
    {"tcp", 6443, "kube-apiserver.service", true},
    {"tcp", 10250, "kubelet.service", false},
    {"tcp", 10256, "kube-proxy.service", false},
    {"tcp", 10257, "kube-controller-manager.service", true},
    {"tcp", 10259, "kube-scheduler.service", true},
};

Findings operating_system(const Cluster& /*cluster*/, const Host& host, const Knowledge& knowledge) {
  const Facts& facts = knowledge.at(host.name).facts;
  if (facts.init != "systemd")
    return {{.message = fmt::format("process 1 is '{}', and not systemd, which runs every part", facts.init),
             .hint = "take a distribution with systemd"}};
  if (std::ranges::count(kTriedSystems, facts.os) > 0) return {};
  const std::string_view name = trim(facts.os_name.empty() ? facts.os : facts.os_name);
  return {{.severity = Severity::warning,
           .message = fmt::format("vent was not tried on {}", name.empty() ? "a system without a name" : name),
           .hint = fmt::format("tried is: {}", join(kTriedSystems, ", "))}};
}

Findings architecture(const Cluster& /*cluster*/, const Host& host, const Knowledge& knowledge) {
  const std::string& found = knowledge.at(host.name).facts.architecture;
  if (found == machine_name(host.architecture)) return {};
  if (const Result<Architecture> other = read_architecture(found))
    return {{.message = fmt::format("the architecture is {}, and the cluster file says {}", architecture_name(*other),
                                    architecture_name(host.architecture)),
             .hint = fmt::format("write it to this host: architecture: {}", architecture_name(*other))}};
  return {{.message = fmt::format("the architecture is {}, and there are parts for x86_64 and aarch64 only", found),
           .hint = "take another machine"}};
}

Findings kernel(const Cluster& /*cluster*/, const Host& host, const Knowledge& knowledge) {
  const Facts& facts = knowledge.at(host.name).facts;
  if (facts.missing_features.empty()) return {};
  return {{.message = fmt::format("the kernel {} lacks {}", facts.kernel, join(facts.missing_features, ", ")),
           .hint = "boot a kernel that has them, or install the package with the modules of this one"}};
}

Findings other_clusters(const Cluster& /*cluster*/, const Host& host, const Knowledge& knowledge) {
  const Facts& facts = knowledge.at(host.name).facts;
  if (facts.other_installers.empty()) return {};
  return {
      {.message = fmt::format("it is in a cluster of another installer: {}", join(facts.other_installers, ", ")),
       .hint =
           "vent would take that cluster's place piece by piece. Give it another host; or, if that cluster is over, "
           "remove it in its installer's way (kubeadm reset, k3s-uninstall.sh, k0s reset …) and what is named here"}};
}

Findings resources(const Cluster& /*cluster*/, const Host& host, const Knowledge& knowledge) {
  const Facts& facts = knowledge.at(host.name).facts;
  const std::int64_t memory = (is_controller(host) ? 1700 : 700) * kMebibyte, disk = 5000 * kMebibyte;
  Findings findings;
  if (facts.memory_bytes < memory)
    findings.push_back(
        {.severity = Severity::warning,
         .message = fmt::format("{} MiB of memory, and a {} should have {}", facts.memory_bytes / kMebibyte,
                                is_controller(host) ? "controller" : "worker", memory / kMebibyte),
         .hint = "take a larger machine, or watch who is killed for want of memory: journalctl -k --grep oom"});
  if (facts.free_bytes < disk)
    findings.push_back({.severity = Severity::warning,
                        .message = fmt::format("{} MiB are free below /var/lib, and {} should be",
                                               facts.free_bytes / kMebibyte, disk / kMebibyte),
                        .hint = "images and logs go there: df -h /var/lib"});
  return findings;
}

Findings clock(const Cluster& cluster, const Host& host, const Knowledge& knowledge) {
  const HostKnowledge& here = knowledge.at(host.name);
  const milliseconds surely = std::max(milliseconds(0), std::chrono::abs(here.clock_ahead) - here.clock_doubt);
  // All hosts may be right, and the operator's machine wrong.
  const char* hint =
      "which of the two is wrong? date --utc; let that one follow a time server: timedatectl set-ntp true";
  if (surely >= kClockWarning)
    return {{.severity = surely >= kClockError ? Severity::error : Severity::warning,
             .message =
                 fmt::format("the clock is {} {} this machine's", format_duration(std::chrono::abs(here.clock_ahead)),
                             here.clock_ahead.count() > 0 ? "ahead of" : "behind"),
             .hint = hint}};
  for (const Host& other : cluster.hosts) {
    const auto there = knowledge.find(other.name);
    if (there == knowledge.end()) continue;
    const milliseconds apart = std::chrono::abs(here.clock_ahead - there->second.clock_ahead);
    if (apart - here.clock_doubt - there->second.clock_doubt >= kClockError)
      return {{.message = fmt::format("the clock is {} apart from that of {}", format_duration(apart), other.name),
               .hint = hint}};
  }
  return {};
}

Findings swap(const Cluster& /*cluster*/, const Host& host, const Knowledge& knowledge) {
  if (!knowledge.at(host.name).facts.swap_in_use) return {};
  return {{.severity = Severity::warning,
           .message = "swap is in use",
           .hint = "03_machines switches it off, now and at boot; what is swapped out must fit into memory"}};
}

// Who has a port that is to be another's. Nothing when nobody has. A program may listen several times, on IPv4 and IPv6.
const PortInUse* taker_of(const Port& port, const Facts& facts) {
  const auto taker = std::ranges::find_if(facts.listening, [&](const PortInUse& listener) {
    return listener.protocol == port.protocol && listener.port == port.number && listener.unit != port.unit;
  });
  return taker == facts.listening.end() ? nullptr : &*taker;
}

Findings ports(const Cluster& /*cluster*/, const Host& host, const Knowledge& knowledge) {
  Findings findings;
  for (const Port& port : kPorts) {
    if (port.controllers_only && !is_controller(host)) continue;
    const PortInUse* taker = taker_of(port, knowledge.at(host.name).facts);
    if (taker == nullptr) continue;
    findings.push_back(
        {.message = fmt::format("{} port {} is taken by {}", port.protocol, port.number,
                                taker->unit.empty() ? "'" + taker->program + "'" : taker->unit),
         .hint = fmt::format("{} will listen there; stop the other: ss -lntup 'sport = :{}'", port.unit, port.number)});
  }
  return findings;
}

// What the host has instead, where the file says in which range to look.
std::string others_in_range(const Cluster& cluster, const Facts& facts) {
  std::vector<std::string> found;
  for (const InterfaceAddress& one : facts.addresses)
    if (const Result<Ipv4> address = Ipv4::parse(one.address);
        address && cluster.private_range && cluster.private_range->contains(*address))
      found.push_back(fmt::format("{} on {}", one.address, one.interface));
  return found.empty() ? "" : fmt::format("; in {} it has {}", cluster.private_range->text(), join(found, ", "));
}

Findings identity(const Cluster& cluster, const Host& host, const Knowledge& knowledge) {
  Findings findings;
  const Facts& facts = knowledge.at(host.name).facts;
  if (facts.machine_id.empty())
    findings.push_back({.message = "it has no machine-id", .hint = "give it one: systemd-machine-id-setup; reboot"});
  for (const Host& other : cluster.hosts) {
    const auto there = knowledge.find(other.name);
    if (facts.machine_id.empty() || other.name == host.name || there == knowledge.end()) continue;
    if (facts.machine_id == there->second.facts.machine_id)
      findings.push_back({.message = fmt::format("its machine-id is that of {} too", other.name),
                          .hint = "it was copied with a disk image: rm /etc/machine-id /var/lib/dbus/machine-id; "
                                  "systemd-machine-id-setup; reboot"});
  }
  const bool has_address = std::ranges::any_of(
      facts.addresses, [&](const InterfaceAddress& address) { return address.address == host.private_address.text(); });
  if (!has_address)
    findings.push_back({.message = fmt::format("no interface has the private address {}{}", host.private_address.text(),
                                               others_in_range(cluster, facts)),
                        .hint = "the cluster file names another machine, or the address is not set up: ip address"});
  return findings;
}

Findings disk(const Cluster& /*cluster*/, const Host& host, const Knowledge& knowledge) {
  const Facts& facts = knowledge.at(host.name).facts;
  if (!facts.disk_problem.empty())
    return {
        {.message = facts.disk_problem,
         .hint =
             "nothing can be made there: df -h /var/lib shows whether it is full, findmnt / whether it is read-only"}};
  const double slowness = facts.disk_sync_ms;
  if (!is_controller(host) || slowness < kSlowDiskMs) return {};
  return {
      {.severity = Severity::warning,
       .message = fmt::format("a small write that waits for the disk takes {:.0f} ms, and etcd wants less than {:.0f}",
                              slowness, kSlowDiskMs),
       .hint = "elections will be lost under load; give controllers a faster disk"}};
}

int mtu_of(const Host& host, const Facts& facts) {
  for (const InterfaceAddress& address : facts.addresses)
    if (address.address == host.private_address.text()) return address.mtu;
  return kUsualMtu;
}

Findings network(const Cluster& /*cluster*/, const Host& host, const Knowledge& knowledge) {
  Findings findings;
  const HostKnowledge& here = knowledge.at(host.name);
  for (const Reach& reach : here.reaches) {
    const char* hint = "a firewall or a route between them: ip route get, and what filters on the way";
    if (!reach.tcp && !reach.udp)
      findings.push_back(
          {.message = fmt::format("{} can't be reached on its private address", reach.host), .hint = hint});
    else if (!reach.tcp || !reach.udp)
      findings.push_back({.message = fmt::format("{} is reached by {}, and not by {}", reach.host,
                                                 reach.tcp ? "TCP" : "UDP", reach.tcp ? "UDP" : "TCP"),
                          .hint = hint});
    else if (const int mtu = std::min(mtu_of(host, here.facts), kUsualMtu); reach.path_mtu < mtu)
      findings.push_back(
          {.severity = Severity::warning,
           .message = fmt::format("packets to {} get through up to {} bytes, and the interface sends {}", reach.host,
                                  reach.path_mtu, mtu),
           .hint = "large transfers between pods would hang: lower the MTU of the interface, or mend the path"});
  }
  return findings;
}

}  // namespace

std::vector<Check> prerequisite_checks() {
  return {
      {"operating system", "Every part is a systemd unit.", "cat /etc/os-release; ps -p 1 -o comm=", operating_system},
      {"architecture", "Every part is built for it.", "uname -m", architecture},
      {"kernel",
       "Containers need overlay file systems, pods need bridges that filter, and VXLAN carries their packets.",
       "uname -r; modprobe -n overlay; modprobe -n br_netfilter; modprobe -n vxlan", kernel},
      {"other clusters", "Two clusters on one host would take each other's ports, networks and files.",
       "ls -d /etc/kubernetes/*.conf /var/lib/rancher /var/lib/k0s /var/snap/microk8s", other_clusters},
      {"resources", "etcd and kube-apiserver keep everything in memory; images fill the disk.",
       "free -m; df -h /var/lib", resources},
      {"clock", "Certificates are valid from a moment on, and etcd's leases count seconds.", "date --utc", clock},
      {"swap", "The kubelet can't promise memory that may be on a disk.", "swapon --show", swap},
      {"ports", "Each part listens on a port of its own.", "ss -lntup", ports},
      {"identity", "Hosts are told apart by name, machine-id and address.", "cat /etc/machine-id; ip -brief address",
       identity},
      {"disk", "etcd waits for the disk before it says yes.",
       "dd if=/dev/zero of=/var/lib/probe bs=2k count=100 oflag=dsync; rm /var/lib/probe", disk},
      {"network", "Every host talks to every other, by TCP and UDP, in packets as large as the interface sends.",
       "ping -M do -s 1472 -c 1 ADDRESS_OF_EACH_OTHER_HOST", network},
  };
}

}  // namespace vent
