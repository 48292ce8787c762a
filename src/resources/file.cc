#include "resources/file.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>

#include "base/sha256.h"
#include "base/shell_quote.h"
#include "resources/file_state.h"
#include "resources/symlink.h"

namespace vent {
namespace {

Result<> write(const Path& path, std::string_view bytes, const Ownership& ownership) {
  const NewFile file{.mode = ownership.mode,
                     .owner = TRY(user_id(ownership.owner)),
                     .group = TRY(group_id(ownership.group)),
                     .durability = Durability::later};
  return write_file(path, bytes, file);
}

bool is_text(std::string_view bytes) {
  return bytes.find('\0') == std::string_view::npos && (bytes.empty() || bytes.back() == '\n');
}

// A line that ends a here-document and stands nowhere in the text.
std::string end_mark(std::string_view text) {
  std::string mark = "END";
  while (text.find("\n" + mark + "\n") != std::string_view::npos || text.starts_with(mark + "\n")) mark += "_";
  return mark;
}

}  // namespace

std::string id_of(const File& file) { return "file " + file.path.string(); }

State wanted(const File& file) {
  State state = wanted_path("file", file.ownership);
  state["content"] = file.content.digest;
  return state;
}

Result<State> observe(const File& file, const ThisHost& host) {
  const Path path = host.at(file.path);
  State state = TRY(observe_path(path));
  if (!state.empty() && state.at("type") == "file") state["content"] = TRY(sha256_hex_of_file(path));
  return state;
}

Result<> make(const File& file, ThisHost& host) {
  const Path path = host.at(file.path);
  const State found = TRY(observe(file, host));
  if (!found.empty() && found.at("type") == "directory")
    return fail(
        Error(ErrorKind::conflict, fmt::format("'{}' is a directory, and a file should be there", file.path.string()))
            .with_id("VENT_NOT_A_FILE")
            .with_hint(fmt::format("look at it, move it away: mv {0} {0}.old", file.path.string())));
  const auto content = found.find("content");
  if (content != found.end() && content->second == file.content.digest) return set_ownership(path, file.ownership);
  const Secret bytes = TRY(host.bytes_of(file.content));
  TRY(make_directories(path.parent_path()));
  return write(path, bytes.reveal(), file.ownership);
}

Result<> undo(const File& file, const State& before, ThisHost& host) {
  const Path path = host.at(file.path);
  if (before.empty()) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR)
      return fail(file_error("removing", path, errno));
    return Ok{};
  }
  if (const auto target = before.find("target"); target != before.end()) return write_symlink(path, target->second);
  const auto digest = before.find("content");
  if (digest == before.end()) return Ok{};  // something we never replaced, such as a directory
  const Secret bytes = TRY(host.bytes_of(only_digest(digest->second)));
  return write(path, bytes.reveal(), TRY(ownership_in(before)));
}

std::string as_shell(const File& file) {
  if (file.content.sensitivity == Sensitivity::secret || file.content.bytes == nullptr)
    return fmt::format("# a secret of {} bytes, which is not shown\ninstall{} SECRET_FILE {}", file.content.size,
                       install_options(file.ownership, 0755), shell_quote(file.path.string()));
  return shell_that_writes(file.path, file.ownership, file.content.bytes->reveal());
}

std::string shell_that_writes(const Path& path, const Ownership& ownership, std::string_view bytes) {
  const std::string quoted = shell_quote(path.string());
  std::string shell;
  if (is_text(bytes)) {
    const std::string mark = end_mark(bytes);
    shell = fmt::format("cat > {} <<'{}'\n{}{}", quoted, mark, bytes, mark);
  } else {
    shell = fmt::format("printf %s {} > {}", shell_quote(bytes), quoted);
  }
  shell += fmt::format("\nchmod {} {}", mode_text(ownership.mode), quoted);
  if (ownership.owner != "root" || ownership.group != "root")
    shell += fmt::format("\nchown {}:{} {}", shell_quote(ownership.owner), shell_quote(ownership.group), quoted);
  return shell;
}

Json to_json(const File& file) {
  return Json::object()
      .set("path", file.path.string())
      .set("content", to_json(file.content))
      .set("ownership", to_json(file.ownership));
}

Result<File> file_from_json(const Json& json) {
  File file;
  file.path = TRY(json.text("path"));
  file.content = TRY(content_from_json(TRY(json.field("content"))));
  file.ownership = TRY(ownership_from_json(TRY(json.field("ownership"))));
  return file;
}

}  // namespace vent
