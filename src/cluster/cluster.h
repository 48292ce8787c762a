#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/architecture.h"
#include "net/ipv4.h"

namespace vent {

// What the cluster file says, with defaults filled in: plain data, checked. Whoever holds a Cluster needs not doubt it.

enum class Role { controller, worker, both };
std::string_view role_name(Role role);  // "controller", "worker", "both"
std::optional<Role> role_named(std::string_view name);
// Whether somebody with this role does the work of that one: `both` does that of each.
bool does_work_of(Role role, Role part);
// Whose work it does, by name: tags of machines and groups of an inventory. "controller" and "worker" for `both`.
std::vector<std::string> parts_of(Role role);

// How to log in to a host. Empty texts leave the choice to the user's own ssh configuration.
struct SshAccess {
  std::string user = "root";
  int port = 22;
  std::string key_file;   // a path on the operator's side
  std::string jump_host;  // [user@]host[:port], as ssh -J takes it
  std::string host_key;   // "ssh-ed25519 AAAA…", as it stands in a known_hosts file

  bool operator==(const SshAccess&) const = default;
};

struct Host {
  std::string name;
  Role role = Role::worker;
  std::string pool = {};  // whose machine it is; empty: a machine that the file itself names
  Architecture architecture = Architecture::amd64;
  std::string address;      // where ssh reaches it: an IPv4 address or a name; empty until it is rented
  Ipv4 private_address;     // what hosts use among themselves
  std::string domain_name;  // fully qualified; the name when the file gives none
  // As the file says. With the overlay vxlan every host gets one (pod_ranges.h) before chapters see it.
  std::optional<Ipv4Range> pod_range;
  SshAccess ssh;

  bool operator==(const Host&) const = default;
};
bool is_controller(const Host& host);  // it runs etcd and the control plane
bool is_worker(const Host& host);      // it runs what is deployed

// Moves the private address from an alias of the bond to a macvlan of its own. Some network plugins take the first
// address of an interface, and rented machines have public and private address both on the bond.
struct Fake0 {
  std::string parent = "bond0";

  bool operator==(const Fake0&) const = default;
};

// How secrets are encrypted before etcd gets them.
enum class Encryption { secretbox, aescbc };
std::string_view encryption_name(Encryption encryption);  // "secretbox", "aescbc"

// Who makes the control groups of containers.
enum class CgroupDriver { systemd, cgroupfs };
std::string_view cgroup_driver_name(CgroupDriver driver);  // "systemd", "cgroupfs"

// The container runtimes, as the file has them.
std::string_view runtimes_text(bool has_gvisor);  // "runc,gvisor", "runc"
// What carries packets to the pods of other hosts: a daemon, or entries of the kernel that vent keeps in step.
enum class Overlay { flannel, vxlan };
std::string_view overlay_name(Overlay overlay);  // "flannel", "vxlan"

// Machines of one kind, rented for the cluster. Its hosts are called by its name and a number from 0.
struct Pool {
  std::string name;
  Role role = Role::worker;
  int count = 0;
  Architecture architecture = Architecture::amd64;
  std::vector<std::string> facilities;  // any of them will do
  std::string plan, operating_system;
  std::optional<double> max_price;  // a bid for an hour; nothing: on demand

  bool operator==(const Pool&) const = default;
};

// Where the API is, and how it is called.
struct Api {
  bool is_private = false;         // it listens on private addresses alone
  std::vector<std::string> names;  // that its certificate holds beside those of the hosts
  std::string endpoint;            // where kubectl asks; empty: at a controller

  bool operator==(const Api&) const = default;
};
std::string_view api_access_text(const Api& api);  // "public", "private"

struct Cluster {
  std::string name;
  std::vector<Host> hosts;  // in the order of the file; those of pools behind the others
  std::vector<Pool> pools;
  std::string lab = "metal";                                    // where pools are rented when no other API is named
  std::optional<Fake0> fake0;                                   // absent: the private address stays where it is
  std::optional<Ipv4Range> private_range;                       // where private addresses are; absent: anywhere
  Ipv4Range pods{.first = Ipv4{0xAC100000}, .prefix = 16};      // 172.16.0.0/16
  Ipv4Range services{.first = Ipv4{0xAC1E0000}, .prefix = 20};  // 172.30.0.0/20
  std::string upstream_dns = "hosts";                           // or "none", or addresses with commas between
  Api api;
  Overlay overlay = Overlay::flannel;
  Encryption encryption = Encryption::secretbox;
  CgroupDriver cgroup_driver = CgroupDriver::systemd;
  bool has_gvisor = true;                       // beside runc, on hosts that are workers
  std::map<std::string, std::string> versions;  // by component; those that the file leaves open aren't there

  // What somebody should know about how a foreign file (an inventory) was understood. None for a cluster file.
  std::vector<std::string> notes;

  std::vector<const Host*> with_role(Role part) const;  // those that do its work
  const Host* find(std::string_view host_name) const;
  const Pool* find_pool(std::string_view pool_name) const;
  bool has_several_controllers() const { return with_role(Role::controller).size() > 1; }

  bool operator==(const Cluster&) const = default;
};

}  // namespace vent
