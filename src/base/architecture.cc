#include "base/architecture.h"

#include <fmt/core.h>
#include <sys/utsname.h>

namespace vent {

std::string_view architecture_name(Architecture architecture) {
  return architecture == Architecture::amd64 ? "amd64" : "arm64";
}

std::string_view machine_name(Architecture architecture) {
  return architecture == Architecture::amd64 ? "x86_64" : "aarch64";
}

Result<Architecture> read_architecture(std::string_view text) {
  for (const Architecture architecture : kArchitectures)
    if (text == architecture_name(architecture) || text == machine_name(architecture)) return architecture;
  return fail(Error(ErrorKind::bad_input, fmt::format("'{}' is no architecture there are parts for", text))
                  .with_id("VENT_ARCHITECTURE")
                  .with_hint("amd64 (or x86_64) and arm64 (or aarch64) are"));
}

Result<Architecture> this_architecture() {
  utsname names{};
  ::uname(&names);
  return read_architecture(names.machine);
}

}  // namespace vent
