#pragma once

#include <string>

#include "commands/context.h"

namespace vent {

// `vent explain [FIELD]`: what a field of the cluster file means; without a field, all of them.
Result<int> explain(CommandContext& context, const std::string& field);

}  // namespace vent
