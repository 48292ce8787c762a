#include "commands/history_view.h"

#include <gtest/gtest.h>

#include "support/golden.h"

namespace vent {
namespace {

using namespace std::chrono_literals;

constexpr WallTime kStart{std::chrono::sys_days{std::chrono::year(2026) / 1 / 1}};

ShownRun run(std::int64_t id, const std::string& command, std::optional<RunEnd> end, OwnerState owner) {
  return {.run = {.id = id,
                  .what = {.command = command,
                           .cluster = "demo",
                           .version = "0.1.0",
                           .owner = {.user = "ana", .machine = "desk", .process_id = 4711, .begun = ""},
                           .started = kStart + id * 1h},
                  .ended = end ? std::optional(kStart + id * 1h + 62s) : std::nullopt,
                  .end = end,
                  .changes = id},
          .owner = owner};
}

std::vector<ShownRun> runs() {
  return {run(7, "vent apply --host worker-0", std::nullopt, OwnerState::running),
          run(6, "vent apply -y", std::nullopt, OwnerState::gone),
          run(5, "vent apply", std::nullopt, OwnerState::elsewhere),
          run(4, "vent apply\n" + std::string(200, 'x'), RunEnd::stopped, OwnerState::gone),
          run(3, "vent reset", RunEnd::failed, OwnerState::gone),
          run(2, "vent apply", RunEnd::changed, OwnerState::gone),
          run(1, "vent audit", RunEnd::unchanged, OwnerState::gone)};
}

std::vector<JournalStep> steps() {
  return {{.stage = {"01_prerequisites", "worker-0"}, .started = kStart, .took = 20ms},
          {.stage = {"03_machines", "worker-0"}, .end = StageEnd::changed, .changes = 7, .started = kStart, .took = 3s},
          {.stage = {"01_prerequisites", "worker-1"},
           .end = StageEnd::not_reachable,
           .started = kStart,
           .took = 15s,
           .error = "error: no answer in 15 s\n  | \x1b[31mred\n  next: is it switched on?"},
          {.stage = {"03_machines", "worker-1"},
           .end = StageEnd::never_tried,
           .because_of = StageName{"01_prerequisites", "worker-1"}}};
}

TEST(HistoryView, ListsRuns) {
  expect_golden("history_runs.txt", runs_text(runs(), kStart + 8h));
  expect_golden("history_runs.json", runs_json(runs()).pretty() + "\n");
}

TEST(HistoryView, ShowsOneRun) {
  expect_golden("history_run.txt",
                run_text(run(3, "vent apply -y", RunEnd::failed, OwnerState::gone), steps(), kStart));
  expect_golden("history_run.json",
                run_json(run(3, "vent apply -y", RunEnd::failed, OwnerState::gone), steps()).pretty() + "\n");
}

TEST(HistoryView, ShowsARunThatHasNoStepsYet) {
  expect_golden("history_run_begun.txt",
                run_text(run(1, "vent apply", std::nullopt, OwnerState::running), {}, kStart + 1h + 5s));
}

}  // namespace
}  // namespace vent
