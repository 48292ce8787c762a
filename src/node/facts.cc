#include "node/facts.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "base/file_descriptor.h"
#include "base/text.h"
#include "node/listeners.h"

namespace vent {
namespace {

// What the kernel needs to have, and what is there when it has it. Features that are modules count when modprobe would
// find them.
struct Feature {
  const char* name;
  const char* evidence;
};
constexpr Feature kFeatures[] = {
    {"overlay", "/sys/module/overlay"},
    {"br_netfilter", "/proc/sys/net/bridge"},
    {"vxlan", "/sys/module/vxlan"},
    {"nf_conntrack", "/proc/sys/net/netfilter"},
};
// What only other installers write. vent's own folders tell nothing: who typed the guide has them too.
struct Trace {
  const char* installer;
  const char* path;
};
constexpr Trace kTraces[] = {
    {"kubeadm", "/etc/kubernetes/admin.conf"}, {"kubeadm", "/etc/kubernetes/kubelet.conf"},
    {"k3s or RKE2", "/var/lib/rancher"},       {"k0s", "/var/lib/k0s"},
    {"MicroK8s", "/var/snap/microk8s"},
};
constexpr int kDiskSyncs = 5;

std::string text_of(const ThisHost& host, const Path& path) {
  const auto text = read_file_if_present(host.at(path));
  return text && *text ? std::string(trim(**text)) : std::string();
}

// A value of a file with lines NAME=value or NAME="value".
std::string variable(const std::string& text, std::string_view name) {
  for (const std::string& line : split_lines(text)) {
    if (!line.starts_with(std::string(name) + "=")) continue;
    std::string value = line.substr(name.size() + 1);
    std::erase(value, '"');
    return value;
  }
  return "";
}

std::int64_t memory_bytes() { return static_cast<std::int64_t>(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGE_SIZE); }

// As etcd writes its log: a small piece at the end of a file, and a wait until it is on the disk.
Result<double> time_disk(const Path& scratch) {
  TRY(make_directories(scratch, 0700));
  const Path path = scratch / "disk-probe";
  const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!file.is_open()) return fail(file_error("writing", path, errno));
  const std::string piece(2048, 'x');
  std::vector<double> times;
  for (int i = 0; i < kDiskSyncs; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    if (::write(file.number(), piece.data(), piece.size()) < 0 || ::fdatasync(file.number()) != 0) {
      const int why = errno;
      ::unlink(path.c_str());
      return fail(file_error("writing", path, why));
    }
    times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
  }
  ::unlink(path.c_str());
  std::ranges::sort(times);
  return times[times.size() / 2];
}

Result<std::vector<std::string>> missing_features(const ThisHost& host) {
  std::vector<std::string> missing;
  for (const Feature& feature : kFeatures) {
    if (path_exists(host.at(feature.evidence))) continue;
    const Result<Finished> probe = host.look({"modprobe", "--dry-run", "--quiet", feature.name});
    if (!probe || probe->exit_code != 0) missing.emplace_back(feature.name);
  }
  return missing;
}

std::vector<std::string> other_installers(const ThisHost& host) {
  std::vector<std::string> found;
  for (const Trace& trace : kTraces)
    if (path_exists(host.at(trace.path))) found.push_back(fmt::format("{} ({})", trace.installer, trace.path));
  return found;
}

Result<std::vector<InterfaceAddress>> addresses(const ThisHost& host) {
  const Finished shown = TRY(host.look({"ip", "-json", "address", "show"}));
  const Json list = TRY(parse_json(shown.output, "the output of `ip -json address show`"));
  std::vector<InterfaceAddress> all;
  for (const Json& link : list.items()) {
    for (const Json& item : TRY(link.list("addr_info"))) {
      const std::string family = TRY(item.text("family"));  // compared in place, g++ 12 warns of nothing
      if (family != "inet") continue;
      InterfaceAddress& address = all.emplace_back();
      address.interface = TRY(link.text("ifname"));
      address.address = TRY(item.text("local"));
      address.prefix = static_cast<int>(TRY(item.integer("prefixlen")));
      address.mtu = static_cast<int>(TRY(link.integer("mtu")));
    }
  }
  return all;
}

// Which process has which socket open.
std::map<unsigned long long, std::string> socket_owners() {
  std::map<unsigned long long, std::string> owners;
  std::error_code problem;
  for (const auto& process : std::filesystem::directory_iterator("/proc", problem)) {
    const std::string id = process.path().filename();
    if (!parse_integer(id, 1, INT64_MAX)) continue;
    std::error_code gone;
    for (auto open = std::filesystem::directory_iterator(process.path() / "fd", gone);
         !gone && open != std::filesystem::directory_iterator(); open.increment(gone)) {
      std::error_code unreadable;
      const std::string target = std::filesystem::read_symlink(open->path(), unreadable);
      constexpr std::string_view kSocket = "socket:[";
      if (!target.starts_with(kSocket)) continue;
      if (const auto inode =
              parse_integer(target.substr(kSocket.size(), target.size() - kSocket.size() - 1), 0, INT64_MAX))
        owners.try_emplace(static_cast<unsigned long long>(*inode), id);
    }
  }
  return owners;
}

// "…/system.slice/ssh.service" gives "ssh.service".
std::string unit_of(const std::string& process_id) {
  const auto cgroups = read_file_if_present(Path("/proc") / process_id / "cgroup");
  if (!cgroups || !*cgroups) return "";
  for (const std::string& line : split_lines(**cgroups)) {
    std::string last = split(line, '/').back();
    if (last.ends_with(".service") || last.ends_with(".socket")) return last;
  }
  return "";
}

std::vector<PortInUse> listening(const ThisHost& host) {
  struct Table {
    const char* protocol;
    const char* path;
    const char* state;
  };
  constexpr Table kTables[] = {{"tcp", "/proc/net/tcp", "0A"},
                               {"tcp", "/proc/net/tcp6", "0A"},
                               {"udp", "/proc/net/udp", "07"},
                               {"udp", "/proc/net/udp6", "07"}};
  const std::map<unsigned long long, std::string> owners = socket_owners();
  std::vector<PortInUse> all;
  for (const Table& table : kTables) {
    for (const WaitingSocket& socket : waiting_sockets(text_of(host, table.path) + "\n", table.state)) {
      PortInUse listener{
          .protocol = table.protocol, .address = socket.address, .port = socket.port, .program = "", .unit = ""};
      if (const auto owner = owners.find(socket.inode); owner != owners.end()) {
        listener.program = text_of(host, Path("/proc") / owner->second / "comm");
        listener.unit = unit_of(owner->second);
      }
      all.push_back(listener);
    }
  }
  return all;
}

}  // namespace

