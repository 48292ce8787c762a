#pragma once

#include <stop_token>

#include "artifacts/wanted.h"
#include "base/files.h"
#include "base/result.h"

namespace vent {

// Runs a program with its version flag: it must say the version that the catalogue has it for. A file without such a
// flag, or for another processor, can't be asked, and passes.
Result<> check_says_version(const Wanted& wanted, const CatalogueFile& file, const Path& program, std::stop_token stop);

}  // namespace vent
