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

Result<Cluster> cluster_as_rented(const Path& file) {
  Cluster cluster = TRY(load_cluster(file));
  if (cluster.pools.empty()) return cluster;
  const ClusterState state = TRY(ClusterState::open(cluster.name));
  fill_in(cluster, TRY(rented_hosts(state)));
  return cluster;
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