Result<Facts> gather_facts(const ThisHost& host, const Path& scratch) {
  Facts facts;
  utsname kernel{};
  ::uname(&kernel);
  facts.host_name = kernel.nodename;
  facts.kernel = kernel.release;
  facts.architecture = kernel.machine;
  const std::string os = text_of(host, "/etc/os-release");
  facts.os = variable(os, "ID") + " " + variable(os, "VERSION_ID");
  facts.os_name = variable(os, "PRETTY_NAME");
  facts.machine_id = text_of(host, "/etc/machine-id");
  facts.init = text_of(host, "/proc/1/comm");
  facts.cgroups = path_exists(host.at("/sys/fs/cgroup/cgroup.controllers")) ? "v2" : "v1";
  facts.cpus = ::sysconf(_SC_NPROCESSORS_ONLN);
  facts.memory_bytes = memory_bytes();
  // A look needs no disk, so this is a fact like others.
  const Result<double> disk_sync = time_disk(scratch);
  facts.disk_sync_ms = disk_sync.value_or(0);
  if (!disk_sync) facts.disk_problem = disk_sync.error().message;
  facts.free_bytes = static_cast<std::int64_t>(TRY(free_bytes(host.at("/var/lib"))));
  facts.swap_in_use = split_lines(text_of(host, "/proc/swaps")).size() > 1;
  facts.missing_features = TRY(missing_features(host));
  facts.other_installers = other_installers(host);
  facts.addresses = TRY(addresses(host));
  facts.listening = listening(host);
  return facts;
}

