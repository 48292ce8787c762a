#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "commands/context.h"
#include "commands/vent.h"

namespace vent {

// What a subcommand does once the line was understood.
using Action = std::function<Result<int>(CommandContext&)>;

struct Chosen {
  Action action;
  OutputOptions output;
  std::string output_name = "text";
};

}  // namespace vent
