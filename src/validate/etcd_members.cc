#include <fmt/core.h>

#include <algorithm>

#include "base/shell_quote.h"
#include "base/text.h"
#include "chapters/07_etcd.h"
#include "validate/checks.h"
#include "validate/evidence.h"

namespace vent {
namespace {

Problem problem(const Scene& scene, const std::string& host, std::string what, std::string evidence = {}) {
  if (evidence.empty() && !host.empty()) evidence = words_of_unit(scene, host, "etcd");
  return {.what = std::move(what),
          .evidence = std::move(evidence),
          .next = host.empty() ? "vent status" : fmt::format("vent status; vent logs {} --unit etcd", host)};
}

void judge_members(const Scene& scene, Findings& findings) {
  const std::vector<EtcdStatus::Member> members = scene.status().members();
  for (const Host* host : scene.cluster().with_role(Role::controller)) {
    const auto member = std::ranges::find(members, host->name, &EtcdStatus::Member::name);
    const HostStatus* status = scene.status().find(host->name);
    if (member == members.end())
      findings.problems.push_back(problem(scene, host->name, host->name + " is no member of etcd"));
    else if (member->is_learner)
      findings.problems.push_back(problem(scene, host->name, "the member on " + host->name + " has no vote"));
    if (status != nullptr && status->look.etcd && !status->look.etcd->problem.empty())
      findings.problems.push_back(problem(scene, host->name, fmt::format("the member on {} isn't healthy", host->name),
                                          status->look.etcd->problem));
  }
}

}  // namespace

// Each controller is a member with a vote, one of them leads, and nothing has raised an alarm (a full database does:
// then it refuses whatever is written).
Result<Findings> look_at_etcd_members(const Scene& scene) {
  Findings findings;
  judge_members(scene, findings);
  std::vector<std::string> leaders;
  for (const HostStatus& host : scene.status().hosts)
    if (!host.error && host.look.etcd && host.look.etcd->is_leader) leaders.push_back(host.host->name);
  if (leaders.size() != 1)
    findings.problems.push_back(
        problem(scene, "", leaders.empty() ? "no member of etcd leads" : "several members say that they lead",
                join(leaders, ", ")));
  const std::string alarms = TRY(scene.on(scene.controller(), shell_quote(etcdctl({"alarm", "list"}))));
  if (!trim(alarms).empty())
    findings.problems.push_back(problem(scene, scene.controller().name, "etcd has raised an alarm", alarms));
  findings.seen =
      fmt::format("{} members, {} leads, {}", scene.status().members().size(),
                  leaders.empty() ? "nobody" : leaders.front(), trim(alarms).empty() ? "no alarm" : "an alarm");
  return findings;
}

}  // namespace vent
