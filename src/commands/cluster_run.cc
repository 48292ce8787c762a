#include "commands/cluster_run.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "chapters/chapters.h"
#include "commands/artifact_choice.h"
#include "commands/beside_vent.h"
#include "commands/known_controllers.h"
#include "commands/whole_cluster.h"
#include "graph/run_owner.h"
#include "readings/apply.h"
#include "remote/known_hosts.h"
#include "remote/ssh_session.h"

namespace vent {
namespace {

// vent-node is built with vent, and lies beside it or where packages put such things.
Result<NodeProgram> node_program_of_this_vent() {
  Result<NodeProgram> beside = load_node_program(program_folder());
  if (beside) return beside;
  Result<NodeProgram> installed = load_node_program(program_folder().parent_path() / "lib" / "vent");
  return installed ? std::move(installed) : std::move(beside);
}

std::vector<const Chapter*> chapters_of(const StageGraph& graph, const Host& host) {
  std::vector<const Chapter*> chapters;
  for (const Chapter& chapter : all_chapters())
    if (is_in(graph, chapter, host)) chapters.push_back(&chapter);
  return chapters;
}

bool needs_parts(const StageGraph& graph) {
  return std::ranges::any_of(all_chapters(),
                             [&](const Chapter& chapter) { return chapter.needs_parts && is_in(graph, chapter); });
}

Connect by_ssh(const ClusterRun& run) {
  return [&run](const Host& host) -> Result<std::unique_ptr<ByteStream>> {
    const SshPlaces places{.known_hosts = run.state.known_hosts(), .control_path = run.state.control_path(host.name)};
    return std::unique_ptr<ByteStream>(
        TRY(SshSession::start(host, places, bootstrap_command(run.program, host.ssh.user))));
  };
}

// Who changes a cluster has its lock, which is in the folder of its state: so one run at a time is this one.
std::string owner_of_changes(const RunOwner& owner, const ClusterState& state) {
  const std::string machine = read_file("/etc/machine-id").value_or("");
  if (trim(machine).empty()) return "";  // one name for many machines
  return fmt::format("{} {} {}", owner.text(), trim(machine), state.folder().string());
}

}  // namespace

Result<std::unique_ptr<ClusterRun>> open_cluster_run(CommandContext& context, const ClusterOptions& options) {
  Cluster cluster =
      TRY(options.takes_back ? cluster_as_rented(options.cluster_file) : whole_cluster(options.cluster_file));
  std::erase_if(cluster.hosts, [](const Host& host) { return host.address.empty(); });  // nothing was made there yet
  for (const std::string& note : cluster.notes) context.bus.warn(note);
  ClusterState state = TRY(ClusterState::open(cluster.name));
  TRY(pin_given_keys(state.known_hosts(), cluster));
  StageGraph graph = TRY(choose(TRY(stages_of_cluster(all_chapters(), cluster)), options.selection));
  const RunOwner owner = TRY(this_owner());
  NodeProgram program = TRY(node_program_of_this_vent());
  Design design{.cluster = std::move(cluster)};
  std::optional<KeptPieces> kept_pieces;
  if (!options.takes_back && needs_parts(graph)) {
    design = TRY(design_of(context, std::move(design.cluster), state));
    design.known_controllers = TRY(known_controllers(state));
    kept_pieces = KeptPieces(TRY(store_of_this_user()).pieces_folder());
  }
  auto run = std::make_unique<ClusterRun>(ClusterRun{.design = std::move(design),
                                                     .state = std::move(state),
                                                     .program = std::move(program),
                                                     .graph = std::move(graph),
                                                     .fleet = nullptr});
  run->fleet =
      std::make_unique<Fleet>(Fleet::Settings{.design = run->design,
                                              .program = run->program,
                                              .connect = by_ssh(*run),
                                              .clock = context.clock,
                                              .stop = context.stop,
                                              .texts = options.texts,
                                              .purpose = fmt::format("{} by {}", options.command_line, owner.text()),
                                              .owner = owner_of_changes(owner, run->state),
                                              .kept_pieces = std::move(kept_pieces)});
  for (const Host& host : run->design.cluster.hosts)
    if (std::vector<const Chapter*> chapters = chapters_of(run->graph, host); !chapters.empty())
      run->fleet->add(host, std::move(chapters));
  return run;
}

int exit_code_of(const RunReport& report) {
  for (const StageResult& result : report.results)
    if (result.outcome.error) return exit_code(result.outcome.error->kind);
  return report.end() == RunEnd::stopped ? exit_code(ErrorKind::interrupted) : 0;
}

}  // namespace vent
