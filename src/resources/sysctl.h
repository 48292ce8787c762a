#pragma once

#include <string>

#include "formats/json.h"
#include "resources/state.h"
#include "resources/this_host.h"

namespace vent {

// A setting of the kernel, now and at every boot.
struct Sysctl {
  std::string key;  // "net.ipv4.ip_forward"
  std::string value;
};

std::string id_of(const Sysctl& sysctl);
State wanted(const Sysctl& sysctl);
Result<State> observe(const Sysctl& sysctl, const ThisHost& host);
Result<> make(const Sysctl& sysctl, ThisHost& host);
Result<> undo(const Sysctl& sysctl, const State& before, ThisHost& host);
std::string as_shell(const Sysctl& sysctl);
Json to_json(const Sysctl& sysctl);
Result<Sysctl> sysctl_from_json(const Json& json);

Path boot_file_path(const Sysctl& sysctl);

}  // namespace vent
