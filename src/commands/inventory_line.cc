#include "commands/inventory_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>

namespace vent {
namespace {

constexpr std::array kLinkNames = {"packet_net", "packet_net.py", "vent-inventory"};

}  // namespace

void add_inventory(CLI::App& app, InventoryOptions& options, Chosen& chosen) {
  CLI::App* verb =
      app.add_subcommand("inventory", "hosts and groups for Ansible; a link named vent-inventory does this");
  CLI::Option* list = verb->add_flag("--list", options.list, "all hosts and groups (so it is without any option)");
  CLI::Option* host = verb->add_option("--host", options.host, "the variables of this host alone");
  list->excludes(host);
  verb->add_flag("--refresh-cache", options.refresh_cache, "ask the API, however young the cache is");
  verb->add_option("--settings", options.settings_file, "the settings ($PACKET_NET_INI_PATH, else packet_net.ini)");
  verb->add_option("-f,--file", options.cluster_file,
                   "a cluster file, whose hosts are in the inventory (cluster.yaml)");
  verb->add_option("--folder", options.folder, "where these files are looked for (.)");
  verb->add_option("--lab", options.lab, "the lab to ask when $VENT_PACKET_URL names no other API (metal)")
      ->envname("VENT_LAB");
  verb->callback([&] { chosen.action = [&](CommandContext& context) { return inventory(context, options); }; });
}

std::vector<std::string> meant_line(std::vector<std::string> words) {
  if (words.empty()) return {"vent"};
  const Path program = words.front();
  if (std::ranges::find(kLinkNames, program.filename().string()) == kLinkNames.end()) return words;
  const Path folder = program.has_parent_path() ? program.parent_path() : Path(".");
  std::vector<std::string> meant = {"vent", "inventory", "--folder", folder.string()};
  meant.insert(meant.end(), words.begin() + 1, words.end());
  return meant;
}

}  // namespace vent
