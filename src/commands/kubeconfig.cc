#include "commands/kubeconfig.h"

#include <fmt/core.h>

#include <cstdlib>

#include "base/text.h"
#include "chapters/certificates.h"
#include "chapters/layout.h"
#include "cluster/read_cluster.h"
#include "commands/cluster_parts.h"
#include "commands/whole_cluster.h"
#include "formats/problems.h"
#include "kubernetes/kubeconfig.h"
#include "kubernetes/kubeconfig_file.h"

namespace vent {
namespace {

Path file_of_kubectl() {
  const char* variable = std::getenv("KUBECONFIG");
  return kubeconfig_path(variable == nullptr ? "" : variable, home_directory());
}

std::string user_of(const Cluster& cluster, const std::string& user) { return cluster.name + "-" + user; }

Result<const Host*> controller_named(const Cluster& cluster, const std::string& name) {
  std::vector<std::string> names;
  for (const Host* host : cluster.with_role(Role::controller)) {
    if (host->name == name) return host;
    names.push_back(host->name);
  }
  const std::optional<std::string> meant = nearest(name, names);
  return fail(Error(ErrorKind::bad_input, fmt::format("{} has no controller {}", cluster.name, in_quotes(name)))
                  .with_id("VENT_NO_HOST")
                  .with_hint(meant ? fmt::format("did you mean '{}'?", *meant)
                                   : fmt::format("there are: {}", join(names, ", "))));
}

// kubectl goes no detours, so a controller behind a jump host comes last.
const Host& controller_to_ask(const Cluster& cluster) {
  for (const Host* host : cluster.with_role(Role::controller))
    if (host->ssh.jump_host.empty()) return *host;
  return first_controller(cluster);
}

// The name that the file gives, unless somebody chose a controller; else the address at which this machine reaches the
// controller, or the one on which its API listens. The certificate holds each of them.
std::string address_to_ask(const Cluster& cluster, const Host& controller, bool is_chosen) {
  if (!cluster.api.endpoint.empty() && !is_chosen) return cluster.api.endpoint;
  return cluster.api.is_private ? controller.private_address.text() : controller.address;
}

KubeconfigEntry entry_of(const Cluster& cluster, const std::string& address, const ClusterKeys& keys,
                         const std::string& user) {
  const KeyTexts& pair = keys.pair(user);
  return {.cluster = cluster.name,
          .server = fmt::format("https://{}:{}", address, kApiPort),
          .authority = keys.pair("ca").certificate,
          .user = user_of(cluster, user),
          .certificate = pair.certificate,
          .key = pair.key};
}

Result<int> forget(CommandContext& context, const Cluster& cluster, const Path& file) {
  std::vector<std::string> users;
  for (const char* user : kPeople) users.push_back(user_of(cluster, user));
  const bool was_there = TRY(change_kubeconfig(
      file, [&](std::string_view text) { return without_entry(text, file.string(), cluster.name, users); }));
  context.bus.say(was_there ? fmt::format("{} no longer knows '{}'", file.string(), cluster.name)
                            : fmt::format("{} doesn't know '{}'", file.string(), cluster.name));
  return 0;
}

// A new authority would make a kubeconfig that looks right and that no cluster trusts.
Result<> check_has_keys(const Cluster& cluster, const ClusterState& state) {
  if (path_exists(state.keys() / "ca.key")) return Ok{};
  return fail(Error(ErrorKind::missing, fmt::format("there are no keys of '{}' on this machine", cluster.name))
                  .with_id("VENT_NO_KEYS")
                  .with_hint(fmt::format("`vent apply` makes them with the cluster; of one that was built elsewhere, "
                                         "bring the folder here: {}",
                                         state.keys().string())));
}

}  // namespace

Result<AdminAccess> admin_access(CommandContext& context, const Cluster& cluster, const ClusterState& state) {
  TRY(check_has_keys(cluster, state));
  const std::string address = address_to_ask(cluster, controller_to_ask(cluster), false);
  const KubeconfigEntry entry = entry_of(cluster, address, TRY(keys_of(context, cluster, state)), kPeople[0]);
  return AdminAccess{.server = fmt::format("{}:{}", address, kApiPort), .kubeconfig = kubeconfig(entry)};
}

Result<int> kubeconfig(CommandContext& context, const KubeconfigOptions& options) {
  const Path file = file_of_kubectl();
  if (options.remove) return forget(context, TRY(load_cluster(options.cluster_file)), file);
  const Cluster cluster = TRY(whole_cluster(options.cluster_file));
  const Host& host = options.host.empty() ? controller_to_ask(cluster) : *TRY(controller_named(cluster, options.host));
  const ClusterState state = TRY(ClusterState::open(cluster.name));
  TRY(check_has_keys(cluster, state));
  const std::string address = address_to_ask(cluster, host, !options.host.empty());
  const KubeconfigEntry entry = entry_of(cluster, address, TRY(keys_of(context, cluster, state)), options.user);
  if (!host.ssh.jump_host.empty() && address != cluster.api.endpoint)
    context.bus.warn(
        fmt::format("ssh goes to {} through a jump host; kubectl will ask {} directly", host.name, address));
  if (options.print) {
    print(kubeconfig(entry).reveal());
    return 0;
  }
  TRY(change_kubeconfig(file, [&](std::string_view text) { return with_entry(text, file.string(), entry); }));
  context.bus.say(fmt::format("{} knows '{}' at {}: kubectl get nodes", file.string(), cluster.name, entry.server));
  return 0;
}

}  // namespace vent
