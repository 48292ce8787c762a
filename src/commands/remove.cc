#include "commands/remove.h"

#include <fmt/core.h>

#include "base/text.h"
#include "commands/ask.h"
#include "commands/readings.h"
#include "commands/take_out.h"
#include "commands/whole_cluster.h"
#include "events/activity.h"
#include "formats/problems.h"
#include "graph/cluster_lock.h"

namespace vent {
namespace {

Result<> check_own(const Cluster& cluster, const std::string& name) {
  std::vector<std::string> own;
  for (const Host& host : cluster.hosts)
    if (host.pool.empty()) own.push_back(host.name);
  const Host* host = cluster.find(name);
  if (host == nullptr)
    return fail(
        Error(ErrorKind::bad_input, fmt::format("unknown host {}", in_quotes(name)))
            .with_id("VENT_SELECTION")
            .with_hint(fmt::format("hosts are: {}. One that was taken out of the cluster file too early must be "
                                   "put back first: nobody else knows how to reach it",
                                   join(own, ", "))));
  if (!host->pool.empty())
    return fail(Error(ErrorKind::bad_input, fmt::format("{} is a machine of the pool {}", name, host->pool))
                    .with_id("VENT_OF_A_POOL")
                    .with_hint("lower the pool's count in the cluster file, then: vent up"));
  return Ok{};
}

// The lock ends with this: what comes behind takes it again.
Result<> take_out_all(CommandContext& context, const RemoveOptions& options, const Cluster& cluster) {
  const ClusterState state = TRY(ClusterState::open(cluster.name));
  const ClusterLock lock = TRY(ClusterLock::take(
      state.lock(), {.cluster = cluster.name, .command = options.cluster.command_line, .owner = TRY(this_owner())},
      context.clock));
  Cluster staying = cluster;  // whom to ask: who has left can't say anything any more
  for (const std::string& name : options.hosts) {
    Activity activity(context.bus, fmt::format("take {} out", name));
    TRY(activity.finish_as(take_out_host(context, staying, state, *cluster.find(name), NodeIs::running)));
    std::erase_if(staying.hosts, [&](const Host& host) { return host.name == name; });
  }
  return Ok{};
}

}  // namespace

Result<int> remove_hosts(CommandContext& context, const RemoveOptions& options) {
  const Cluster cluster = TRY(cluster_as_rented(options.cluster.cluster_file));
  for (const std::string& name : options.hosts) TRY(check_own(cluster, name));
  const std::string names = join(options.hosts, ", ");
  const std::string question = fmt::format("Drain {}, take {} out of {}, and take back all that vent ever made there?",
                                           names, options.hosts.size() == 1 ? "it" : "them", cluster.name);
  if (!options.yes && !TRY(ask(context, question, fmt::format("vent remove --yes {}", join(options.hosts, " ")))))
    return fail(Error(ErrorKind::interrupted, "nothing was changed"));
  TRY(take_out_all(context, options, cluster));
  context.bus.say(
      fmt::format("{} left the cluster. Now take {} out of {} too: as long as it stands there, the next "
                  "`vent apply` brings it back",
                  names, options.hosts.size() == 1 ? "it" : "them", options.cluster.cluster_file));
  ResetOptions all{.cluster = options.cluster, .yes = true};
  all.cluster.selection.hosts = options.hosts;
  return reset(context, all);
}

}  // namespace vent
