#include "resources/file.h"

#include <fmt/core.h>

#include "base/shell_quote.h"
#include "resources/file_state.h"

namespace vent {
namespace {

// A shell can't hold a zero byte, so bytes that have one are spelled out for printf.
std::string printf_format(std::string_view bytes) {
  std::string format;
  for (const char byte : bytes) {
    const bool could_be_option = byte == '-' && format.empty();
    const bool is_plain = byte >= ' ' && byte <= '~' && byte != '%' && byte != '\\' && !could_be_option;
    format += is_plain ? std::string(1, byte) : fmt::format("\\{:03o}", static_cast<unsigned char>(byte));
  }
  return format;
}

// A line that ends a here-document and stands nowhere in the text.
std::string end_mark(std::string_view text) {
  std::string mark = "END";
  while (text.find("\n" + mark + "\n") != std::string_view::npos || text.starts_with(mark + "\n")) mark += "_";
  return mark;
}

std::string shell_that_sets(const Path& path, const Ownership& ownership) {
  const std::string quoted = shell_quote(path.string());
  std::string shell = fmt::format("chmod {} {}", mode_text(ownership.mode), quoted);
  if (ownership.owner != "root" || ownership.group != "root")
    shell += fmt::format("\nchown {}:{} {}", shell_quote(ownership.owner), shell_quote(ownership.group), quoted);
  return shell;
}

Error not_replaced(const File& file) {
  return Error(ErrorKind::conflict,
               fmt::format("there is another {} already: {}", file.path.string(), file.never_replaced_because))
      .with_id("VENT_NOT_REPLACED")
      .with_hint(fmt::format("when you are sure that nobody needs it, remove it on the host and apply again: rm {}",
                             file.path.string()));
}

std::string shell_with_keys(const File& file, const FromKeys& keys) {
  const std::string path = shell_quote(file.path.string());
  if (keys.text.empty())
    return fmt::format("install{} \"$KEYS\"/{} {}", install_options(file.ownership, 0755), keys.names.front(), path);
  // What has a key in it belongs to root alone until it belongs to whom it should.
  return fmt::format("(umask 077; cat > {0} <<END\n{1}END\n)\n{2}", path, keys.text,
                     shell_that_sets(file.path, file.ownership));
}

}  // namespace

std::string id_of(const File& file) { return "file " + file.path.string(); }

State wanted(const File& file) {
  State state = wanted_path("file", file.ownership);
  state["content"] = file.content.digest;
  return state;
}

Result<State> observe(const File& file, const ThisHost& host) { return observe_with_content(host.at(file.path)); }

Result<> make(const File& file, ThisHost& host) {
  const Path path = host.at(file.path);
  const State found = TRY(observe(file, host));
  if (!found.empty() && found.at("type") != "file" && found.at("type") != "symlink")
    return fail(in_the_way(file.path, found, "file"));
  const auto content = found.find("content");
  if (content != found.end() && content->second == file.content.digest) return set_ownership(path, file.ownership);
  if (content != found.end() && !file.never_replaced_because.empty()) return fail(not_replaced(file));
  TRY(make_directories(path.parent_path()));
  return host.write_content(file.content, path, file.ownership, Durability::later);
}

Result<> undo(const File& file, const State& before, ThisHost& host) {
  return give_back(host.at(file.path), before, host);
}

std::string as_shell(const File& file) {
  if (file.from_keys) return shell_with_keys(file, *file.from_keys);
  const bool is_secret = file.content.sensitivity == Sensitivity::secret;
  if (is_secret || file.content.bytes == nullptr)
    return fmt::format("# {} of {} bytes, which {} not shown\ninstall{} {} {}", is_secret ? "a secret" : "a file",
                       file.content.size, is_secret ? "is" : "are", install_options(file.ownership, 0755),
                       is_secret ? "SECRET_FILE" : "THE_FILE", shell_quote(file.path.string()));
  return shell_that_writes(file.path, file.ownership, file.content.bytes->reveal());
}

std::string shell_that_writes(const Path& path, const Ownership& ownership, std::string_view bytes) {
  const std::string quoted = shell_quote(path.string());
  std::string shell;
  if (bytes.find('\0') != std::string_view::npos) {
    shell = fmt::format("printf {} > {}", shell_quote(printf_format(bytes)), quoted);
  } else if (bytes.empty() || bytes.back() == '\n') {
    const std::string mark = end_mark(bytes);
    shell = fmt::format("cat > {} <<'{}'\n{}{}", quoted, mark, bytes, mark);
  } else {
    shell = fmt::format("printf %s {} > {}", shell_quote(bytes), quoted);
  }
  return shell + "\n" + shell_that_sets(path, ownership);
}

Json to_json(const File& file) {
  return Json::object()
      .set("path", file.path.string())
      .set("content", to_json(file.content))
      .set("ownership", to_json(file.ownership))
      .set("neverReplacedBecause", file.never_replaced_because.empty() ? Json() : Json(file.never_replaced_because));
}

Result<File> file_from_json(const Json& json) {
  File file;
  file.path = TRY(json.text("path"));
  file.content = TRY(content_from_json(TRY(json.field("content"))));
  file.ownership = TRY(ownership_from_json(TRY(json.field("ownership"))));
  file.never_replaced_because = TRY(json.optional_text("neverReplacedBecause")).value_or("");
  return file;
}

}  // namespace vent
