#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "cluster/cluster.h"
#include "commands/machine.h"
#include "commands/machine_view.h"
#include "commands/packet_access.h"
#include "net/http_client.h"
#include "providers/packet/packet_provider.h"

namespace vent {

// All that a verb of `vent machine` works with: whose machines, where their host keys are pinned, how to log in.
class MachineScope {
 public:
  static Result<std::unique_ptr<MachineScope>> open(CommandContext& context, const MachineOptions& options);

  MachineProvider& provider() { return *provider_; }
  Result<PacketProvider*> packet();  // an error when another provider was chosen
  const Cluster* cluster() const { return cluster_ ? &*cluster_ : nullptr; }
  bool is_on_this_machine() const { return !login_key_.empty(); }  // a lab, which may be asked often

  // Where the keys of these machines are kept: the cluster's folder, or one for the project.
  const Path& folder() const { return folder_; }
  Path known_hosts() const { return folder_ / "known_hosts"; }
  Path host_key_file(const std::string& name) const { return folder_ / "host-keys" / name; }
  Path pin_origin_file(const std::string& name) const { return folder_ / "host-keys" / (name + ".origin"); }

  // A machine as ssh needs it.
  Host host_of(const Machine& machine) const;

 private:
  MachineScope() = default;
  Result<> open_packet(CommandContext& context, const MachineOptions& options);

  std::optional<Cluster> cluster_;
  std::string project_;
  Path folder_;
  std::string login_key_;  // a file; empty: the user's ssh decides
  CurlHttpClient http_;
  std::unique_ptr<PacketApi> api_;
  PacketProvider* packet_ = nullptr;
  std::unique_ptr<MachineProvider> provider_;
};

// The cluster file, when one is named or lies here.
Result<std::optional<Cluster>> cluster_if_there(CommandContext& context, const std::string& file);

// Those of these names or ids, all of them before anything is done; all there are when none is named.
Result<std::vector<Machine>> chosen_machines(MachineScope& scope, const std::vector<std::string>& names);

// About each machine that is tagged as the cluster's, and that its file doesn't name.
void warn_of_orphans(CommandContext& context, const std::vector<Machine>& machines, const Cluster* cluster);

// The format that was asked for: by the verb's own -o, or by -o json before it.
Result<MachineFormat> asked_format(const CommandContext& context, const MachineOptions& options);
void show(const MachineListing& listing, MachineFormat format);

}  // namespace vent
