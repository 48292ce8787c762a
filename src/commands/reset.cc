#include <fmt/core.h>

#include <algorithm>

#include "base/thread_pool.h"
#include "commands/ask.h"
#include "commands/readings.h"
#include "events/activity.h"
#include "graph/cluster_lock.h"

namespace vent {
namespace {

constexpr std::size_t kMostThreads = 512;

struct HostReset {
  int undone = 0;
  std::optional<Error> error;
};

HostReset reset_host(CommandContext& context, Fleet& fleet, HostRun& host) {
  Activity activity(context.bus, "reset " + host.host().name);
  HostReset reset;
  const Result<> undone = fleet.undo(host, [&](const StepTaken& step) {
    if (step.step == Step::undone) ++reset.undone;
    activity.progress(static_cast<std::uint64_t>(reset.undone), step.id);
  });
  if (!undone) reset.error = undone.error();
  activity.finish(reset.error         ? Outcome::failed
                  : reset.undone == 0 ? Outcome::unchanged
                                      : Outcome::changed,
                  fmt::format("{} taken back", reset.undone));
  return reset;
}

}  // namespace

Result<int> reset(CommandContext& context, const ResetOptions& options) {
  const std::unique_ptr<ClusterRun> run = TRY(open_cluster_run(context, options.cluster));
  const ClusterLock lock = TRY(ClusterLock::take(
      run->state.lock(),
      {.cluster = run->cluster.name, .command = options.cluster.command_line, .owner = TRY(this_owner())},
      context.clock));
  auto& hosts = run->fleet->hosts();
  const std::string question =
      fmt::format("Take back all that vent ever made on {} hosts of {}?", hosts.size(), run->cluster.name);
  if (!options.yes && !TRY(ask(context, question, "vent reset --yes")))
    return fail(Error(ErrorKind::interrupted, "nothing was taken back"));

  std::vector<HostReset> resets(hosts.size());
  {
    ThreadPool threads("reset", static_cast<int>(std::min(hosts.size(), kMostThreads)));
    for (std::size_t i = 0; i < hosts.size(); ++i)
      threads.add([&, i](const std::stop_token&) { resets[i] = reset_host(context, *run->fleet, *hosts[i]); });
    threads.wait_until_idle();
  }
  int code = 0;
  Json list = Json::array();
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const std::string& name = hosts[i]->host().name;
    if (context.output == OutputChoice::text) print(fmt::format("{}: {} taken back\n", name, resets[i].undone));
    list.push(Json::object()
                  .set("host", name)
                  .set("undone", resets[i].undone)
                  .set("error", resets[i].error ? Json(resets[i].error->text()) : Json()));
    if (!resets[i].error) continue;
    context.bus.send(Failed{*resets[i].error});
    if (code == 0) code = exit_code(resets[i].error->kind);
  }
  if (context.output == OutputChoice::json)
    print(Json::object().set("schemaVersion", 1).set("hosts", list).pretty() + "\n");
  return code;
}

}  // namespace vent