Json to_json(const Facts& facts) {
  Json features = Json::array(), installers = Json::array(), addresses = Json::array(), listening = Json::array();
  for (const std::string& feature : facts.missing_features) features.push(feature);
  for (const std::string& installer : facts.other_installers) installers.push(installer);
  for (const InterfaceAddress& address : facts.addresses)
    addresses.push(Json::object()
                       .set("interface", address.interface)
                       .set("address", address.address)
                       .set("prefix", address.prefix)
                       .set("mtu", address.mtu));
  for (const PortInUse& listener : facts.listening)
    listening.push(Json::object()
                       .set("protocol", listener.protocol)
                       .set("address", listener.address)
                       .set("port", listener.port)
                       .set("program", listener.program)
                       .set("unit", listener.unit));
  return Json::object()
      .set("host_name", facts.host_name)
      .set("os", facts.os)
      .set("os_name", facts.os_name)
      .set("kernel", facts.kernel)
      .set("architecture", facts.architecture)
      .set("machine_id", facts.machine_id)
      .set("init", facts.init)
      .set("cgroups", facts.cgroups)
      .set("cpus", facts.cpus)
      .set("memory_bytes", facts.memory_bytes)
      .set("free_bytes", facts.free_bytes)
      .set("time_ms", facts.time_ms)
      .set("disk_sync_ms", facts.disk_sync_ms)
      .set("disk_problem", facts.disk_problem)
      .set("swap_in_use", facts.swap_in_use)
      .set("missing_features", features)
      .set("other_installers", installers)
      .set("addresses", addresses)
      .set("listening", listening)
      .set("probe_port", facts.probe_port);
}

Result<Facts> facts_from_json(const Json& json) {
  Facts facts;
  facts.host_name = TRY(json.text("host_name"));
  facts.os = TRY(json.text("os"));
  facts.os_name = TRY(json.text("os_name"));
  facts.kernel = TRY(json.text("kernel"));
  facts.architecture = TRY(json.text("architecture"));
  facts.machine_id = TRY(json.text("machine_id"));
  facts.init = TRY(json.text("init"));
  facts.cgroups = TRY(json.text("cgroups"));
  facts.cpus = TRY(json.integer("cpus"));
  facts.memory_bytes = TRY(json.integer("memory_bytes"));
  facts.free_bytes = TRY(json.integer("free_bytes"));
  facts.time_ms = TRY(json.integer("time_ms"));
  facts.disk_sync_ms = TRY(json.number("disk_sync_ms"));
  facts.disk_problem = TRY(json.text("disk_problem"));
  facts.swap_in_use = TRY(json.boolean("swap_in_use"));
  facts.missing_features = TRY(json.texts("missing_features"));
  facts.other_installers = TRY(json.texts("other_installers"));
  for (const Json& item : TRY(json.list("addresses"))) {
    InterfaceAddress& address = facts.addresses.emplace_back();
    address.interface = TRY(item.text("interface"));
    address.address = TRY(item.text("address"));
    address.prefix = static_cast<int>(TRY(item.integer("prefix")));
    address.mtu = static_cast<int>(TRY(item.integer("mtu")));
  }
  for (const Json& item : TRY(json.list("listening"))) {
    PortInUse& listener = facts.listening.emplace_back();
    listener.protocol = TRY(item.text("protocol"));
    listener.address = TRY(item.text("address"));
    listener.port = static_cast<int>(TRY(item.integer("port")));
    listener.program = TRY(item.text("program"));
    listener.unit = TRY(item.text("unit"));
  }
  facts.probe_port = static_cast<int>(TRY(json.integer("probe_port")));
  return facts;
}

}  // namespace vent
