#pragma once

#include <string>

#include "base/files.h"
#include "base/result.h"
#include "metal/address_plan.h"

namespace vent::metal {

// What a person decides about a lab: a bare-metal cloud on this machine. Two labs with other names, ranges and ports
// can run side by side.
struct LabSettings {
  std::string name = "metal";
  std::string private_range = "10.80.0.0/16";
  std::string public_range = "198.51.100.0/24";
  int port = 7480;

  bool operator==(const LabSettings&) const = default;
};

// Refuses names that can't be part of an interface name, and ranges that hold no host.
Result<> check_settings(const LabSettings& settings);
Result<AddressPlan> address_plan(const LabSettings& settings);

// Every name and path that the lab leaves on the machine, in one place: what is made under them is ours to remove.
struct Lab {
  LabSettings settings;
  Path state;   // survives `stop`: settings, hosts, disks
  Path images;  // shared by all labs; a host needs the one it was installed from

  Path run = "/run/vent";  // the machine's, not the user's: whose a lab is, until the next boot

  // A command of ours about this lab, for hints: command("start") is "vent metal start --lab two".
  std::string command(const std::string& verb) const;

  std::string router_namespace() const { return "vent-" + settings.name; }
  std::string operator_interface() const { return "vent-" + settings.name; }
  std::string host_namespace(int slot) const { return router_namespace() + "-" + std::to_string(slot); }
  std::string cgroup() const { return "vent-" + settings.name; }

  Path settings_file() const { return state / "lab.json"; }
  Path database_file() const { return state / "metal.db"; }
  Path token_file() const { return state / "token"; }
  Path lock_file() const { return run / (settings.name + ".lock"); }
  Path owner_file() const { return run / (settings.name + ".owner"); }
  Path log_file() const { return state / "daemon.log"; }
  Path key_file() const { return state / "ssh" / "id_ed25519"; }
  Path known_hosts_file() const { return state / "ssh" / "known_hosts"; }
  Path ssh_config_file() const { return state / "ssh" / "config"; }
  Path hosts_directory() const { return state / "hosts"; }
  Path host_directory(const std::string& id) const { return hosts_directory() / id; }
};

// The lab of that name below the user's state directory, with its saved settings; nothing is made yet.
Result<Lab> open_lab(const std::string& name);
Result<> save_settings(const Lab& lab);

}  // namespace vent::metal
