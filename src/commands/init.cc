#include "commands/init.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/files.h"
#include "base/text.h"
#include "cluster/beginnings.h"
#include "cluster/cluster_writer.h"
#include "cluster/input_kind.h"
#include "cluster/read_cluster.h"
#include "cluster/value_form.h"
#include "commands/lab_cluster.h"
#include "metal/client.h"

namespace vent {
namespace {

Result<> check_free(const std::string& file) {
  if (!path_exists(file)) return Ok{};
  return fail(Error(ErrorKind::conflict, fmt::format("{} exists already", file))
                  .with_id("VENT_FILE_EXISTS")
                  .with_hint("write another one: vent init --file other.yaml"));
}

Result<Cluster> converted(const std::string& file) {
  const std::string doing = fmt::format("converting {}", file);
  const std::string text = TRY(while_doing(doing, read_file(file)));
  Cluster cluster = TRY(while_doing(doing, load_cluster(file)));
  if (input_kind(file, text) == InputKind::cluster_file)
    return fail(Error(ErrorKind::bad_input, fmt::format("{} is a cluster file already", file))
                    .with_id("VENT_NOTHING_TO_CONVERT")
                    .with_hint("--from takes a machines.txt or an inventory of Ansible"));
  return cluster;
}

Result<Cluster> cluster_of_running_lab(const std::string& name) {
  const metal::Lab lab = TRY(metal::open_lab(name));
  const std::vector<metal::HostView> hosts = TRY(metal::Client(lab).hosts());
  Cluster cluster = TRY(cluster_of_lab(lab, hosts, TRY(read_file_if_present(lab.known_hosts_file())).value_or("")));
  fit_to_lab(cluster, TRY(metal::Client(lab).status()));
  return cluster;
}

// Files that say by their comments what to put in, and what then.
struct Beginning {
  std::string_view machines;
  std::string (*text)(const std::string& name);
  std::string_view next;
};
constexpr Beginning kBeginnings[] = {
    {"packet", beginning_for_packet, "look at the pools, then: vent up --file {}"},
    {"static", beginning_for_own_hosts, "put your hosts in where something stands in <>, then: vent plan --file {}"},
};

Result<int> write_beginning(CommandContext& context, const Beginning& beginning, const InitOptions& options) {
  TRY(write_file(options.file, beginning.text(options.name.empty() ? example_cluster().name : options.name)));
  context.bus.say(
      fmt::format("{} is written: {}", options.file, replace_all(std::string(beginning.next), "{}", options.file)));
  return 0;
}

Result<Cluster> wanted_cluster(const InitOptions& options) {
  if (options.machines == "local") return cluster_to_rent(options.lab);
  if (options.from_lab) return cluster_of_running_lab(options.lab);
  if (!options.from.empty()) return converted(options.from);
  return example_cluster();
}

std::string counted(std::size_t number, std::string_view what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

}  // namespace

Result<int> init(CommandContext& context, const InitOptions& options) {
  TRY(check_free(options.file));
  if (!options.name.empty()) TRY(while_doing("looking at --name", check_value(Form::label, options.name)));
  const auto* beginning = std::ranges::find(kBeginnings, options.machines, &Beginning::machines);
  if (beginning != std::end(kBeginnings)) return write_beginning(context, *beginning, options);
  const bool is_sample = options.from.empty() && !options.from_lab && options.machines.empty();
  Cluster cluster = TRY(wanted_cluster(options));
  if (!options.name.empty()) cluster.name = options.name;
  const Commentary others = options.machines.empty() ? Commentary::bare : Commentary::brief;
  const std::string text = write_cluster(cluster, is_sample ? Commentary::explained : others);
  // Names of a lab's hosts can be some that no cluster takes.
  TRY(while_doing("checking what would be written", read_cluster(text, options.file)));
  TRY(write_file(options.file, text));

  for (const std::string& note : cluster.notes) context.bus.warn(note);
  if (is_sample)
    context.bus.say(fmt::format("{} is written: put your own hosts in", options.file));
  else
    context.bus.say(fmt::format("{} is written: {}, {}", options.file,
                                counted(cluster.with_role(Role::controller).size(), "controller"),
                                counted(cluster.with_role(Role::worker).size(), "worker")));
  return 0;
}

}  // namespace vent
