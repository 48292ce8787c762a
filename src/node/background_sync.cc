#include "node/background_sync.h"

#include <utility>

namespace vent {

BackgroundSync::BackgroundSync(Sync sync)
    : sync_(std::move(sync)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

BackgroundSync::~BackgroundSync() { static_cast<void>(wait()); }

void BackgroundSync::begin() {
  {
    const std::scoped_lock lock(mutex_);
    is_wanted_ = true;
  }
  changed_.notify_all();
}

Result<> BackgroundSync::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !is_wanted_ && !is_running_; });
  if (std::optional<Error> failed = std::exchange(failed_, std::nullopt)) return fail(*std::move(failed));
  return Ok{};
}

void BackgroundSync::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return is_wanted_; })) {
    // What is written from here on is for the next time.
    is_wanted_ = false;
    is_running_ = true;
    lock.unlock();
    Result<> synced = sync_();
    lock.lock();
    is_running_ = false;
    if (!synced && !failed_) failed_ = std::move(synced).error();
    changed_.notify_all();
  }
}

}  // namespace vent
