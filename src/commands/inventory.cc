#include "commands/inventory.h"

#include <fmt/core.h>

#include <filesystem>
#include <map>
#include <optional>

#include "base/shell_quote.h"
#include "commands/packet_access.h"
#include "commands/whole_cluster.h"
#include "metal/lab.h"
#include "providers/inventory/cluster_hosts.h"
#include "providers/inventory/inventory_reading.h"

namespace vent {
namespace {

using Variables = std::map<std::string, Json>;

// A file that was named must be there; the usual one in the folder may be.
std::optional<Path> named_or_usual(const std::string& named, const Path& usual) {
  if (!named.empty()) return Path(named);
  return path_exists(usual) ? std::optional(usual) : std::nullopt;
}

std::optional<Path> settings_file(const InventoryOptions& options, const Path& folder) {
  std::string named = options.settings_file;
  if (named.empty())
    named = expand_path(environment_variable("PACKET_NET_INI_PATH").value_or(""), environment_variable);
  return named_or_usual(named, folder / "packet_net.ini");
}

Result<AnsibleInventory> cluster_part(CommandContext& context, const Path& file) {
  Cluster cluster = TRY(cluster_as_rented(file));
  std::erase_if(cluster.hosts, [](const Host& host) { return host.address.empty(); });
  for (const std::string& note : cluster.notes) context.bus.warn(note);
  return cluster_inventory(cluster);
}

// How Ansible logs in to machines of a lab: with the lab's key, and only to those that the lab made.
Variables lab_variables(const metal::Lab& lab) {
  const std::string known_hosts = fmt::format("UserKnownHostsFile=\"{}\"", lab.known_hosts_file().string());
  return {
      {"ansible_user", Json("root")},
      {"ansible_ssh_private_key_file", Json(lab.key_file().string())},
      {"ansible_ssh_common_args", Json(fmt::format("-o {} -o StrictHostKeyChecking=yes", shell_quote(known_hosts)))}};
}

Result<InventoryReading> machine_part(CommandContext& context, const InventoryOptions& options,
                                      const std::optional<Path>& file) {
  InventorySettings settings;
  if (file) settings = TRY(read_inventory_settings(TRY(read_file(*file)), file->string()));
  for (const Error& warning : settings.warnings)
    context.bus.warn(warning.place ? fmt::format("{}: {}", warning.place->text(), warning.message) : warning.message);

  // Whether there is an address is known without asking anybody; the token is looked for when it is needed.
  const std::optional<std::string> elsewhere = environment_variable("VENT_PACKET_URL");
  Variables also;
  if (!elsewhere || elsewhere->empty()) also = lab_variables(TRY(metal::open_lab(options.lab)));
  const int items_per_page = settings.items_per_page;
  const auto make_source = [&context, lab = options.lab, items_per_page]() -> Result<MachineSource> {
    return packet_source(TRY(find_packet(lab)).access, items_per_page, context.clock, context.stop);
  };
  const InventoryCache cache(expand_path(settings.cache_path, environment_variable));
  return InventoryReading(std::move(settings), cache, make_source, also, context.clock);
}

Result<std::string> listed(const std::optional<AnsibleInventory>& cluster, std::optional<InventoryReading>& machines,
                           Refresh refresh) {
  if (!machines) return inventory_json(*cluster).pretty() + "\n";
  std::string text = TRY(machines->list(refresh));
  if (!cluster) return text;
  const AnsibleInventory others = TRY(read_inventory_json(TRY(parse_json(text, "the inventory of machines"))));
  return inventory_json(merged(*cluster, others)).pretty() + "\n";
}

// Who isn't known has no variables: that is how Ansible wants it. For a host of the cluster file no API is asked.
Result<std::string> host_alone(const std::string& name, const std::optional<AnsibleInventory>& cluster,
                               std::optional<InventoryReading>& machines, Refresh refresh) {
  Variables variables;
  bool is_of_cluster = false;
  if (cluster) {
    const auto found = cluster->hosts.find(name);
    is_of_cluster = found != cluster->hosts.end();
    if (is_of_cluster) variables = found->second;
  }
  if (machines && !is_of_cluster) variables = TRY(machines->host(name, refresh)).value_or(Variables());
  return variables_json(variables).pretty() + "\n";
}

}  // namespace

Result<int> inventory(CommandContext& context, const InventoryOptions& options) {
  // Paths in the cluster file begin there, and Ansible may use them from anywhere.
  std::error_code ignored;
  const Path folder = std::filesystem::absolute(options.folder, ignored).lexically_normal();
  const std::optional<Path> settings = settings_file(options, folder);
  const std::optional<Path> cluster_file = named_or_usual(options.cluster_file, folder / "cluster.yaml");

  std::optional<AnsibleInventory> cluster;
  if (cluster_file) cluster = TRY(cluster_part(context, *cluster_file));
  std::optional<InventoryReading> machines;
  if (settings || !cluster) machines.emplace(TRY(machine_part(context, options, settings)));

  const Refresh refresh = options.refresh_cache ? Refresh::now : Refresh::if_old;
  print(options.host.empty() ? TRY(listed(cluster, machines, refresh))
                             : TRY(host_alone(options.host, cluster, machines, refresh)));
  if (machines)
    for (const std::string& note : machines->notes()) context.bus.warn(note);
  return 0;
}

}  // namespace vent
