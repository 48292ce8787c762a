#pragma once

#include <string>

#include "metal/api/catalogue.h"
#include "metal/host.h"

namespace vent::metal {

// The project that is there from the beginning. The lab's own commands call it "lab".
inline std::string lab_project_id() { return stable_id("project lab"); }
inline std::string project_id_of(const Host& host) {
  return host.rental.project.empty() ? lab_project_id() : host.rental.project;
}

}  // namespace vent::metal
