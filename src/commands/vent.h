#pragma once

#include <functional>

#include "commands/context.h"
#include "events/terminal.h"

namespace vent {

// What the command line says about output, known before any command runs.
struct OutputOptions {
  OutputChoice choice = OutputChoice::text;
  bool plain = false;
};

// Reads the command line and runs the one command it names. `make_context` opens the talk once its look is known.
// Returns the process's exit code; errors have been shown by then.
int run_vent(int count, char** words, const std::function<CommandContext(const OutputOptions&)>& make_context);

}  // namespace vent
