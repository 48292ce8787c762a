#include "resources/file_state.h"

#include <fmt/core.h>

#include <unistd.h>

#include <cerrno>

#include "base/sha256.h"
#include "base/shell_quote.h"
#include "resources/symlink.h"

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

Result<State> observe_with_content(const Path& path) {
  State state = TRY(observe_path(path));
  if (!state.empty() && state.at("type") == "file") state["content"] = TRY(sha256_hex_of_file(path));
  return state;
}

Error in_the_way(const Path& path, const State& found, std::string_view wanted) {
  return Error(ErrorKind::conflict,
               fmt::format("'{}' is a {}, and a {} should be there", path.string(), found.at("type"), wanted))
      .with_id("VENT_IN_THE_WAY")
      .with_hint(fmt::format("look at it on the host; when nobody needs it there: mv {} {}", shell_quote(path.string()),
                             shell_quote(path.string() + ".old")));
}

Result<> give_back(const Path& path, const State& before, const ThisHost& host) {
  if (TRY(observe_with_content(path)) == before) return Ok{};
  if (before.empty()) {
    const bool is_gone = ::unlink(path.c_str()) == 0 || errno == ENOENT || errno == ENOTDIR || errno == EISDIR;
    return is_gone ? Result<>(Ok{}) : fail(file_error("removing", path, errno));
  }
  if (const auto target = before.find("target"); target != before.end()) return write_symlink(path, target->second);
  const auto digest = before.find("content");
  if (digest == before.end()) return Ok{};
  // At once: the host's manifest forgets it as soon as we return.
  return host.write_content(only_digest(digest->second), path, TRY(ownership_in(before)), Durability::at_once);
}

Result<> write_file_of(const Ownership& ownership, const Path& path, std::string_view bytes, Durability durability) {
  return write_file(path, bytes, TRY(new_file_of(ownership, durability)));
}

Result<NewFile> new_file_of(const Ownership& ownership, Durability durability) {
  return NewFile{.mode = ownership.mode,
                 .owner = TRY(user_id(ownership.owner)),
                 .group = TRY(group_id(ownership.group)),
                 .durability = durability};
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
