#include "resources/symlink.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/shell_quote.h"
#include "resources/file_state.h"

namespace vent {

std::string id_of(const Symlink& link) { return "symlink " + link.path.string(); }

State wanted(const Symlink& link) { return {{"type", "symlink"}, {"target", link.target}}; }

Result<State> observe(const Symlink& link, const ThisHost& host) { return observe_with_content(host.at(link.path)); }

Result<> make(const Symlink& link, ThisHost& host) {
  const Path path = host.at(link.path);
  const State found = TRY(observe_path(path));
  if (!found.empty() && found.at("type") != "file" && found.at("type") != "symlink")
    return fail(in_the_way(link.path, found, "symlink"));
  TRY(make_directories(path.parent_path()));
  return write_symlink(path, link.target);
}

Result<> undo(const Symlink& link, const State& before, ThisHost& host) {
  return give_back(host.at(link.path), before, host);
}

std::string as_shell(const Symlink& link) {
  return fmt::format("ln -sfnT {} {}", shell_quote(link.target), shell_quote(link.path.string()));
}

Json to_json(const Symlink& link) { return Json::object().set("path", link.path.string()).set("target", link.target); }

Result<Symlink> symlink_from_json(const Json& json) {
  Symlink link;
  link.path = TRY(json.text("path"));
  link.target = TRY(json.text("target"));
  return link;
}

Result<> write_symlink(const Path& path, const std::string& target) {
  // Named like the unfinished files of write_file, which are swept together.
  const Path beside = path.parent_path() / fmt::format(".vent-{}.tmp", path.filename().string());
  ::unlink(beside.c_str());  // of a run that was killed here
  if (::symlink(target.c_str(), beside.c_str()) != 0) return fail(file_error("making the link", path, errno));
  if (::rename(beside.c_str(), path.c_str()) == 0) return Ok{};
  const int why = errno;
  ::unlink(beside.c_str());
  return fail(file_error("making the link", path, why));
}

}  // namespace vent
