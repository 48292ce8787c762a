#pragma once

#include <optional>
#include <stop_token>

#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"
#include "events/bus.h"
#include "metal/lab.h"

namespace vent::metal {

Result<> check_root();

// Everything that can be wrong on this machine, before anything is made: not root, a missing program, ranges or the
// port in use, a state directory that no overlay can stand on.
Result<> check_machine(const Lab& lab);

// Runs the lab until asked to stop. Hosts go on running after it; a later daemon finds them.
Result<> serve(const Lab& lab, EventBus& bus, Clock& clock, std::stop_token stop);

// Starts `vent metal serve` as a program of its own and waits until it answers.
Result<> start_daemon(const Lab& lab, Clock& clock, std::stop_token stop);
// Ends a running daemon and takes its place, to take the lab down. Another one that does so is waited for.
Result<FileLock> take_from_daemon(const Lab& lab, Clock& clock, std::stop_token stop);
// Who runs the lab now. A daemon that holds the lock and does not answer is coming or going: it is waited for.
Result<std::optional<FileLock::Holder>> running_daemon(const Lab& lab, Clock& clock, std::stop_token stop);

}  // namespace vent::metal
