#include "validate/run_checks.h"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

#include "base/text.h"
#include "base/thread_pool.h"
#include "events/activity.h"

namespace vent {
namespace {

// Each has connections to hosts open, and a host takes only so many at once.
constexpr int kAtOnce = 3;

// Ends what a check does when its time is over, or when all is to end.
class Limit {
 public:
  Limit(std::chrono::seconds deadline, const std::stop_token& all)
      : ended_with_all_(all, [this] { stop_.request_stop(); }),
        thread_([this, deadline](const std::stop_token& through) { wait(deadline, through); }) {}

  std::stop_token token() const { return stop_.get_token(); }
  bool is_over() const { return is_over_; }

 private:
  void wait(std::chrono::seconds deadline, const std::stop_token& through) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    never.wait_for(lock, through, deadline, [] { return false; });
    if (through.stop_requested()) return;
    is_over_ = true;
    stop_.request_stop();
  }

  std::stop_source stop_;
  std::atomic<bool> is_over_ = false;
  std::stop_callback<std::function<void()>> ended_with_all_;
  std::jthread thread_;  // last: it uses all of the above
};

Error over(const ClusterCheck& check) {
  return Error(ErrorKind::timed_out, fmt::format("it was not through after {}", format_duration(check.deadline)))
      .with_hint("vent status");
}

CheckResult run_one(const Scene& scene, const ClusterCheck& check, EventBus& bus, const Clock& clock) {
  Activity activity(bus, std::string(check.name));
  CheckResult result{.check = &check};
  const Moment begin = clock.now();
  const Limit limit(check.deadline, scene.stop());
  Result<Findings> findings = check.look(scene.stopped_by(limit.token()));
  if (limit.is_over()) findings = fail(over(check));
  result.took = clock.now() - begin;
  if (findings)
    result.findings = *std::move(findings);
  else
    result.error = findings.error();
  const bool was_tried = !result.error || result.error->id != kNotTried;
  result.end = !was_tried                                          ? CheckEnd::not_tried
               : result.error || !result.findings.problems.empty() ? CheckEnd::failed
                                                                   : CheckEnd::passed;
  activity.finish(result.end == CheckEnd::passed   ? Outcome::done
                  : result.end == CheckEnd::failed ? Outcome::failed
                                                   : Outcome::skipped,
                  result.findings.seen);
  return result;
}

std::string problem_text(const Problem& problem) {
  std::string text = "  " + problem.what + "\n";
  for (const std::string& line : split_lines(problem.evidence))
    if (!trim(line).empty()) text += fmt::format("    | {}\n", trim_end(line));
  if (!problem.next.empty()) text += fmt::format("    next: {}\n", problem.next);
  return text;
}

std::string problems_text(const std::vector<Problem>& problems) {
  std::string text;
  for (std::size_t i = 0; i < problems.size(); ++i) {
    if (i < kWithEvidence)
      text += problem_text(problems[i]);
    else
      text += "  " + problems[i].what + "\n";
  }
  return text;
}

std::string_view shown(CheckEnd end) { return end == CheckEnd::failed ? "FAILED" : check_end_name(end); }

std::size_t count(const std::vector<CheckResult>& results, CheckEnd end) {
  return static_cast<std::size_t>(std::ranges::count(results, end, &CheckResult::end));
}

}  // namespace

std::string_view check_end_name(CheckEnd end) {
  switch (end) {
    case CheckEnd::passed:
      return "passed";
    case CheckEnd::failed:
      return "failed";
    case CheckEnd::not_tried:
      break;
  }
  return "not tried";
}

std::vector<CheckResult> run_checks(Scene& scene, const std::vector<const ClusterCheck*>& checks, bool keep,
                                    EventBus& bus, const Clock& clock) {
  std::vector<CheckResult> results(checks.size());
  const bool wants_pods =
      std::ranges::any_of(checks, [](const ClusterCheck* check) { return check->uses == Uses::probe_pods; });
  Result<> ready = Ok{};
  {
    ThreadPool threads("checks", kAtOnce);
    const auto add = [&](Uses uses) {
      for (const bool is_long : {true, false})
        for (std::size_t i = 0; i < checks.size(); ++i)
          if (checks[i]->uses == uses && checks[i]->is_long == is_long)
            threads.add([&, i](const std::stop_token&) { results[i] = run_one(scene, *checks[i], bus, clock); });
    };
    add(Uses::hosts);
    if (wants_pods) {
      Activity activity(bus, "pods to try things with");
      ready = activity.finish_as(scene.set_up());
      if (ready) add(Uses::probe_pods);
    }
    threads.wait_until_idle();
  }
  for (std::size_t i = 0; i < checks.size(); ++i)
    if (results[i].check == nullptr) results[i] = {.check = checks[i], .error = ready.error()};
  if (wants_pods && !keep)
    if (const Result<> cleared = scene.clear(); !cleared)
      bus.warn(fmt::format("the namespace {} is still there: {}", Scene::kNamespace, cleared.error().message));
  return results;
}

bool all_passed(const std::vector<CheckResult>& results) { return count(results, CheckEnd::passed) == results.size(); }

std::string checks_text(const std::vector<CheckResult>& results) {
  std::size_t width = 0;
  for (const CheckResult& result : results) width = std::max(width, result.check->name.size());
  std::string text;
  std::set<std::string> told;
  for (const CheckResult& result : results) {
    text += fmt::format("{:<9}  {:<{}}  {}{}\n", shown(result.end), result.check->name, width,
                        result.findings.seen.empty() ? result.check->holds : result.findings.seen,
                        result.end == CheckEnd::not_tried ? "" : fmt::format(" ({})", format_duration(result.took)));
    text += problems_text(result.findings.problems);
    if (result.error && told.insert(result.error->text()).second) text += indent(result.error->text(), "  ") + "\n";
  }
  text += fmt::format("\n{} passed, {} failed", count(results, CheckEnd::passed), count(results, CheckEnd::failed));
  if (const std::size_t rest = count(results, CheckEnd::not_tried); rest > 0)
    text += fmt::format(", {} not tried", rest);
  return text + "\n";
}

Json checks_json(const std::vector<CheckResult>& results) {
  Json list = Json::array();
  for (const CheckResult& result : results) {
    Json problems = Json::array();
    for (const Problem& problem : result.findings.problems)
      problems.push(
          Json::object().set("what", problem.what).set("evidence", problem.evidence).set("next", problem.next));
    list.push(Json::object()
                  .set("check", result.check->name)
                  .set("holds", result.check->holds)
                  .set("outcome", check_end_name(result.end))
                  .set("seen", result.findings.seen)
                  .set("seconds", std::chrono::duration<double>(result.took).count())
                  .set("problems", std::move(problems))
                  .set("error", result.error ? Json(result.error->text()) : Json()));
  }
  return Json::object()
      .set("schemaVersion", 1)
      .set("passed", count(results, CheckEnd::passed))
      .set("failed", count(results, CheckEnd::failed))
      .set("notTried", count(results, CheckEnd::not_tried))
      .set("checks", std::move(list));
}

}  // namespace vent
