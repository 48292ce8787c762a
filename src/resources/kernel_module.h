#pragma once

#include <string>

#include "base/files.h"
#include "formats/json.h"
#include "resources/state.h"
#include "resources/this_host.h"

namespace vent {

// A kernel module (or the same built into the kernel), now and at every boot.
struct KernelModule {
  std::string name;
  Path evidence = {};  // what is there when it is: many that are built in leave no other trace
};

std::string id_of(const KernelModule& module);
State wanted(const KernelModule& module);
Result<State> observe(const KernelModule& module, const ThisHost& host);
Result<> make(const KernelModule& module, ThisHost& host);
Result<> undo(const KernelModule& module, const State& before, ThisHost& host);
std::string as_shell(const KernelModule& module);
Json to_json(const KernelModule& module);
Result<KernelModule> kernel_module_from_json(const Json& json);

Path boot_file_path(const KernelModule& module);

}  // namespace vent
