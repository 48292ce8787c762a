// The one place where the real clock, the terminal and the signals come together.

#include <sys/resource.h>
#include <unistd.h>

#include <memory>

#include "base/clock.h"
#include "base/signals.h"
#include "commands/vent.h"
#include "events/process_output.h"

namespace {

// Talk goes to standard error, also as JSON, so that a command's data can be piped.
std::unique_ptr<vent::Listener> listener_for(const vent::OutputOptions& options, vent::Clock& clock) {
  vent::OutputFacts facts = vent::observe_output(STDERR_FILENO);
  facts.choice = options.choice;
  facts.plain_asked = options.plain;
  return vent::make_listener(vent::choose_output(facts), clock);
}

// A host takes a few descriptors, and some systems give a thousand to begin with.
void allow_many_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int count, char** words) {
  allow_many_descriptors();
  const vent::SignalStop signals;  // first: every later thread must have these signals blocked
  vent::RealClock clock;
  vent::EventBus bus(clock);
  std::unique_ptr<vent::Listener> listener;
  const int code = vent::run_vent(count, words, [&](const vent::OutputOptions& options) {
    listener = listener_for(options, clock);
    bus.add(*listener);
    return vent::CommandContext{.bus = bus, .clock = clock, .stop = signals.token(), .output = options.choice};
  });
  if (listener) bus.remove(*listener);
  return code;
}
