#include "commands/pool_machines.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "chapters/design.h"
#include "cluster/read_cluster.h"
#include "commands/machine_keys.h"
#include "commands/machine_ping.h"
#include "commands/machine_wait.h"
#include "commands/rent.h"
#include "commands/take_out.h"
#include "commands/whole_cluster.h"
#include "events/activity.h"

namespace vent {
namespace {

constexpr int kRentDeadlineSeconds = 900;

MachineWish wish_of(const Pool& pool, const std::string& cluster) {
  MachineWish wish;
  wish.cluster = cluster;
  wish.role = role_name(pool.role);
  wish.facilities = pool.facilities;
  wish.plan = pool.plan;
  wish.operating_system = pool.operating_system;
  wish.max_price = pool.max_price;
  return wish;
}

std::vector<std::string> names_of_pool_hosts(const Cluster& cluster) {
  std::vector<std::string> names;
  for (const Host& host : cluster.hosts)
    if (!host.pool.empty()) names.push_back(host.name);
  return names;
}

// Every wish is looked at before the first is asked for, so that a wrong one costs nothing.
Result<> check_wishes(MachineScope& scope, const Cluster& cluster, const std::vector<std::string>& missing) {
  if (missing.empty()) return Ok{};
  const PacketCatalogue catalogue = TRY(TRY(scope.packet())->catalogue());
  for (const Pool& pool : cluster.pools)
    TRY(while_doing(fmt::format("looking at the pool {}", pool.name),
                    check_wish(wish_of(pool, cluster.name), catalogue)));
  return Ok{};
}

// The machine's own, or where the file says in which range, the one there.
Result<Ipv4> private_address_of(const Machine& machine, const std::optional<Ipv4Range>& range) {
  for (const MachineAddress& one : machine.addresses)
    if (const Result<Ipv4> address = Ipv4::parse(one.address); range && address && range->contains(*address))
      return *address;
  if (range)
    return fail(Error(ErrorKind::conflict,
                      fmt::format("{} has no address in the private range {}", machine.name, range->text()))
                    .with_id("VENT_NO_PRIVATE_ADDRESS")
                    .with_hint("write the range of the project to network.privateRange; `vent machine list -o json` "
                               "shows the addresses of each machine"));
  const Result<Ipv4> own = Ipv4::parse(machine.address(4, false));
  return own ? own : Ipv4::parse(machine.login_address());
}

Result<RentedHost> rented_host(const Machine& machine, const std::optional<Ipv4Range>& range) {
  RentedHost host;
  host.name = machine.name;
  host.machine = machine.id;
  host.address = machine.login_address();
  host.private_address = TRY(private_address_of(machine, range));
  return host;
}

// Hosts whose machine is another one than before, or the first.
std::vector<Host> new_hosts(const Cluster& cluster, const std::vector<RentedHost>& before,
                            const std::vector<RentedHost>& now) {
  std::vector<Host> hosts;
  for (const RentedHost& one : now)
    if (std::ranges::find(before, one) == before.end())
      if (const Host* host = cluster.find(one.name)) hosts.push_back(*host);
  return hosts;
}

Result<> note(const ClusterState& state, const std::vector<RentedHost>& rented) {
  return while_doing("noting what was rented", write_file(rented_file(state), write_rented(rented), 0600));
}

// What stays noted until it is taken out of the cluster.
std::vector<RentedHost> not_wanted(const Cluster& cluster, std::vector<RentedHost> rented) {
  std::erase_if(rented, [&](const RentedHost& one) {
    const Host* host = cluster.find(one.name);
    return host != nullptr && !host->pool.empty();
  });
  return rented;
}

// Another machine has the name of one that is lost. The cluster would take it for the old one, and its pods for those
// that ran there. Whoever stays is asked, and nobody when none does.
Result<> forget_lost_nodes(CommandContext& context, const Cluster& cluster, const ClusterState& state,
                           const std::vector<RentedHost>& before, const std::vector<Host>& new_ones) {
  Cluster staying = cluster;
  std::erase_if(staying.hosts, [&](const Host& host) { return std::ranges::count(new_ones, host) > 0; });
  if (staying.with_role(Role::controller).empty()) return Ok{};
  for (const Host& host : new_ones) {
    const bool was_there = std::ranges::find(before, host.name, &RentedHost::name) != before.end();
    if (was_there) TRY(take_out_node(context, staying, state, host.name, NodeIs::gone));
  }
  return Ok{};
}

// What it was can't be asked of the cluster file, which no longer has it.
Host host_of(const RentedHost& leaving, const std::optional<Machine>& machine, const SshAccess& ssh) {
  Host host;
  host.name = leaving.name;
  host.address = leaving.address;
  host.ssh = ssh;
  host.private_address = leaving.private_address;
  if (machine) host.role = role_named(tag_value(*machine, kRoleTag)).value_or(Role::worker);
  return host;
}

// The member of etcd of a controller whose machine is gone is forgotten when all is applied: etcd knows it by itself.
Result<> take_out(CommandContext& context, const Cluster& cluster, const ClusterState& state, MachineScope& scope,
                  const RentedHost& leaving, const std::vector<Machine>& machines) {
  std::optional<Machine> machine;
  if (const auto found = std::ranges::find(machines, leaving.machine, &Machine::id);
      found != machines.end() && !is_leaving(*found))
    machine = *found;
  Activity activity(context.bus, fmt::format("take {} out", leaving.name));
  const Result<> done = take_out_host(context, cluster, state, host_of(leaving, machine, first_controller(cluster).ssh),
                                      machine ? NodeIs::running : NodeIs::gone);
  if (!done) return activity.finish_as(done);
  return activity.finish_as(machine ? give_back(scope, *machine) : forget_host_key(scope, leaving.name));
}

}  // namespace

MachineOptions machine_options(const std::string& cluster_file, const Cluster& cluster) {
  MachineOptions options;
  options.cluster_file = cluster_file;
  options.lab = cluster.lab;
  return options;
}

Result<> rent_pools(CommandContext& context, const std::string& cluster_file) {
  Cluster cluster = TRY(load_cluster(cluster_file));
  if (cluster.pools.empty()) return Ok{};
  const ClusterState state = TRY(ClusterState::open(cluster.name));
  const std::unique_ptr<MachineScope> scope = TRY(MachineScope::open(context, machine_options(cluster_file, cluster)));
  const FileLock lock = TRY(FileLock::take(scope->folder() / "rent.lock", "vent up"));
  const std::vector<RentedHost> before = TRY(rented_hosts(state));
  const RentPlan plan = TRY(plan_rent(*scope, names_of_pool_hosts(cluster)));
  TRY(check_wishes(*scope, cluster, plan.missing));

  std::vector<std::string> ids;
  for (const Machine& machine : plan.existing) ids.push_back(machine.id);
  for (const std::string& name : plan.missing) {
    const Pool& pool = *cluster.find_pool(cluster.find(name)->pool);
    ids.push_back(TRY(rent_machine(context, *scope, wish_of(pool, cluster.name), name)).id);
  }
  if (ids.empty()) return Ok{};
  const Moment deadline = context.clock.now() + std::chrono::seconds(kRentDeadlineSeconds);
  const std::vector<Machine> machines =
      TRY(wait_with_progress(context, *scope, ids, MachineGoal::active, kRentDeadlineSeconds));
  std::vector<RentedHost> now = not_wanted(cluster, before);
  for (const Machine& machine : machines) now.push_back(TRY(rented_host(machine, cluster.private_range)));
  TRY(note(state, now));
  fill_in(cluster, now);
  const std::vector<Host> hosts = new_hosts(cluster, before, now);
  if (hosts.empty()) return Ok{};
  TRY(wait_for_logins(context, *scope, hosts, deadline));
  return forget_lost_nodes(context, cluster, state, before, hosts);
}

Result<std::vector<RentedHost>> surplus_machines(const std::string& cluster_file) {
  const Cluster cluster = TRY(load_cluster(cluster_file));
  const ClusterState state = TRY(ClusterState::open(cluster.name));
  return not_wanted(cluster, TRY(rented_hosts(state)));
}

Result<> give_back_surplus(CommandContext& context, const std::string& cluster_file) {
  const Cluster cluster = TRY(whole_cluster(cluster_file));
  const ClusterState state = TRY(ClusterState::open(cluster.name));
  // Who has only hosts of his own needs no machine API.
  if (not_wanted(cluster, TRY(rented_hosts(state))).empty()) return Ok{};
  const std::unique_ptr<MachineScope> scope = TRY(MachineScope::open(context, machine_options(cluster_file, cluster)));
  const FileLock lock = TRY(FileLock::take(scope->folder() / "rent.lock", "vent up"));
  std::vector<RentedHost> rented = TRY(rented_hosts(state));
  const std::vector<Machine> machines = TRY(scope->provider().list());
  for (const RentedHost& leaving : not_wanted(cluster, rented)) {
    TRY(take_out(context, cluster, state, *scope, leaving, machines));
    std::erase(rented, leaving);
    TRY(note(state, rented));
  }
  return Ok{};
}

Result<std::vector<Machine>> machines_of_cluster(MachineScope& scope) {
  std::vector<Machine> machines = TRY(scope.provider().list());
  std::erase_if(machines, [&](const Machine& machine) {
    return is_leaving(machine) || tag_value(machine, kClusterTag) != scope.cluster()->name;
  });
  return machines;
}

Result<> give_back_all(CommandContext& context, MachineScope& scope) {
  const FileLock lock = TRY(FileLock::take(scope.folder() / "rent.lock", "vent destroy"));
  const std::vector<Machine> machines = TRY(machines_of_cluster(scope));
  std::vector<std::string> ids;
  for (const Machine& machine : machines) {
    TRY(give_back(scope, machine));
    ids.push_back(machine.id);
  }
  if (!ids.empty()) TRY(wait_with_progress(context, scope, ids, MachineGoal::gone, kRentDeadlineSeconds));
  const ClusterState state = TRY(ClusterState::open(scope.cluster()->name));
  return remove_tree(rented_file(state));
}

}  // namespace vent
