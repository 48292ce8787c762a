#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "graph/journal_file.h"
#include "graph/run_owner.h"
#include "graph/run_report.h"
#include "graph/stage_outcome.h"

namespace vent {

struct NewRun {
  std::string command;  // without secrets: command_line.h
  std::string cluster;
  std::string version;  // of vent
  RunOwner owner;
  WallTime started;

  bool operator==(const NewRun&) const = default;
};

struct JournalRun {
  std::int64_t id = 0;
  NewRun what;
  std::optional<WallTime> ended = {};
  std::optional<RunEnd> end = {};
  std::int64_t changes = 0;

  bool operator==(const JournalRun&) const = default;
};

struct JournalStep {
  StageName stage;
  StageEnd end = StageEnd::unchanged;
  std::int64_t changes = 0;
  std::optional<WallTime> started = {};  // nothing when never tried
  Duration took{};                       // to the millisecond
  std::optional<StageName> because_of = {};
  std::string error = {};  // as it was shown

  bool operator==(const JournalStep&) const = default;
};

JournalStep journal_step(const Stage& stage, const StageResult& result);

// So much is kept; older runs are forgotten when a new one begins.
struct JournalLimits {
  int runs = 1000;
  int steps = 100'000;  // of all runs together: some ten megabytes
};

// What was done to a cluster, by whom, and how it went: runs and their steps. It is history and a source of estimates,
// never a source of truth, since every resource can be looked at: losing it loses nothing. Whoever writes to it should
// warn about a failure and go on. For one thread at a time; other processes may read and write at the same time.
class Journal {
 public:
  // A broken file is moved aside, with a warning, and a new one begun.
  static Result<Journal> open(const Path& file, const Warn& warn, const JournalLimits& limits = {});

  Result<std::int64_t> begin_run(const NewRun& run);
  Result<> add_step(std::int64_t run, const JournalStep& step);
  Result<> end_run(std::int64_t run, RunEnd end, WallTime ended);

  Result<std::vector<JournalRun>> last_runs(int count);  // the newest first
  Result<std::optional<JournalRun>> run(std::int64_t id);
  Result<std::vector<JournalStep>> steps(std::int64_t run);  // as they ended
  // How long each chapter usually took on a host when it ended like this: the median of the last runs.
  Result<std::map<std::string, Duration>> usual_durations(StageEnd end);

 private:
  Journal(Database database, const JournalLimits& limits) : database_(std::move(database)), limits_(limits) {}

  Database database_;
  JournalLimits limits_;
};

}  // namespace vent
