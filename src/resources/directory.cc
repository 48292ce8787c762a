#include "resources/directory.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/shell_quote.h"
#include "resources/file_state.h"

namespace vent {

std::string id_of(const Directory& directory) { return "directory " + directory.path.string(); }

State wanted(const Directory& directory) { return wanted_path("directory", directory.ownership); }

Result<State> observe(const Directory& directory, const ThisHost& host) {
  return observe_path(host.at(directory.path));
}

Result<> make(const Directory& directory, ThisHost& host) {
  const Path path = host.at(directory.path);
  const State found = TRY(observe_path(path));
  if (!found.empty() && found.at("type") != "directory") return fail(in_the_way(directory.path, found, "directory"));
  TRY(make_directories(path.parent_path()));
  TRY(make_directories(path, directory.ownership.mode));
  return set_ownership(path, directory.ownership);
}

Result<> undo(const Directory& directory, const State& before, ThisHost& host) {
  const Path path = host.at(directory.path);
  const State found = TRY(observe_path(path));
  // Something else before is in the way still, because it was never replaced; something else now is not ours.
  if (found.empty() || found == before || found.at("type") != "directory") return Ok{};
  if (!before.empty()) return set_ownership(path, TRY(ownership_in(before)));
  if (directory.inside == Inside::ours) return remove_tree(path);
  if (::rmdir(path.c_str()) == 0) return Ok{};
  // Something of others is in it by now. It isn't ours to remove, and a directory around it does no harm.
  if (errno == ENOTEMPTY || errno == EEXIST) return Ok{};
  return fail(file_error("removing", path, errno));
}

std::string as_shell(const Directory& directory) {
  return fmt::format("install -d{} {}", install_options(directory.ownership, 0755),
                     shell_quote(directory.path.string()));
}

Json to_json(const Directory& directory) {
  return Json::object()
      .set("path", directory.path.string())
      .set("ownership", to_json(directory.ownership))
      .set("ours", directory.inside == Inside::ours);
}

Result<Directory> directory_from_json(const Json& json) {
  Directory directory;
  directory.path = TRY(json.text("path"));
  directory.ownership = TRY(ownership_from_json(TRY(json.field("ownership"))));
  directory.inside = TRY(json.boolean("ours")) ? Inside::ours : Inside::of_others;
  return directory;
}

}  // namespace vent
