#include "graph/run_owner.h"

#include <fmt/core.h>
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <optional>

#include "base/files.h"
#include "base/text.h"

namespace vent {
namespace {

// Of /proc/PID/stat, counted from behind the program's name, which may hold anything.
constexpr std::size_t kStateField = 0;
constexpr std::size_t kStartField = 19;

std::string machine_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "unknown";
  return name.data();
}

std::string user_name() {
  // Behind sudo it is still a person who is asked about later.
  if (const char* before = std::getenv("SUDO_USER"); before != nullptr && *before != '\0' && ::geteuid() == 0)
    return before;
  if (const passwd* user = ::getpwuid(::geteuid()); user != nullptr) return user->pw_name;
  return fmt::format("{}", ::geteuid());
}

// Nothing when there is no such process, or only what is left of one.
Result<std::optional<std::string>> beginning_of(pid_t process_id) {
  const std::optional<std::string> stat = TRY(read_file_if_present(fmt::format("/proc/{}/stat", process_id)));
  if (!stat) return std::optional<std::string>();
  const std::vector<std::string> fields = split_words(stat->substr(stat->rfind(')') + 1));
  if (fields.size() <= kStartField || fields[kStateField] == "Z") return std::optional<std::string>();
  const std::string boot = TRY(read_file("/proc/sys/kernel/random/boot_id"));
  return std::optional(fmt::format("{} {}", fields[kStartField], trim(boot)));
}

}  // namespace

std::string RunOwner::text() const { return fmt::format("{}@{}", user, machine); }

Result<RunOwner> this_owner() {
  const std::optional<std::string> begun = TRY(beginning_of(::getpid()));
  return RunOwner{
      .user = user_name(), .machine = machine_name(), .process_id = ::getpid(), .begun = begun.value_or("")};
}

OwnerState state_of(const RunOwner& owner) {
  if (owner.machine != machine_name()) return OwnerState::elsewhere;
  // A process that vanishes while its file is read gives an error, and is as gone as one without a file.
  const Result<std::optional<std::string>> begun = beginning_of(owner.process_id);
  return begun && *begun == owner.begun ? OwnerState::running : OwnerState::gone;
}

}  // namespace vent
