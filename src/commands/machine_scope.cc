#include "commands/machine_scope.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "base/user_directories.h"
#include "commands/whole_cluster.h"
#include "providers/static/static_provider.h"
#include "remote/cluster_state.h"
#include "remote/known_hosts.h"

namespace vent {
namespace {

constexpr const char* kUsualFile = "cluster.yaml";

// A project's id becomes the name of a folder, and comes from somebody else's machine.
std::string as_file_name(const std::string& text) {
  std::string name;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    name += is_plain ? c : '_';
  }
  return name.empty() ? "_" : name;
}

}  // namespace

Result<std::optional<Cluster>> cluster_if_there(CommandContext& context, const std::string& file) {
  if (file.empty() && !path_exists(kUsualFile)) return std::optional<Cluster>();
  Cluster cluster = TRY(cluster_as_rented(file.empty() ? kUsualFile : file));
  for (const std::string& note : cluster.notes) context.bus.warn(note);
  return std::optional<Cluster>(std::move(cluster));
}

Result<std::unique_ptr<MachineScope>> MachineScope::open(CommandContext& context, const MachineOptions& options) {
  std::unique_ptr<MachineScope> scope(new MachineScope);
  scope->cluster_ = TRY(cluster_if_there(context, options.cluster_file));
  if (scope->cluster_) {
    scope->folder_ = TRY(ClusterState::open(scope->cluster_->name)).folder();
    TRY(pin_given_keys(scope->known_hosts(), *scope->cluster_));
  }
  if (options.provider == "static") {
    if (!scope->cluster_)
      return fail(Error(ErrorKind::missing, "there is no cluster file that names hosts of your own")
                      .with_id("VENT_NO_CLUSTER_FILE")
                      .with_hint("name it: --file cluster.yaml; to begin one: vent init"));
    scope->provider_ = std::make_unique<StaticProvider>(*scope->cluster_);
    return scope;
  }
  TRY(scope->open_packet(context, options));
  if (!scope->cluster_) {
    scope->folder_ = TRY(state_home()) / "vent" / "machines" / as_file_name(scope->project_);
    TRY(make_directories(scope->folder_, 0700));
  }
  return scope;
}

Result<> MachineScope::open_packet(CommandContext& context, const MachineOptions& options) {
  PacketPlace place = TRY(find_packet(options.lab));
  if (place.lab) login_key_ = place.lab->key_file().string();
  api_ = std::make_unique<PacketApi>(std::move(place.access), http_, context.clock, context.stop);
  std::string wanted = options.project;
  for (const char* name : {"PACKET_PROJECT_ID", "METAL_PROJECT_ID"})
    if (wanted.empty()) wanted = environment_variable(name).value_or("");
  PacketProject project = TRY(find_project(*api_, wanted));
  project_ = project.id;
  auto packet = std::make_unique<PacketProvider>(
      *api_, PacketProvider::Settings{.project = std::move(project),
                                      .clock = context.clock,
                                      .stop = context.stop,
                                      .tell = [&context](std::string text) { context.bus.warn(std::move(text)); }});
  packet_ = packet.get();
  provider_ = std::move(packet);
  return Ok{};
}

Result<PacketProvider*> MachineScope::packet() {
  if (packet_ != nullptr) return packet_;
  return fail(not_offered(provider_->name(), "tell that").with_hint("without --provider, or with --provider packet"));
}

Host MachineScope::host_of(const Machine& machine) const {
  const Host* known = cluster_ ? cluster_->find(machine.name) : nullptr;
  if (known != nullptr && !known->address.empty()) return *known;
  Host host;
  host.name = machine.name;
  host.address = machine.login_address();
  host.domain_name = machine.name;
  host.ssh.user = machine.user;
  host.ssh.key_file = login_key_;
  return host;
}

Result<std::vector<Machine>> chosen_machines(MachineScope& scope, const std::vector<std::string>& names) {
  std::vector<Machine> all = TRY(scope.provider().list());
  if (names.empty()) {
    std::erase_if(all, is_leaving);
    return all;
  }
  std::vector<Machine> chosen;
  for (const std::string& name : names) {
    Machine machine = TRY(find_machine(all, name));
    if (std::ranges::find(chosen, machine.id, &Machine::id) == chosen.end()) chosen.push_back(std::move(machine));
  }
  return chosen;
}

void warn_of_orphans(CommandContext& context, const std::vector<Machine>& machines, const Cluster* cluster) {
  for (const Machine& machine : machines)
    if (is_orphan(machine, cluster))
      context.bus.warn(
          fmt::format("{} is a machine of the cluster {} that its file doesn't name, and it is paid for: "
                      "write it down, or: vent machine delete {}",
                      machine.name, cluster->name, machine.id));
}

Result<MachineFormat> asked_format(const CommandContext& context, const MachineOptions& options) {
  const MachineFormat format = TRY(machine_format(options.format));
  const bool is_default = format == MachineFormat::table;
  return is_default && context.output == OutputChoice::json ? MachineFormat::json : format;
}

void show(const MachineListing& listing, MachineFormat format) { print(render(listing, format)); }

}  // namespace vent
