#include "cis/look.h"
#include "commands/validate.h"
#include "commands/whole_cluster.h"
#include "events/printable.h"
#include "remote/known_hosts.h"

namespace vent {
namespace {

constexpr int kSomethingFailed = 3;

}  // namespace

Result<int> validate_cis(CommandContext& context, const ValidateOptions& options) {
  const Cluster cluster = TRY(whole_cluster(options.cluster_file));
  const ClusterState state = TRY(ClusterState::open(cluster.name));
  TRY(pin_given_keys(state.known_hosts(), cluster));
  const CisReport report = look_by_benchmark(cluster, state.known_hosts(), context.stop);
  if (context.stop.stop_requested()) return fail(Error(ErrorKind::interrupted, "stopped; nothing was changed"));
  print(context.output == OutputChoice::json ? cis_json(report).pretty() + "\n" : printable_text(cis_text(report)));
  return report.is_well() ? 0 : kSomethingFailed;
}

}  // namespace vent
