#include "commands/take_out.h"

#include <fmt/core.h>

#include <optional>
#include <set>

#include "base/text.h"
#include "chapters/layout.h"
#include "chapters/objects.h"
#include "remote/run_on_host.h"
#include "remote/ssh_command.h"
#include "status/quorum.h"

namespace vent {
namespace {

constexpr std::chrono::seconds kDrainDeadline{180};
constexpr std::chrono::seconds kStopDeadline{100};
// What a controller says in place of an answer.
constexpr std::string_view kNotBuilt = "not built", kNoAnswer = "no answer", kNotDrained = "not drained";

std::string line_to_take_out(const std::string& node, NodeIs is) {
  const std::string ask = join(kubectl({}), " ");
  std::string line = fmt::format(
      "found=$({} get node {} --ignore-not-found --output=name) || {{ echo {}; exit 0; }}; [ -n \"$found\" ] || exit "
      "0; ",
      ask, node, kNoAnswer);
  if (is == NodeIs::running)
    line += fmt::format(
        "said=$({} drain {} --ignore-daemonsets --delete-emptydir-data --force --timeout=120s 2>&1) || "
        "{{ echo {}; echo \"$said\"; exit 0; }}; ",
        ask, node, kNotDrained);
  return line + fmt::format("{} delete node {} --ignore-not-found >/dev/null", ask, node);
}

// Of all that kubectl says, which pods stay and why, each once.
Error not_drained(const std::string& node, std::string_view said) {
  std::set<std::string> reasons;
  for (const std::string& line : split_lines(said))
    if (line.starts_with("error when ")) reasons.insert(line);
  const std::string details =
      reasons.empty() ? std::string(trim(said)) : join(std::vector<std::string>(reasons.begin(), reasons.end()), "\n");
  return Error(ErrorKind::timed_out, fmt::format("the pods on {} did not end within two minutes", node))
      .with_id("VENT_NOT_DRAINED")
      .with_details(details)
      .with_hint(fmt::format("is its kubelet there, and does the API reach it? vent status\n"
                             "who may not be evicted: kubectl get pdb --all-namespaces\n"
                             "nothing new starts on {} meanwhile; then say it again",
                             node));
}

// The first controller that can be reached and was built says it: the others may be what is to be repaired, or what is to
// come. Nothing when there is none.
Result<std::optional<std::string>> ask_a_controller(CommandContext& context, const Cluster& cluster,
                                                    const ClusterState& state, const std::string& leaving,
                                                    const std::string& line) {
  const std::string whole = fmt::format("test -e {} || {{ echo {}; exit 0; }}; {}", kAdminKubeconfig, kNotBuilt, line);
  std::optional<Error> unreachable;
  for (const Host* controller : cluster.with_role(Role::controller)) {
    if (controller->name == leaving || controller->address.empty()) continue;
    const SshPlaces places{.known_hosts = state.known_hosts(), .control_path = state.control_path(controller->name)};
    Result<std::string> answer = run_on_host(
        *controller, places, {.line = as_root(whole, controller->ssh.user), .deadline = kDrainDeadline}, context.stop);
    if (answer && trim(*answer) == kNotBuilt) continue;
    if (answer && trim(*answer) == kNoAnswer)
      answer = fail(Error(ErrorKind::not_reachable, fmt::format("{} runs, and nothing answers there", controller->name))
                        .with_hint("vent status"));
    if (answer) return *answer;
    if (answer.error().kind != ErrorKind::not_reachable) return fail(answer.error());
    if (!unreachable) unreachable = answer.error();
  }
  if (unreachable) return fail(*std::move(unreachable));
  return std::nullopt;
}

Result<std::vector<EtcdMember>> members_of(CommandContext& context, const Cluster& cluster, const ClusterState& state,
                                           const std::string& leaving) {
  const std::optional<std::string> answer =
      TRY(while_doing("asking etcd who its members are",
                      ask_a_controller(context, cluster, state, leaving,
                                       fmt::format("{{ {}; }} || echo {}", line_that_asks_members(), kNoAnswer))));
  if (answer) return read_members(*answer);
  return fail(
      Error(ErrorKind::conflict, fmt::format("{} is the only controller that was built: all that the cluster "
                                             "knows would go with it",
                                             leaving))
          .with_id("VENT_LAST_CONTROLLER")
          .with_hint("put it back into the cluster file beside the others, and take it out when they have joined; "
                     "to end the whole cluster: vent destroy"));
}

// Else it would hold all requests of its own until etcd throws them out, and end only when systemd loses its patience.
// A host that can't be reached has stopped it already, as far as anybody can tell.
void stop_control_plane(CommandContext& context, const ClusterState& state, const Host& leaving) {
  const SshPlaces places{.known_hosts = state.known_hosts(), .control_path = state.control_path(leaving.name)};
  const std::string line =
      "systemctl stop kube-scheduler.service kube-controller-manager.service kube-apiserver.service";
  static_cast<void>(
      run_on_host(leaving, places, {.line = as_root(line, leaving.ssh.user), .deadline = kStopDeadline}, context.stop));
}

}  // namespace

Result<> take_out_node(CommandContext& context, const Cluster& cluster, const ClusterState& state,
                       const std::string& node, NodeIs is) {
  const std::optional<std::string> answer =
      TRY(ask_a_controller(context, cluster, state, node, line_to_take_out(node, is)));
  if (answer && answer->starts_with(kNotDrained)) return fail(not_drained(node, answer->substr(kNotDrained.size())));
  return Ok{};
}

Result<> take_out_host(CommandContext& context, const Cluster& cluster, const ClusterState& state, const Host& leaving,
                       NodeIs is) {
  if (!is_controller(leaving)) return take_out_node(context, cluster, state, leaving.name, is);
  const std::vector<EtcdMember> members = TRY(members_of(context, cluster, state, leaving.name));
  const EtcdMember* member = member_on(members, leaving);
  if (member != nullptr) TRY(check_quorum_without(members, *member));
  TRY(take_out_node(context, cluster, state, leaving.name, is));
  if (member == nullptr) return Ok{};
  if (is == NodeIs::running) stop_control_plane(context, state, leaving);
  TRY(while_doing(fmt::format("taking {} out of etcd", leaving.name),
                  ask_a_controller(context, cluster, state, leaving.name, line_that_removes(*member))));
  return Ok{};
}

}  // namespace vent
