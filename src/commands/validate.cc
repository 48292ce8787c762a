#include "commands/validate.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/files.h"
#include "base/text.h"
#include "chapters/outline.h"
#include "commands/table.h"
#include "commands/whole_cluster.h"
#include "events/printable.h"
#include "remote/known_hosts.h"
#include "status/gather.h"
#include "validate/checks.h"
#include "validate/run_checks.h"

namespace vent {
namespace {

constexpr int kSomethingFailed = 3;

Result<std::vector<const ClusterCheck*>> chosen(const std::vector<std::string>& names) {
  std::vector<const ClusterCheck*> checks;
  std::vector<std::string> known;
  for (const ClusterCheck& check : all_cluster_checks()) {
    known.emplace_back(check.name);
    if (names.empty() || std::ranges::find(names, check.name) != names.end()) checks.push_back(&check);
  }
  // Who asks pods hears of a node that runs none.
  const bool asks_pods = std::ranges::any_of(checks, [](const auto* check) { return check->uses == Uses::probe_pods; });
  if (asks_pods && std::ranges::find(checks, "pods", &ClusterCheck::name) == checks.end())
    for (const ClusterCheck& check : all_cluster_checks())
      if (check.name == "pods") checks.push_back(&check);
  for (const std::string& name : names)
    if (std::ranges::find(known, name) == known.end())
      return fail(Error(ErrorKind::bad_input, fmt::format("there is no check '{}'", name))
                      .with_id("VENT_UNKNOWN_CHECK")
                      .with_hint("one of: " + join(known, ", ")));
  return checks;
}

std::string list_text() {
  std::vector<std::vector<std::string>> rows;
  for (const ClusterCheck& check : all_cluster_checks())
    rows.push_back({std::string(check.name), std::string(check.holds)});
  return render_table(rows);
}

}  // namespace

Result<int> validate(CommandContext& context, const ValidateOptions& options) {
  if (options.conformance) return validate_conformance(context, options);
  const std::vector<const ClusterCheck*> checks = TRY(chosen(options.only));
  if (options.list) {
    print(list_text());
    return 0;
  }
  const Design outline = outline_of(TRY(whole_cluster(options.cluster_file)));
  const ClusterState state = TRY(ClusterState::open(outline.cluster.name));
  TRY(pin_given_keys(state.known_hosts(), outline.cluster));
  // Two at once would remove each other's pods.
  const FileLock lock = TRY(FileLock::take(state.folder() / "validate.lock", "vent validate"));
  const ClusterStatus status = look_at(outline, by_ssh(state), context.stop);
  Scene scene = TRY(Scene::open({.outline = outline,
                                 .status = status,
                                 .known_hosts = state.known_hosts(),
                                 .now = context.clock.wall(),
                                 .stop = context.stop}));
  const std::vector<CheckResult> results = run_checks(scene, checks, options.keep, context.bus, context.clock);
  if (context.stop.stop_requested()) return fail(Error(ErrorKind::interrupted, "stopped"));
  print(context.output == OutputChoice::json ? checks_json(results).pretty() + "\n"
                                             : printable_text(checks_text(results)));
  return all_passed(results) ? 0 : kSomethingFailed;
}

}  // namespace vent
