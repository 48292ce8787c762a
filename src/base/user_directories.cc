#include "base/user_directories.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

namespace vent {
namespace {

Result<Path> home() {
  if (const char* set = std::getenv("HOME"); set != nullptr && *set == '/') return Path(set);
  if (const passwd* user = ::getpwuid(::getuid()); user != nullptr) return Path(user->pw_dir);
  return fail(Error(ErrorKind::missing, "no home directory is known").with_id("VENT_NO_HOME").with_hint("set HOME"));
}

Result<Path> directory(const char* variable, const char* below_home) {
  if (const char* set = std::getenv(variable); set != nullptr && *set == '/') return Path(set);
  return TRY(home()) / below_home;
}

}  // namespace

Result<Path> state_home() { return directory("XDG_STATE_HOME", ".local/state"); }
Result<Path> cache_home() { return directory("XDG_CACHE_HOME", ".cache"); }

}  // namespace vent
