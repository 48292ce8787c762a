#pragma once

#include <string>
#include <vector>

#include "commands/context.h"

namespace vent {

// The verbs of `vent machine`, and `vent ssh`. Each returns the exit code, or the error that is shown and decides it.

// Which machines, and how they are shown.
struct MachineOptions {
  std::string cluster_file;  // empty: cluster.yaml when it is there
  std::string lab = "metal";
  std::string project;  // name or id; empty: PACKET_PROJECT_ID, or the only one there is
  std::string provider = "packet";
  std::string format = "table";  // table, wide, json, yaml, name
};

struct MachineListOptions {
  MachineOptions common;
  std::string tag, state;
  bool watch = false;
};
Result<int> machine_list(CommandContext& context, const MachineListOptions& options);

struct MachineCreateOptions {
  MachineOptions common;
  std::string host_name;
  int count = 1, first = 0;
  std::vector<std::string> facilities, tags;
  std::string plan, operating_system, role;
  bool spot = false;
  double max_price = 0;
  std::string termination_time;
  std::string user_data_file, user_data;
  std::string custom_data_file, storage_file;
  std::string ipxe_script_url;
  bool always_pxe = false, locked = false;
  std::string billing_cycle = "hourly";
  std::vector<std::string> key_files;
  std::string state = "present";  // present, absent, active, inactive, rebooted
  bool wait = false;
  int timeout_seconds = 900;
};
Result<int> machine_create(CommandContext& context, const MachineCreateOptions& options);

struct MachineActOptions {
  MachineOptions common;
  std::vector<std::string> names;
  std::string action;            // as the API calls it: power_on …
  std::string operating_system;  // of a reinstall; empty: as it is
  bool wait = false;
  int timeout_seconds = 900;
};
Result<int> machine_get(CommandContext& context, const MachineActOptions& options);
Result<int> machine_act(CommandContext& context, const MachineActOptions& options);
Result<int> machine_delete(CommandContext& context, const MachineActOptions& options);

struct MachineWaitOptions {
  MachineOptions common;
  std::vector<std::string> names;  // none: all
  std::string goal = "active";     // active, inactive, gone; ssh: active and lets us in
  int timeout_seconds = 900;
};
Result<int> machine_wait(CommandContext& context, const MachineWaitOptions& options);

struct MachineEventsOptions {
  MachineOptions common;
  std::vector<std::string> names;  // none: all
  bool follow = false;
};
Result<int> machine_events(CommandContext& context, const MachineEventsOptions& options);

struct MachinePricesOptions {
  MachineOptions common;
  std::string plan, facility;
  bool history = false;
  int days = 7;
};
Result<int> machine_prices(CommandContext& context, const MachinePricesOptions& options);
Result<int> machine_plans(CommandContext& context, const MachineOptions& options);
Result<int> machine_facilities(CommandContext& context, const MachineOptions& options);
Result<int> machine_systems(CommandContext& context, const MachineOptions& options);
Result<int> machine_capacity(CommandContext& context, const MachineOptions& options);

struct MachinePingOptions {
  MachineOptions common;
  std::vector<std::string> names;  // none: all hosts of the cluster file, else all machines
};
Result<int> machine_ping(CommandContext& context, const MachinePingOptions& options);

struct SshOptions {
  MachineOptions common;
  std::string host;
  std::vector<std::string> command;
};
Result<int> ssh_to_host(CommandContext& context, const SshOptions& options);

}  // namespace vent
