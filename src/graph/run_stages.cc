#include "graph/run_stages.h"

#include <pthread.h>

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace vent {
namespace {

struct EndedStage {
  std::size_t stage = 0;
  StageResult result;
};

// The only way from the threads of the stages to the loop.
class EndedStages {
 public:
  void push(EndedStage ended) {
    {
      const std::scoped_lock lock(mutex_);
      ended_.push_back(std::move(ended));
    }
    changed_.notify_one();
  }

  // Waits for at least one; also returns, with none, when stopped.
  std::deque<EndedStage> take(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, std::move(stop), [this] { return !ended_.empty(); });
    return std::exchange(ended_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<EndedStage> ended_;
};

// Seen in debuggers and in top: "worker-0".
void name_this_thread(const std::string& host) {
  constexpr std::size_t kLongest = 15;  // of the kernel
  ::pthread_setname_np(::pthread_self(), host.substr(0, kLongest).c_str());
}

class Loop {
 public:
  Loop(Schedule& schedule, const RunStagesOptions& options, const StageWorker& worker, const Clock& clock,
       std::stop_token stop, const StageWatcher& watcher)
      : schedule_(schedule),
        options_(options),
        worker_(worker),
        clock_(clock),
        stop_(std::move(stop)),
        watcher_(watcher),
        results_(schedule.graph().stages.size()) {}

  Result<std::vector<StageResult>> run() {
    while (!schedule_.is_over()) {
      obey_stop();
      for (const std::size_t stage : schedule_.take_ready(options_.most_at_once - schedule_.running())) start(stage);
      if (schedule_.is_over()) break;
      if (schedule_.running() == 0)
        return fail(Error(ErrorKind::bug, "no stage runs, and none can: they wait for each other")
                        .with_id("VENT_STAGES_STUCK"));
      // Once the stop is known it would only wake us again and again.
      std::deque<EndedStage> ended = ended_.take(is_stopped_ ? std::stop_token() : stop_);
      obey_stop();
      for (EndedStage& one : ended) end(std::move(one));
    }
    return std::move(results_);
  }

 private:
  // Before any result is looked at: what a stopped stage was needed for is given up because of the stop, not of it.
  void obey_stop() {
    if (is_stopped_ || !stop_.stop_requested()) return;
    is_stopped_ = true;
    note_given_up(schedule_.stop());
  }

  // A thread costs some ten microseconds where a stage costs at least a round trip, so each stage gets its own.
  void start(std::size_t stage) {
    if (watcher_.started) watcher_.started(stage_at(stage));
    threads_.emplace(stage, [this, stage] {
      name_this_thread(stage_at(stage).name.host);
      const WallTime started = clock_.wall();
      const Moment begin = clock_.now();
      StageOutcome outcome = worker_(stage_at(stage), stop_);
      ended_.push({stage, {.outcome = std::move(outcome), .started = started, .took = clock_.now() - begin}});
    });
  }

  void end(EndedStage ended) {
    threads_.erase(ended.stage);  // joins it
    const StageOutcome outcome = ended.result.outcome;
    note(ended.stage, std::move(ended.result));
    note_given_up(schedule_.finished(ended.stage, outcome));
  }

  void note_given_up(const std::vector<std::size_t>& stages) {
    for (const std::size_t stage : stages) note(stage, {.outcome = *schedule_.outcomes()[stage]});
  }

  void note(std::size_t stage, StageResult result) {
    results_[stage] = std::move(result);
    if (watcher_.ended) watcher_.ended(stage_at(stage), results_[stage]);
  }

  const Stage& stage_at(std::size_t index) const { return schedule_.graph().stages[index]; }

  Schedule& schedule_;
  const RunStagesOptions& options_;
  const StageWorker& worker_;
  const Clock& clock_;
  const std::stop_token stop_;
  const StageWatcher& watcher_;
  std::vector<StageResult> results_;
  bool is_stopped_ = false;
  EndedStages ended_;
  std::map<std::size_t, std::jthread> threads_;  // last: they use all of the above
};

}  // namespace

Result<std::vector<StageResult>> run_stages(const StageGraph& graph, const RunStagesOptions& options,
                                            const StageWorker& worker, const Clock& clock, std::stop_token stop,
                                            const StageWatcher& watcher) {
  if (options.most_at_once == 0)
    return fail(Error(ErrorKind::bug, "no stage may run, not even one at once").with_id("VENT_STAGES_STUCK"));
  Schedule schedule(graph);
  return Loop(schedule, options, worker, clock, std::move(stop), watcher).run();
}

}  // namespace vent
