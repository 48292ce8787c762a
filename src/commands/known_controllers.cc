#include "commands/known_controllers.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace vent {
namespace {

Path note_of(const ClusterState& state) { return state.folder() / "controllers"; }

}  // namespace

Result<std::vector<std::string>> known_controllers(const ClusterState& state) {
  const std::optional<std::string> note = TRY(read_file_if_present(note_of(state)));
  return note ? split_words(*note) : std::vector<std::string>();
}

Result<> check_known_controllers(const Cluster& cluster, const ClusterState& state) {
  const std::vector<std::string> known = TRY(known_controllers(state));
  if (known.empty()) return Ok{};
  const bool one_is_left = std::ranges::any_of(
      cluster.with_role(Role::controller), [&](const Host* host) { return std::ranges::count(known, host->name) > 0; });
  if (one_is_left) return Ok{};
  return fail(
      Error(ErrorKind::conflict,
            fmt::format("none of the controllers that {} has ({}) is in the cluster file any more: all that etcd "
                        "knows would stay with them",
                        cluster.name, join(known, ", ")))
          .with_id("VENT_LAST_CONTROLLER")
          .with_hint(fmt::format("put them back, and take them out one by one when others have joined. If they "
                                 "are gone for good, and a new cluster is to begin: rm {}",
                                 note_of(state).string())));
}

Result<> note_controllers(const Cluster& cluster, const ClusterState& state) {
  std::string text;
  for (const Host* host : cluster.with_role(Role::controller)) text += host->name + "\n";
  return while_doing("noting which controllers there are", write_file(note_of(state), text, 0600));
}

Result<> forget_controllers(const ClusterState& state) { return remove_tree(note_of(state)); }

}  // namespace vent
