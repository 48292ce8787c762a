#pragma once

#include <string>

#include "base/files.h"
#include "base/result.h"

namespace vent {

// What belongs to vent lies beside the program after a build, and where packages put such things after an installation.
// The path of whichever is there, else the first of the two.
Path beside_vent(const std::string& name, const Path& installed_in);

// The folder in which vent's program is.
Path program_folder();

}  // namespace vent
