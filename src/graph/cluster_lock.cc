#include "graph/cluster_lock.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace vent {
namespace {

// "2026-11-21T10:15:00Z", as format_utc writes it.
std::optional<WallTime> parse_utc(std::string_view text) {
  if (text.size() != 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text[19] != 'Z')
    return std::nullopt;
  const auto part = [&](std::size_t begin, std::size_t length) {
    return parse_integer(text.substr(begin, length), 0, 9999);
  };
  const auto year = part(0, 4), month = part(5, 2), day = part(8, 2);
  const auto hour = part(11, 2), minute = part(14, 2), second = part(17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return WallTime(std::chrono::sys_days(date)) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

std::string age_text(WallTime::duration age) {
  if (age < std::chrono::seconds(1)) return "just now";
  return format_duration(std::chrono::floor<std::chrono::seconds>(age)) + " ago";
}

// The one line of the lock file that is ours: who, and behind the first space what for.
std::string purpose_text(const LockPurpose& purpose) {
  return fmt::format("{} {}", replace_all(purpose.owner.text(), " ", "_"), purpose.command);
}

struct WhoAndCommand {
  std::string who;
  std::string command;
};

// Others of vent take the lock for a moment and say only what for.
WhoAndCommand who_and_command(const std::string& purpose) {
  const std::size_t space = std::min(purpose.find(' '), purpose.size());
  const std::string who = purpose.substr(0, space);
  if (who.find('@') == std::string::npos) return {.who = "", .command = purpose};
  return {.who = who, .command = std::string(trim(purpose.substr(space)))};
}

}  // namespace

Error locked_error(const std::string& cluster, const FileLock::Holder& holder, WallTime now) {
  Error error(ErrorKind::conflict, fmt::format("another vent is at work on cluster '{}'", cluster));
  error.id = "VENT_CLUSTER_LOCKED";
  error.retry = Retry::later;
  error.hint = "wait until it is done";
  if (holder.process_id == 0) return error;
  const auto [who, command] = who_and_command(holder.purpose);
  std::string since = holder.since;
  if (const std::optional<WallTime> begun = parse_utc(holder.since))
    since += fmt::format(" ({})", age_text(now - *begun));
  error.message += fmt::format(": {}process {}, since {}", who.empty() ? "" : who + ", ", holder.process_id, since);
  error.details = command;
  error.hint = fmt::format("wait until it is done, or have it stop at a safe point: kill {}", holder.process_id);
  return error;
}

Result<ClusterLock> ClusterLock::take(const Path& file, const LockPurpose& purpose, const Clock& clock) {
  Result<FileLock> lock = FileLock::take(file, purpose_text(purpose));
  if (lock) return ClusterLock(std::move(*lock));
  if (lock.error().id != "VENT_LOCKED") return fail(std::move(lock).error());
  // It may have ended since, and then nobody can be named; the next try succeeds.
  const std::optional<FileLock::Holder> holder = TRY(FileLock::holder(file));
  return fail(locked_error(purpose.cluster, holder.value_or(FileLock::Holder()), clock.wall()));
}

}  // namespace vent
