#include "events/process_output.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "events/json_listener.h"
#include "events/plain_listener.h"
#include "events/terminal_listener.h"

namespace vent {
namespace {

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(descriptor, text.data(), text.size());
    if (count > 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (count < 0 && errno == EAGAIN) {
      // Another process may have made the shared terminal non-blocking (ssh does).
      pollfd ready{descriptor, POLLOUT, 0};
      poll(&ready, 1, -1);
    } else if (count == 0 || errno != EINTR) {
      return;
    }
  }
}

}  // namespace

OutputFacts observe_output(int descriptor) {
  OutputFacts facts;
  facts.is_terminal = isatty(descriptor) == 1;
  if (const std::optional<TerminalSize> size = observe_size(descriptor)) facts.columns = size->columns;
  facts.term = environment("TERM");
  facts.no_color = environment("NO_COLOR");
  facts.ci = environment("CI");
  return facts;
}

Symbols observe_symbols() {
  return choose_symbols(environment("LC_ALL"), environment("LC_CTYPE"), environment("LANG"));
}

std::optional<TerminalSize> observe_size(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return std::nullopt;
  return TerminalSize{size.ws_col, size.ws_row};
}

Writer write_to(int descriptor) {
  return [descriptor](std::string_view text) { write_all(descriptor, text); };
}

std::unique_ptr<Listener> make_listener(OutputStyle style, Clock& clock) {
  const Writer talk = write_to(STDERR_FILENO);
  if (style == OutputStyle::json_lines) return std::make_unique<JsonListener>(write_to(STDERR_FILENO));
  if (style == OutputStyle::plain_lines) return std::make_unique<PlainListener>(talk);
  const Look look{style == OutputStyle::terminal_with_colours ? Colours::sgr : Colours::none, observe_symbols()};
  const SizeSource size = [] { return observe_size(STDERR_FILENO).value_or(TerminalSize{}); };
  return std::make_unique<TerminalListener>(clock, talk, size, look, Redraws::by_thread);
}

}  // namespace vent
