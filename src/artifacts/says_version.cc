#include "artifacts/says_version.h"

#include <fmt/core.h>

#include "base/process.h"
#include "base/text.h"

namespace vent {

// Some say it on their error output, and some with an exit code of their own.
Result<> check_says_version(const Wanted& wanted, const CatalogueFile& file, const Path& program,
                            std::stop_token stop) {
  if (file.says.empty() || TRY(this_architecture()) != wanted.architecture) return Ok{};
  Command command{.arguments = {program.string()}, .directory = "/", .stop = stop};
  command.arguments.insert(command.arguments.end(), file.version_arguments.begin(), file.version_arguments.end());
  const Finished finished = TRY(while_doing(fmt::format("asking {} for its version", file.name), run(command)));
  const std::string wanted_words = fill_in(file.says, wanted.version->version, wanted.architecture, file.name);
  const std::string said = finished.output + finished.error_output;
  if (said.find(wanted_words) != std::string::npos) return Ok{};
  return fail(Error(ErrorKind::failed, fmt::format("{} doesn't say that it is '{}'", file.name, wanted_words))
                  .with_id("VENT_OTHER_VERSION")
                  .with_details(last_lines(said, 5)));
}

}  // namespace vent
