#include "commands/ask.h"

#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/stop_event.h"
#include "base/text.h"

namespace vent {
namespace {

constexpr std::size_t kLongestAnswer = 1000;

// A line of standard input, or what there was of it.
Result<std::string> read_answer(const std::stop_token& stop) {
  const StopEvent stopped(stop);
  std::string line;
  while (line.size() < kLongestAnswer) {
    std::array<pollfd, 2> waiting = {{{STDIN_FILENO, POLLIN, 0}, {stopped.descriptor(), POLLIN, 0}}};
    if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) break;
    if (waiting[1].revents != 0) return fail(Error(ErrorKind::interrupted, "nothing was answered"));
    if (waiting[0].revents == 0) continue;
    char letter = '\0';
    if (::read(STDIN_FILENO, &letter, 1) != 1 || letter == '\n') break;
    line += letter;
  }
  return line;
}

Result<std::string> answer_to(CommandContext& context, const std::string& question, const std::string& choices,
                              const std::string& hint) {
  if (::isatty(STDIN_FILENO) == 0)
    return fail(Error(ErrorKind::bad_input, fmt::format("nobody is here to be asked: {}", question))
                    .with_id("VENT_NOBODY_TO_ASK")
                    .with_hint(hint));
  context.bus.say(question + choices);
  return std::string(trim(TRY(read_answer(context.stop))));
}

}  // namespace

Result<bool> ask(CommandContext& context, const std::string& question, const std::string& hint) {
  return TRY(answer_to(context, question, " (yes or no)", hint)) == "yes";
}

Result<std::string> ask_for_word(CommandContext& context, const std::string& question, const std::string& hint) {
  return answer_to(context, question, "", hint);
}

}  // namespace vent
