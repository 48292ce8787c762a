#include "commands/whole_cluster.h"

#include <fmt/core.h>

#include "base/text.h"
#include "cluster/read_cluster.h"

namespace vent {

Path rented_file(const ClusterState& state) { return state.folder() / "machines.json"; }

Result<std::vector<RentedHost>> rented_hosts(const ClusterState& state) {
  const std::optional<std::string> text = TRY(read_file_if_present(rented_file(state)));
  if (!text) return std::vector<RentedHost>();
  return read_rented(*text, rented_file(state).string());
}

Path given_ranges_file(const ClusterState& state) { return state.folder() / "pod-ranges.json"; }

namespace {

Result<std::vector<GivenRange>> given_ranges(const ClusterState& state) {
  const std::optional<std::string> text = TRY(read_file_if_present(given_ranges_file(state)));
  if (!text) return std::vector<GivenRange>();
  return read_given_ranges(*text, given_ranges_file(state).string());
}

}  // namespace

Result<Cluster> cluster_as_rented(const Path& file) {
  Cluster cluster = TRY(load_cluster(file));
  if (cluster.pools.empty() && cluster.overlay == Overlay::flannel) return cluster;
  const ClusterState state = TRY(ClusterState::open(cluster.name));
  fill_in(cluster, TRY(rented_hosts(state)));
  if (cluster.overlay == Overlay::vxlan) fill_in(cluster, TRY(give_pod_ranges(cluster, TRY(given_ranges(state)))));
  return cluster;
}

Result<> note_pod_ranges(const Cluster& cluster, const ClusterState& state) {
  if (cluster.overlay != Overlay::vxlan) return Ok{};
  const std::vector<GivenRange> before = TRY(given_ranges(state));
  const std::vector<GivenRange> now = TRY(give_pod_ranges(cluster, before));
  if (now == before) return Ok{};
  return write_file(given_ranges_file(state), write_given_ranges(now), 0600);
}

Result<Cluster> whole_cluster(const Path& file) {
  Cluster cluster = TRY(cluster_as_rented(file));
  std::vector<std::string> names;
  for (const Host* host : not_rented(cluster)) names.push_back(host->name);
  if (names.empty()) return cluster;
  return fail(Error(ErrorKind::missing,
                    fmt::format("{} {} not been rented yet", join(names, ", "), names.size() == 1 ? "has" : "have"))
                  .with_id("VENT_NOT_RENTED")
                  .with_hint(fmt::format("vent up --file {}", file.string())));
}

}  // namespace vent
