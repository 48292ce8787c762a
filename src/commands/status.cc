// vent status, vent certificates.

#include <algorithm>

#include "chapters/outline.h"
#include "commands/certificates_view.h"
#include "commands/cluster_views.h"
#include "commands/status_view.h"
#include "commands/whole_cluster.h"
#include "remote/known_hosts.h"
#include "status/certificates.h"
#include "status/gather.h"

namespace vent {
namespace {

constexpr int kSomethingIsNotWell = 3;

Result<ClusterStatus> look(CommandContext& context, const Design& outline, const ClusterState& state,
                           Questions questions) {
  TRY(pin_given_keys(state.known_hosts(), outline.cluster));
  ClusterStatus seen = look_at(outline, by_ssh(state), context.stop, questions);
  if (context.stop.stop_requested()) return fail(Error(ErrorKind::interrupted, "stopped; nothing was changed"));
  return seen;
}

}  // namespace

Result<int> status(CommandContext& context, const StatusOptions& options) {
  const Design outline = outline_of(TRY(whole_cluster(options.cluster_file)));
  const ClusterState state = TRY(ClusterState::open(outline.cluster.name));
  const ClusterStatus seen = TRY(look(context, outline, state, Questions::all));
  const WallTime now = context.clock.wall();
  const std::vector<Trouble> troubles = troubles_of(seen, now);
  print(context.output == OutputChoice::json ? status_json(seen, troubles, now).pretty() + "\n"
                                             : status_text(seen, troubles, now));
  return troubles.empty() ? 0 : kSomethingIsNotWell;
}

Result<int> certificates(CommandContext& context, const CertificatesOptions& options) {
  const Design outline = outline_of(TRY(whole_cluster(options.cluster_file)));
  const ClusterState state = TRY(ClusterState::open(outline.cluster.name));
  std::vector<CertificateStanding> found = TRY(certificates_in(state.keys(), outline));
  if (options.hosts) {
    const ClusterStatus seen = TRY(look(context, outline, state, Questions::certificates));
    compare_with_hosts(found, seen);
  }
  const WallTime now = context.clock.wall();
  print(context.output == OutputChoice::json
            ? certificates_json(found, outline.cluster, now).pretty() + "\n"
            : certificates_text(found, outline.cluster, options.format == "wide" ? Width::wide : Width::narrow, now));
  const bool all_well = std::ranges::all_of(found, [&](const CertificateStanding& one) { return one.is_well(now); });
  return all_well ? 0 : kSomethingIsNotWell;
}

}  // namespace vent
