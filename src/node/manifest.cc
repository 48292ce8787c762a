#include "node/manifest.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/file_descriptor.h"
#include "base/text.h"

namespace vent {
namespace {

Json state_json(const State& state) {
  Json json = Json::object();
  for (const auto& [property, value] : state) json.set(property, value);
  return json;
}

Result<State> state_from_json(const Json& json) {
  State state;
  for (const JsonEntry& entry : json.entries()) state[entry.key] = TRY(entry.value.text());
  return state;
}

std::string line_of(const MadeThing& thing) {
  return Json::object()
             .set("made", to_json(thing.resource))
             .set("chapter", thing.chapter)
             .set("before", state_json(thing.before))
             .compact() +
         "\n";
}

}  // namespace

Result<Manifest> Manifest::open(const Path& file) {
  Manifest manifest(file);
  const std::optional<std::string> text = TRY(read_file_if_present(file));
  if (!text) return manifest;
  // A last line without an end was cut off by a crash while it was written. What it names was not made yet.
  const std::size_t whole = text->rfind('\n') == std::string::npos ? 0 : text->rfind('\n') + 1;
  for (const std::string& line : split_lines(std::string_view(*text).substr(0, whole)))
    TRY(while_doing(fmt::format("reading the manifest '{}'", file.string()), manifest.take_line(line)));
  manifest.size_ = whole;
  return manifest;
}

Result<> Manifest::take_line(const std::string& line) {
  const Json json = TRY(parse_json(line, "a line of the manifest"));
  if (const auto undone = TRY(json.optional_text("undone"))) {
    std::erase_if(things_, [&](const MadeThing& thing) { return id_of(thing.resource) == *undone; });
    return Ok{};
  }
  // Piece by piece: a TRY that returns out of braces would leak what stands in them already.
  MadeThing thing;
  thing.resource = TRY(resource_from_json(TRY(json.field("made"))));
  thing.chapter = TRY(json.text("chapter"));
  thing.before = TRY(state_from_json(TRY(json.field("before"))));
  if (!has(id_of(thing.resource))) things_.push_back(std::move(thing));
  return Ok{};
}

bool Manifest::has(const std::string& id) const {
  return std::ranges::any_of(things_, [&](const MadeThing& thing) { return id_of(thing.resource) == id; });
}

Result<> Manifest::add(std::span<const MadeThing> things) {
  std::string lines;
  const std::size_t known = things_.size();
  for (const MadeThing& thing : things) {
    if (has(id_of(thing.resource))) continue;
    lines += line_of(thing);
    things_.push_back(thing);
  }
  if (lines.empty()) return Ok{};
  Result<> written = append(lines);
  if (!written) things_.erase(things_.begin() + static_cast<std::ptrdiff_t>(known), things_.end());
  return written;
}

Result<> Manifest::remove(const std::string& id) {
  TRY(append(Json::object().set("undone", id).compact() + "\n"));
  std::erase_if(things_, [&](const MadeThing& thing) { return id_of(thing.resource) == id; });
  return Ok{};
}

Result<> Manifest::append(const std::string& lines) {
  TRY(make_directories(file_.parent_path(), 0700));
  if (!path_exists(file_)) TRY(write_file(file_, "", 0600));  // with its name on disk
  const FileDescriptor file(::open(file_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  if (!file.is_open() || ::ftruncate(file.number(), static_cast<off_t>(size_)) != 0)
    return fail(file_error("writing", file_, errno));
  std::string_view rest = lines;
  while (!rest.empty()) {
    const ssize_t written = ::write(file.number(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(file_error("writing", file_, errno));
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.number()) != 0) return fail(file_error("writing", file_, errno));
  size_ += lines.size();
  return Ok{};
}

}  // namespace vent
