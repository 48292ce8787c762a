#include "resources/wait.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/clock.h"
#include "base/shell_quote.h"
#include "base/text.h"

namespace vent {
namespace {

constexpr std::chrono::milliseconds kFirstPause{50}, kLongestPause{1000};

struct Seen {
  bool holds = false;
  std::string value;  // the last thing the probe said, for whoever has to find out why it never came true
};

Result<Seen> look_once(const Wait& wait, const ThisHost& host, std::chrono::milliseconds deadline) {
  const Result<Finished> probe = host.look(wait.probe, deadline);
  // A program that comes later, or one that hangs on what it asks, is a no of today.
  const bool may_come =
      !probe && (probe.error().kind == ErrorKind::missing || probe.error().kind == ErrorKind::timed_out);
  if (may_come) return Seen{.holds = false, .value = probe.error().message};
  if (!probe) return fail(probe.error());
  const std::string said = last_lines(probe->output + probe->error_output, 5);
  return Seen{.holds = probe->exit_code == 0,
              .value = said.empty() ? fmt::format("exit code {}, and it said nothing", probe->exit_code) : said};
}

}  // namespace

std::string id_of(const Wait& wait) { return "wait " + wait.name; }

State wanted(const Wait& /*wait*/) { return {{"holds", "yes"}}; }

Result<State> observe(const Wait& wait, const ThisHost& host) {
  const Seen seen = TRY(look_once(wait, host, ThisHost::kLookDeadline));
  return State{{"holds", seen.holds ? "yes" : "no"}};
}

Result<> make(const Wait& wait, ThisHost& host) {
  RealClock clock;
  const Moment end = clock.now() + wait.deadline;
  std::chrono::milliseconds pause = kFirstPause;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - clock.now());
    const Seen seen =
        TRY(look_once(wait, host, std::clamp<std::chrono::milliseconds>(left, kFirstPause, ThisHost::kLookDeadline)));
    if (seen.holds) return Ok{};
    if (clock.now() + pause > end)
      return fail(Error(ErrorKind::timed_out,
                        fmt::format("'{}' did not come true within {}", wait.name, format_duration(wait.deadline)))
                      .with_id("VENT_WAIT")
                      .with_hint("the last answer is above; this asks again, on the host: " + shell_quote(wait.probe))
                      .with_details(seen.value)
                      .with_retry(Retry::later));
    if (!clock.sleep_for(pause, host.stop()))
      return fail(Error(ErrorKind::interrupted, fmt::format("stopped while waiting until '{}'", wait.name))
                      .with_details(seen.value));
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
