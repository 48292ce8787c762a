#include "resources/file_state.h"

#include <fmt/core.h>

#include <cerrno>

#include "base/shell_quote.h"

namespace vent {
namespace {

std::string type_of(mode_t mode) {
  if (S_ISREG(mode)) return "file";
  if (S_ISDIR(mode)) return "directory";
  if (S_ISLNK(mode)) return "symlink";
  return "special file";
}

}  // namespace

Result<State> observe_path(const Path& path) {
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) != 0) {
    // ENOTDIR: a file stands where a directory on the way should be. Making it will say so.
    if (errno == ENOENT || errno == ENOTDIR) return State{};
    return fail(file_error("looking at", path, errno));
  }
  State state{{"type", type_of(facts.st_mode)}};
  if (S_ISLNK(facts.st_mode)) {
    std::error_code error;
    state["target"] = std::filesystem::read_symlink(path, error).string();
    return state;
  }
  state["mode"] = mode_text(facts.st_mode);
  state["owner"] = user_name(facts.st_uid);
  state["group"] = group_name(facts.st_gid);
  return state;
}

State wanted_path(std::string_view type, const Ownership& ownership) {
  return {{"type", std::string(type)},
          {"mode", mode_text(ownership.mode)},
          {"owner", ownership.owner},
          {"group", ownership.group}};
}

Result<Ownership> ownership_in(const State& state) {
  const auto value = [&](const char* property) {
    const auto found = state.find(property);
    return found == state.end() ? std::string() : found->second;
  };
  Ownership ownership;
  ownership.mode = TRY(mode_from_text(value("mode")));
  ownership.owner = value("owner");
  ownership.group = value("group");
  return ownership;
}

Json to_json(const Ownership& ownership) {
  return Json::object()
      .set("mode", mode_text(ownership.mode))
      .set("owner", ownership.owner)
      .set("group", ownership.group);
}

Result<Ownership> ownership_from_json(const Json& json) {
  Ownership ownership;
  ownership.mode = TRY(mode_from_text(TRY(json.text("mode"))));
  ownership.owner = TRY(json.text("owner"));
  ownership.group = TRY(json.text("group"));
  return ownership;
}

std::string install_options(const Ownership& ownership, mode_t default_mode) {
  std::string options;
  if (ownership.mode != default_mode) options += " -m " + mode_text(ownership.mode);
  if (ownership.owner != "root") options += " -o " + shell_quote(ownership.owner);
  if (ownership.group != "root") options += " -g " + shell_quote(ownership.group);
  return options;
}

}  // namespace vent
