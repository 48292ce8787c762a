#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "base/files.h"
#include "base/result.h"

namespace vent {

// Brings what was written to the disk while other things go on. A disk takes seconds for all that a host is sent, and
// what comes next need not wait for it: whoever wants to be sure waits once, at the end.
class BackgroundSync {
 public:
  using Sync = std::function<Result<>()>;
  explicit BackgroundSync(Sync sync);
  ~BackgroundSync();  // waits for what was begun

  // What has been written until now is to be on the disk after the next wait().
  void begin();
  // The first error since the last wait.
  Result<> wait();

 private:
  void run(const std::stop_token& stop);

  Sync sync_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool is_wanted_ = false;
  bool is_running_ = false;
  std::optional<Error> failed_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace vent
