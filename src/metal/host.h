#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "metal/api/rental.h"

namespace vent::metal {

// Where a host stands. The words are those of the rented cloud's API.
enum class HostState {
  queued,        // created, nothing done yet
  provisioning,  // its first boot, or the first after a reinstall
  active,        // sshd answers
  inactive,      // powered off
  powering_on,
  powering_off,
  rebooting,
  reinstalling,
  deprovisioning,  // being deleted
  failed,          // see `problem`
};

std::string_view state_name(HostState state);
std::optional<HostState> state_from_name(std::string_view name);

// What the owner wants of the host. The keeper works until the machine is so; it can be killed and go on at any point.
struct Wanted {
  bool powered = true;
  bool deleted = false;
  int reboots = 0;     // how often a reboot was asked for, since creation
  int reinstalls = 0;  // likewise
  WallTime since{};    // when the last of these was asked for

  bool operator==(const Wanted&) const = default;
};

// What the keeper has done of it.
struct Done {
  int reboots = 0;
  int reinstalls = -1;  // -1: no disk yet

  bool operator==(const Done&) const = default;
};

struct Host {
  std::string id;    // a UUID
  std::string name;  // its hostname; need not be unique
  int slot = 0;      // decides its addresses
  HostState state = HostState::queued;
  Wanted wanted;
  Done done;
  std::string problem;    // why it is `failed`
  std::string user_data;  // given at creation
  std::vector<std::string> authorized_keys;
  std::string image;                   // the folder its disk is a layer over, decided when the disk is made
  std::string machine_id;              // as in its /etc/machine-id; another one after a reinstall
  std::vector<std::string> host_keys;  // the public halves, likewise
  WallTime created_at;
  std::optional<double> seconds_to_ssh;  // from asked to sshd answering, of the last boot
  Rental rental = {};                    // what the API knows of it beside

  bool operator==(const Host&) const = default;
};

// Whether it is as its owner wants it, or has failed: nothing more will happen by itself.
bool is_settled(const Host& host);

std::string to_json_text(const Host& host);
Result<Host> host_from_json_text(const std::string& text);

}  // namespace vent::metal
