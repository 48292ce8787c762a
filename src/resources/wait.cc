#include "resources/wait.h"

#include <fmt/core.h>

#include "base/clock.h"
#include "base/shell_quote.h"
#include "base/text.h"

namespace vent {
namespace {

constexpr std::chrono::milliseconds kFirstPause{50}, kLongestPause{1000};

// The last thing a probe said, for whoever has to find out why it never came true.
std::string last_value(const Finished& probe) {
  const std::string said = last_lines(probe.output + probe.error_output, 5);
  return said.empty() ? fmt::format("exit code {}, and it said nothing", probe.exit_code) : said;
}

}  // namespace

std::string id_of(const Wait& wait) { return "wait " + wait.name; }

State wanted(const Wait& /*wait*/) { return {{"holds", "yes"}}; }

Result<State> observe(const Wait& wait, const ThisHost& host) {
  const Finished probe = TRY(host.look(wait.probe));
  return State{{"holds", probe.exit_code == 0 ? "yes" : "no"}};
}

Result<> make(const Wait& wait, ThisHost& host) {
  RealClock clock;
  const Moment deadline = clock.now() + wait.deadline;
  std::chrono::milliseconds pause = kFirstPause;
  while (true) {
    const Finished probe = TRY(host.look(wait.probe));
    if (probe.exit_code == 0) return Ok{};
    if (clock.now() + pause > deadline)
      return fail(Error(ErrorKind::timed_out,
                        fmt::format("'{}' did not come true within {}", wait.name, format_duration(wait.deadline)))
                      .with_id("VENT_WAIT")
                      .with_hint("this asks again: " + shell_quote(wait.probe))
                      .with_details(last_value(probe))
                      .with_retry(Retry::later));
    if (!clock.sleep_for(pause, host.stop()))
      return fail(Error(ErrorKind::interrupted, fmt::format("stopped while waiting until '{}'", wait.name))
                      .with_details(last_value(probe)));
    pause = std::min(pause * 2, kLongestPause);
  }
}

Result<> undo(const Wait& /*wait*/, const State& /*before*/, ThisHost& /*host*/) { return Ok{}; }

std::string as_shell(const Wait& wait) {
  return fmt::format("timeout {} sh -c 'until \"$@\"; do sleep 1; done' wait {}", wait.deadline.count(),
                     shell_quote(wait.probe));
}

Json to_json(const Wait& wait) {
  Json probe = Json::array();
  for (const std::string& word : wait.probe) probe.push(word);
  return Json::object().set("name", wait.name).set("probe", probe).set("deadline", wait.deadline.count());
}

Result<Wait> wait_from_json(const Json& json) {
  Wait wait;
  wait.name = TRY(json.text("name"));
  wait.probe = TRY(json.texts("probe"));
  wait.deadline = std::chrono::seconds(TRY(json.integer("deadline")));
  return wait;
}

}  // namespace vent
