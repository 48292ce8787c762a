#include "commands/up.h"

#include <fmt/core.h>

#include "base/text.h"
#include "cluster/cluster_writer.h"
#include "cluster/read_cluster.h"
#include "commands/ask.h"
#include "commands/kubeconfig.h"
#include "commands/lab_cluster.h"
#include "commands/metal.h"
#include "commands/packet_access.h"
#include "commands/pool_machines.h"
#include "commands/readings.h"
#include "metal/daemon.h"

namespace vent {
namespace {

// The cloud on this machine runs when it is the one to rent from.
Result<> start_lab(CommandContext& context, const std::string& name) {
  if (const std::optional<std::string> url = environment_variable("VENT_PACKET_URL"); url && !url->empty()) return Ok{};
  const metal::Lab lab = TRY(metal::open_lab(name));
  if (TRY(metal::running_daemon(lab, context.clock, context.stop))) return Ok{};
  TRY(metal_start(context, {.lab = name, .private_range = "", .public_range = "", .port = 0}));
  return Ok{};
}

// A cluster file for the cloud on this machine.
Result<> begin_here(CommandContext& context, const UpOptions& options) {
  TRY(start_lab(context, options.lab));
  const std::string& file = options.cluster.cluster_file;
  TRY(write_file(file, write_cluster(TRY(cluster_to_rent(options.lab)), Commentary::brief)));
  context.bus.say(
      fmt::format("{} is written: 1 controller on demand, 2 workers by spot bid, in lab '{}'", file, options.lab));
  return Ok{};
}

// Nothing is taken away from anybody who didn't say so.
Result<> confirm_surplus(CommandContext& context, const UpOptions& options) {
  const std::vector<RentedHost> surplus = TRY(surplus_machines(options.cluster.cluster_file));
  if (surplus.empty() || options.yes) return Ok{};
  std::vector<std::string> names;
  for (const RentedHost& one : surplus) names.push_back(one.name);
  if (TRY(ask(context, fmt::format("Drain {} and give the machines back?", join(names, ", ")), "vent up --yes")))
    return Ok{};
  return fail(Error(ErrorKind::interrupted, "nothing was changed"));
}

}  // namespace

Result<int> up(CommandContext& context, const UpOptions& options) {
  const std::string& file = options.cluster.cluster_file;
  if (!path_exists(file)) TRY(while_doing("making a cluster for this machine", begin_here(context, options)));
  const Cluster cluster = TRY(load_cluster(file));
  TRY(confirm_surplus(context, options));
  if (!cluster.pools.empty()) TRY(start_lab(context, cluster.lab));
  TRY(while_doing("renting machines", rent_pools(context, file)));
  // Before all else is applied: the last chapter looks at each node there is.
  TRY(while_doing("giving machines back", give_back_surplus(context, file)));
  if (const int code = TRY(apply(context, {.cluster = options.cluster, .yes = true, .profile = options.profile}));
      code != 0)
    return code;
  KubeconfigOptions remote;
  remote.cluster_file = file;
  TRY(kubeconfig(context, remote));
  context.bus.say(
      fmt::format("what to do next: kubectl get nodes; vent audit --file {0}; vent destroy --file {0}", file));
  return 0;
}

}  // namespace vent
