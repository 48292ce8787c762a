#include "node/host_lock.h"

#include <csignal>

#include "base/process.h"

namespace vent {
namespace {

constexpr std::chrono::seconds kToFinish{20}, kToDie{5};

void end_leftover(const FileLock::Holder& holder) {
  const std::optional<ProcessHandle> leftover = ProcessHandle::open(holder.process_id);
  if (!leftover) return;
  leftover->send(SIGTERM);
  if (leftover->wait(kToFinish)) return;
  leftover->send(SIGKILL);
  leftover->wait(kToDie);
}

}  // namespace

Result<FileLock> take_host_lock(const Path& file, const std::string& purpose, const std::string& owner) {
  Result<FileLock> lock = FileLock::take(file, purpose, owner);
  if (lock || lock.error().kind != ErrorKind::conflict || owner.empty()) return lock;
  const std::optional<FileLock::Holder> holder = TRY(FileLock::holder(file));
  if (holder && (holder->owner != owner || holder->process_id == 0)) return lock;
  if (holder) end_leftover(*holder);
  return FileLock::take(file, purpose, owner);
}

}  // namespace vent
