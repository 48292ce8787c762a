#pragma once

#include <stop_token>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "events/bus.h"
#include "events/terminal.h"

namespace vent {

// What a command works with. Data goes to print(), talk goes to the bus.
struct CommandContext {
  EventBus& bus;
  Clock& clock;
  std::stop_token stop;
  OutputChoice output = OutputChoice::text;
};

// Writes data to standard output.
void print(std::string_view text);

}  // namespace vent
