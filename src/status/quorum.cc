#include "status/quorum.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/shell_quote.h"
#include "base/text.h"
#include "chapters/07_etcd.h"
#include "chapters/layout.h"

namespace vent {
namespace {

std::string line_of(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "--command-timeout=5s");
  return shell_quote(etcdctl(std::move(arguments)));
}

std::vector<std::string> names_of(const std::vector<const EtcdMember*>& members) {
  std::vector<std::string> names;
  for (const EtcdMember* member : members) names.push_back(member->name.empty() ? member->peer_url : member->name);
  return names;
}

}  // namespace

// A member that isn't healthy makes etcdctl end with an error, which is an answer here.
std::string line_that_asks_members() {
  return fmt::format("{} && {{ {} 2>/dev/null || true; }}", line_of({"member", "list"}),
                     line_of({"endpoint", "health", "--cluster"}));
}

// "8e9e05c52164694d, started, controller-0, https://10.80.1.1:2380, https://10.80.1.1:2379, false", and behind all of
// these "https://10.80.1.1:2379 is healthy: successfully committed proposal: took = 2.1ms".
Result<std::vector<EtcdMember>> read_members(std::string_view answer) {
  std::vector<EtcdMember> members;
  std::vector<std::string> client_urls;
  constexpr std::string_view kHealthy = " is healthy:";
  for (const std::string& line : split_lines(answer)) {
    if (const std::size_t end = line.find(kHealthy); end != std::string::npos) {
      for (std::size_t i = 0; i < members.size(); ++i)
        if (client_urls[i] == line.substr(0, end)) members[i].is_healthy = true;
      continue;
    }
    std::vector<std::string> fields = split(line, ',');
    if (fields.size() != 6) continue;
    for (std::string& field : fields) field = trim(field);
    members.push_back({.id = fields[0], .name = fields[2], .peer_url = fields[3], .votes = fields[5] == "false"});
    client_urls.push_back(fields[4]);
  }
  if (!members.empty()) return members;
  return fail(Error(ErrorKind::failed, "etcdctl named no members").with_details(std::string(answer)));
}

const EtcdMember* member_on(const std::vector<EtcdMember>& members, const Host& host) {
  const std::string url = fmt::format("https://{}:{}", host.private_address.text(), kEtcdPeerPort);
  const auto found = std::ranges::find(members, url, &EtcdMember::peer_url);
  return found == members.end() ? nullptr : &*found;
}

Result<> check_quorum_without(const std::vector<EtcdMember>& members, const EtcdMember& leaving) {
  if (!leaving.votes) return Ok{};
  std::vector<const EtcdMember*> left, healthy, ill;
  for (const EtcdMember& member : members) {
    if (!member.votes || member.id == leaving.id) continue;
    left.push_back(&member);
    (member.is_healthy ? healthy : ill).push_back(&member);
  }
  if (left.empty())
    return fail(Error(ErrorKind::conflict,
                      fmt::format("{} is the last controller: etcd would lose all that it knows", leaving.name))
                    .with_id("VENT_LAST_CONTROLLER")
                    .with_hint("add another controller to the cluster file, and `vent apply`, before this one goes; "
                               "to end the whole cluster: vent destroy"));
  const std::size_t needed = left.size() / 2 + 1;
  if (healthy.size() >= needed) return Ok{};
  const std::vector<std::string> names = names_of(ill);
  return fail(
      Error(ErrorKind::conflict,
            fmt::format("without {}, etcd would lose its quorum: of the {} left {} must be healthy, and "
                        "{} {} not",
                        leaving.name, left.size(), needed, join(names, ", "), names.size() == 1 ? "is" : "are"))
          .with_id("VENT_QUORUM")
          .with_hint(fmt::format("nothing was changed. Bring {} back first; what never comes back, replace in the "
                                 "cluster file, and `vent apply`",
                                 join(names, ", "))));
}

// For five seconds after a member came back etcd calls itself unhealthy, and lets nobody go.
std::string line_that_removes(const EtcdMember& member) {
  return fmt::format(
      "( for try in $(seq 20); do said=$({} 2>&1) && exit 0; "
      "case $said in *'unhealthy cluster'*) sleep 1 ;; *) break ;; esac; done; echo \"$said\" >&2; exit 1 )",
      line_of({"member", "remove", member.id}));
}

}  // namespace vent
