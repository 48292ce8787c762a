#include "commands/beside_vent.h"

#include <system_error>

namespace vent {

Path program_folder() {
  std::error_code problem;
  return std::filesystem::read_symlink("/proc/self/exe", problem).parent_path();
}

Path beside_vent(const std::string& name, const Path& installed_in) {
  const Path beside = program_folder() / name;
  const Path installed = program_folder().parent_path() / installed_in / name;
  return !path_exists(beside) && path_exists(installed) ? installed : beside;
}

}  // namespace vent
