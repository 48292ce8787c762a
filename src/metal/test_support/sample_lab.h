#pragma once

#include <rapidcheck.h>

#include <string>

#include "metal/host.h"
#include "metal/lab.h"

namespace vent::metal {

// The lab and the hosts that tests speak of: nothing random in them, so that goldens hold.
Lab sample_lab();
AddressPlan sample_plan();
// An active host with everything set; its name and id follow from the slot.
Host sample_host(int slot = 1);

// Of places and plans that there are.
rc::Gen<Rental> any_rental();
// Any record that could have been written, likely or not.
rc::Gen<Host> any_host();

// Sets an environment variable, and puts back what was there.
class ScopedVariable {
 public:
  ScopedVariable(std::string name, const std::string& value);
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;
  ~ScopedVariable();

 private:
  std::string name_;
  std::optional<std::string> before_;
};

// Writes a shell script that can be run.
void write_program(const Path& path, const std::string& script);

}  // namespace vent::metal
