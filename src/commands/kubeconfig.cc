#include "commands/kubeconfig.h"

#include <fmt/core.h>

#include <cstdlib>

#include "chapters/layout.h"
#include "cluster/read_cluster.h"
#include "commands/cluster_parts.h"
#include "commands/whole_cluster.h"
#include "kubernetes/kubeconfig.h"
#include "kubernetes/kubeconfig_file.h"

namespace vent {
namespace {

Path file_of_kubectl() {
  const char* variable = std::getenv("KUBECONFIG");
  return kubeconfig_path(variable == nullptr ? "" : variable, home_directory());
}

std::string user_of(const Cluster& cluster) { return cluster.name + "-admin"; }

// By the address at which this machine reaches the first controller.
KubeconfigEntry entry_of(const Cluster& cluster, const ClusterKeys& keys) {
  const KeyTexts& admin = keys.pair("admin");
  return {.cluster = cluster.name,
          .server = fmt::format("https://{}:{}", first_controller(cluster).address, kApiPort),
          .authority = keys.pair("ca").certificate,
          .user = user_of(cluster),
          .certificate = admin.certificate,
          .key = admin.key};
}

Result<int> forget(CommandContext& context, const Cluster& cluster, const Path& file) {
  const bool was_there = TRY(change_kubeconfig(
      file, [&](std::string_view text) { return without_entry(text, file.string(), cluster.name, user_of(cluster)); }));
  context.bus.say(was_there ? fmt::format("{} no longer knows '{}'", file.string(), cluster.name)
                            : fmt::format("{} doesn't know '{}'", file.string(), cluster.name));
  return 0;
}

}  // namespace

Result<int> kubeconfig(CommandContext& context, const KubeconfigOptions& options) {
  const Path file = file_of_kubectl();
  if (options.remove) return forget(context, TRY(load_cluster(options.cluster_file)), file);
  const Cluster cluster = TRY(whole_cluster(options.cluster_file));
  const KubeconfigEntry entry =
      entry_of(cluster, TRY(keys_of(context, cluster, TRY(ClusterState::open(cluster.name)))));
  if (options.print) {
    print(kubeconfig(entry).reveal());
    return 0;
  }
  TRY(change_kubeconfig(file, [&](std::string_view text) { return with_entry(text, file.string(), entry); }));
  context.bus.say(fmt::format("{} knows '{}' at {}: kubectl get nodes", file.string(), cluster.name, entry.server));
  return 0;
}

}  // namespace vent
