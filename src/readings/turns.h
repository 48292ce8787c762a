#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "node/wire.h"

namespace vent {

// Whether a unit that runs would be started anew. One that doesn't run yet is missed by nobody.
bool starts_anew_what_runs(const StageSight& sight);

// Hosts take turns where they take something down that others rely on: etcd's members are a majority only together, and
// of several API servers one has to answer. The next one begins when the one before is back; when it doesn't come back,
// nobody else is taken down.
class Turns {
 public:
  explicit Turns(Clock& clock) : clock_(clock) {}

  // Waits until nobody else has a turn, and everybody has noticed that the one before is back.
  Result<> take(const std::string& host, const std::stop_token& stop);
  // What was taken down is back, or isn't. Nothing happens when the host has no turn.
  void give_back(const std::string& host, bool is_back);

 private:
  Clock& clock_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<std::string> whose_;
  std::optional<std::string> lost_;  // it didn't come back
  std::optional<Moment> back_since_;
};

}  // namespace vent
