#pragma once

#include <chrono>
#include <string>

#include "formats/json.h"
#include "resources/content.h"
#include "resources/state.h"
#include "resources/this_host.h"

namespace vent {

// A systemd service: its file, that it starts at boot, that it runs now, and from what it was started.
//
// There are no handlers that restart it. The digest of everything it is started from stands in the unit as VENT_INPUTS
// and so in the running process's environment: whether it runs with today's configuration is looked at, like anything
// else, and a crash between writing a file and restarting loses nothing. started_unit.h makes such units.
struct Unit {
  std::string name;  // "etcd.service"
  Content file;
  std::string inputs;  // the digest that is in the file as VENT_INPUTS
  std::chrono::seconds start_deadline{120};
};

std::string id_of(const Unit& unit);
State wanted(const Unit& unit);
Result<State> observe(const Unit& unit, const ThisHost& host);
Result<> make(const Unit& unit, ThisHost& host);
Result<> undo(const Unit& unit, const State& before, ThisHost& host);
std::string as_shell(const Unit& unit);
Json to_json(const Unit& unit);
Result<Unit> unit_from_json(const Json& json);

Path unit_file_path(const Unit& unit);
// Where a service that doesn't stay (Type=oneshot) leaves its VENT_INPUTS when it has run. Gone after a boot.
Path inputs_file_path(const std::string& unit_name);

}  // namespace vent
