#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <thread>

#include "base/clock.h"
#include "base/errno_kind.h"
#include "base/files.h"
#include "base/open_file.h"
#include "base/text.h"

namespace vent {
namespace {

// To look whether a lock is free is to share it for some microseconds. A taker must not mistake that for a holder.
constexpr int kAttempts = 1000;
constexpr std::chrono::milliseconds kPause{1};

bool is_held(int descriptor) { return ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK; }

// Zero, or the errno of the failure; EWOULDBLOCK when somebody has it.
int lock_exclusively(int descriptor) {
  for (int attempt = 1;; ++attempt) {
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return 0;
    if (errno != EWOULDBLOCK || attempt == kAttempts || is_held(descriptor)) return errno;
    ::flock(descriptor, LOCK_UN);  // only others who look were in our way
    std::this_thread::sleep_for(kPause);
  }
}

std::string contents(const FileLock::Holder& holder) {
  std::string purpose = holder.purpose, owner = holder.owner;
  std::ranges::replace(purpose, '\n', ' ');
  std::ranges::replace(owner, '\n', ' ');
  return fmt::format("process: {}\nsince: {}\npurpose: {}\nowner: {}\n", holder.process_id, holder.since, purpose,
                     owner);
}

FileLock::Holder parse(std::string_view text) {
  FileLock::Holder holder;
  for (const std::string& line : split_lines(text)) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) continue;
    const std::string key = line.substr(0, colon);
    const std::string value = line.substr(colon + 2);
    if (key == "process")
      holder.process_id = static_cast<pid_t>(parse_integer(value, 1, std::numeric_limits<pid_t>::max()).value_or(0));
    if (key == "since") holder.since = value;
    if (key == "purpose") holder.purpose = value;
    if (key == "owner") holder.owner = value;
  }
  return holder;
}

// In the moment after taking, the file still tells of the holder before.
bool is_running(pid_t process_id) { return process_id > 0 && (::kill(process_id, 0) == 0 || errno == EPERM); }

Result<FileLock::Holder> read_holder(const Path& path) {
  FileLock::Holder holder = parse(TRY(read_file(path)));
  if (!is_running(holder.process_id)) return FileLock::Holder{};
  return holder;
}

// The file is written when the lock is taken, so its age is the lock's.
std::string age_of(int descriptor) {
  struct stat found {};
  if (::fstat(descriptor, &found) != 0) return "unknown time";
  const WallTime taken = std::chrono::system_clock::from_time_t(found.st_mtim.tv_sec);
  const auto age = std::chrono::floor<std::chrono::seconds>(RealClock().wall() - taken);
  return format_duration(std::max(age, std::chrono::seconds(0)));
}

Error taken_error(const Path& path, int descriptor) {
  Error error(ErrorKind::conflict, fmt::format("'{}' is locked by another process", path.native()));
  if (const Result<FileLock::Holder> holder = read_holder(path); holder && holder->process_id != 0) {
    error.message = fmt::format("'{}' is locked by process {} ({}) for {}", path.native(), holder->process_id,
                                holder->purpose, age_of(descriptor));
    error.hint = fmt::format("wait until it is done, or end it: kill {}", holder->process_id);
  }
  error.retry = Retry::later;
  return std::move(error).with_id("VENT_LOCKED");
}

}  // namespace

Result<FileLock> FileLock::take(const Path& path, const std::string& purpose, const std::string& owner) {
  FileDescriptor file = open_file(path, O_CREAT | O_RDWR, 0644);
  if (!file.is_open()) return fail(file_error("locking", path, errno));
  const int failure = lock_exclusively(file.number());
  if (failure == EWOULDBLOCK) return fail(taken_error(path, file.number()));
  if (failure != 0) return fail(file_error("locking", path, failure));
  const std::string text = contents({::getpid(), format_utc(RealClock().wall()), purpose, owner});
  if (::ftruncate(file.number(), 0) != 0 ||
      ::pwrite(file.number(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    return fail(file_error("writing", path, errno));
  return FileLock(std::move(file));
}

Result<std::optional<FileLock::Holder>> FileLock::holder(const Path& path) {
  const FileDescriptor file = open_file(path, O_RDONLY);
  if (!file.is_open() && errno == ENOENT) return std::optional<Holder>();
  if (!file.is_open()) return fail(file_error("looking at the lock", path, errno));
  if (!is_held(file.number())) return std::optional<Holder>();
  return std::optional<Holder>(TRY(read_holder(path)));
}

}  // namespace vent
