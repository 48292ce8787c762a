#pragma once

#include <memory>

#include "base/clock.h"
#include "events/listener.h"
#include "events/terminal.h"

namespace vent {

// Where the decisions of terminal.h meet the real process: the only file of events/ that reads the environment or
// touches a descriptor.

// The facts of this process about a stream (the standard error, for events). What the user asked for is the caller's
// to fill in.
OutputFacts observe_output(int descriptor);
Symbols observe_symbols();
// Nothing when the descriptor is no terminal, or one that does not know its size.
std::optional<TerminalSize> observe_size(int descriptor);

// Writes all of each text to the descriptor. A reader that went away is no reason to stop working, so errors are
// ignored; where SIGPIPE is not ignored, it ends the process.
Writer write_to(int descriptor);

// The listener for a style. It writes to the standard error, also as JSON: the standard output is for data.
std::unique_ptr<Listener> make_listener(OutputStyle style, Clock& clock);

}  // namespace vent
