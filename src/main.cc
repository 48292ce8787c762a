// The one place where the real clock, the terminal and the signals come together.

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/signals.h"
#include "commands/vent.h"
#include "events/json_listener.h"
#include "events/plain_listener.h"
#include "events/terminal_listener.h"

namespace {

std::optional<std::string> variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written <= 0) return;  // nobody is left to tell
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

vent::TerminalSize terminal_size() {
  winsize found{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &found) != 0 || found.ws_col == 0) return {};
  return {.columns = found.ws_col, .rows = found.ws_row};
}

std::unique_ptr<vent::Listener> make_listener(vent::Clock& clock, const vent::OutputOptions& options) {
  const vent::OutputStyle style = vent::choose_output({.is_terminal = ::isatty(STDERR_FILENO) == 1,
                                                       .columns = terminal_size().columns,
                                                       .term = variable("TERM"),
                                                       .no_color = variable("NO_COLOR"),
                                                       .ci = variable("CI"),
                                                       .choice = options.choice,
                                                       .plain_asked = options.plain});
  // Talk goes to standard error, so that a command's data can be piped; as JSON too.
  const vent::Writer talk = [](std::string_view text) { write_all(STDERR_FILENO, text); };
  switch (style) {
    case vent::OutputStyle::json_lines: return std::make_unique<vent::JsonListener>(talk);
    case vent::OutputStyle::plain_lines: return std::make_unique<vent::PlainListener>(talk);
    case vent::OutputStyle::terminal_with_colours:
    case vent::OutputStyle::terminal_without_colours: break;
  }
  const vent::Look look{.colours = style == vent::OutputStyle::terminal_with_colours ? vent::Colours::sgr : vent::Colours::none,
                        .symbols = vent::choose_symbols(variable("LC_ALL"), variable("LC_CTYPE"), variable("LANG"))};
  return std::make_unique<vent::TerminalListener>(clock, talk, terminal_size, look, vent::Redraws::by_thread);
}

}  // namespace

int main(int count, char** words) {
  const vent::SignalStop signals;  // first: every later thread must have these signals blocked
  vent::RealClock clock;
  vent::EventBus bus(clock);
  std::unique_ptr<vent::Listener> listener;
  const int code = vent::run_vent(count, words, [&](const vent::OutputOptions& options) {
    listener = make_listener(clock, options);
    bus.add(*listener);
    return vent::CommandContext{.bus = bus, .clock = clock, .stop = signals.token(), .output = options.choice};
  });
  if (listener) bus.remove(*listener);
  return code;
}
