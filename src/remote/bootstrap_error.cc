#include "remote/bootstrap_error.h"

#include <fmt/core.h>

#include "base/text.h"

namespace vent {
namespace {

// What the shell's programs say (in English, the script sees to that), and what it means.
struct Reason {
  const char* words;
  ErrorKind kind;
  const char* id;
  const char* hint;
};
constexpr Reason kReasons[] = {
    {"No space left on device", ErrorKind::no_space, "VENT_NO_SPACE", "free some space on the host: df -h /var/lib"},
    {"Read-only file system", ErrorKind::not_permitted, "VENT_READ_ONLY",
     "the file system is read-only: `dmesg` may say why; mount -o remount,rw /"},
    {"File exists", ErrorKind::conflict, "VENT_NOT_A_DIRECTORY",
     "a file stands where vent keeps its own things: look at it, move it away: mv /var/lib/vent /var/lib/vent.old"},
    {"Not a directory", ErrorKind::conflict, "VENT_NOT_A_DIRECTORY",
     "a file stands where a directory should be: look at it, and move it away"},
};

}  // namespace

Error explain_bootstrap(Error error) {
  for (const Reason& reason : kReasons) {
    for (const std::string& line : split_lines(error.details)) {
      if (line.find(reason.words) == std::string::npos) continue;
      Error explained(reason.kind, fmt::format("the host can't take vent-node: {}", line));
      explained.id = reason.id;
      explained.hint = reason.hint;
      explained.details = std::move(error.details);
      explained.context = std::move(error.context);
      return explained;
    }
  }
  return error;
}

}  // namespace vent
