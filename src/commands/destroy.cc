#include "commands/destroy.h"

#include <fmt/core.h>

#include "base/text.h"
#include "cluster/read_cluster.h"
#include "commands/ask.h"
#include "commands/known_controllers.h"
#include "commands/kubeconfig.h"
#include "commands/pool_machines.h"
#include "commands/readings.h"
#include "commands/whole_cluster.h"

namespace vent {
namespace {

std::vector<std::string> own_hosts(const Cluster& cluster) {
  std::vector<std::string> names;
  for (const Host& host : cluster.hosts)
    if (host.pool.empty()) names.push_back(host.name);
  return names;
}

std::string question(const Cluster& cluster, const std::vector<Machine>& rented) {
  std::string text;
  for (const Machine& machine : rented) text += fmt::format("{}: given back, with its disks\n", machine.name);
  for (const std::string& host : own_hosts(cluster)) text += fmt::format("{}: reset, and it stays yours\n", host);
  return text + fmt::format("The cluster's keys are removed. Type its name, {}, to destroy it", cluster.name);
}

Result<> confirm(CommandContext& context, const DestroyOptions& options, const Cluster& cluster,
                 const std::vector<Machine>& rented) {
  std::string typed = options.confirmed_name;
  if (typed.empty())
    typed = TRY(ask_for_word(context, question(cluster, rented), fmt::format("vent destroy --name {}", cluster.name)));
  if (typed == cluster.name) return Ok{};
  return fail(Error(ErrorKind::bad_input, fmt::format("the cluster is called {}, and {} was typed: nothing was changed",
                                                      cluster.name, in_quotes(typed)))
                  .with_id("VENT_OTHER_NAME"));
}

}  // namespace

Result<int> destroy(CommandContext& context, const DestroyOptions& options) {
  const std::string& file = options.cluster.cluster_file;
  const Cluster cluster = TRY(load_cluster(file));
  std::unique_ptr<MachineScope> scope;
  std::vector<Machine> rented;
  const ClusterState state = TRY(ClusterState::open(cluster.name));
  if (!cluster.pools.empty() || path_exists(rented_file(state))) {  // whose pool may no longer stand in the file
    scope = TRY(MachineScope::open(context, machine_options(file, cluster)));
    rented = TRY(machines_of_cluster(*scope));
  }
  TRY(confirm(context, options, cluster, rented));
  if (const std::vector<std::string> own = own_hosts(cluster); !own.empty()) {
    ResetOptions all{.cluster = options.cluster, .yes = true};
    all.cluster.selection.hosts = own;
    if (const int code = TRY(reset(context, all)); code != 0) return code;
  }
  if (scope) TRY(give_back_all(context, *scope));
  KubeconfigOptions forget;
  forget.cluster_file = file;
  forget.remove = true;
  TRY(kubeconfig(context, forget));
  TRY(remove_tree(state.keys()));
  TRY(forget_controllers(state));
  TRY(remove_tree(given_ranges_file(state)));  // the next cluster of that name has nodes of its own
  context.bus.say(fmt::format("{} is gone; {} stays, and `vent up` builds it anew", cluster.name, file));
  return 0;
}

}  // namespace vent
