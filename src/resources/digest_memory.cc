#include "resources/digest_memory.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <optional>

#include "base/sha256.h"
#include "formats/json.h"

namespace vent {
namespace {

// The kernel's clock for files goes in steps of up to ten milliseconds. Two changes within one step look the same, so
// what was changed a moment ago is read again next time.
constexpr std::int64_t kSettled = 100'000'000;

std::int64_t nanoseconds(const timespec& time) { return time.tv_sec * 1'000'000'000 + time.tv_nsec; }

std::int64_t now() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return nanoseconds(time);
}

// Nothing when no file is there.
std::optional<DigestMemory::Look> look_at(const Path& path) {
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) return std::nullopt;
  return DigestMemory::Look{.device = facts.st_dev,
                            .inode = facts.st_ino,
                            .size = static_cast<std::uint64_t>(facts.st_size),
                            .modified = nanoseconds(facts.st_mtim),
                            .changed = nanoseconds(facts.st_ctim)};
}

Json to_json(const DigestMemory::Look& look) {
  return Json::object()
      .set("device", static_cast<std::int64_t>(look.device))
      .set("inode", static_cast<std::int64_t>(look.inode))
      .set("size", static_cast<std::int64_t>(look.size))
      .set("modified", look.modified)
      .set("changed", look.changed);
}

Result<DigestMemory::Look> look_from_json(const Json& json) {
  DigestMemory::Look look;
  look.device = static_cast<std::uint64_t>(TRY(json.integer("device")));
  look.inode = static_cast<std::uint64_t>(TRY(json.integer("inode")));
  look.size = static_cast<std::uint64_t>(TRY(json.integer("size")));
  look.modified = TRY(json.integer("modified"));
  look.changed = TRY(json.integer("changed"));
  return look;
}

}  // namespace

Result<std::string> DigestMemory::digest_of(const Path& path) {
  load();
  const std::optional<Look> look = look_at(path);
  const auto known = known_.find(path);
  if (look && known != known_.end() && known->second.look == *look) return known->second.digest;
  const std::int64_t begun = now();
  std::string digest = TRY(sha256_hex_of_file(path));
  if (look && look->changed + kSettled < begun) {
    known_[path] = {.look = *look, .digest = digest};
    is_new_ = true;
  }
  return digest;
}

// From the moment of the rename others may write into it. So its mtime is put a little into the past before that: who
// writes moves it, and the digest is not remembered.
int DigestMemory::rename_known(const Path& from, const Path& to, const std::string& digest) {
  load();
  const std::int64_t past = now() - 1'000'000'000;
  const timespec time{.tv_sec = past / 1'000'000'000, .tv_nsec = past % 1'000'000'000};
  const std::array<timespec, 2> times = {time, time};
  if (::utimensat(AT_FDCWD, from.c_str(), times.data(), 0) != 0) return errno;
  const std::optional<Look> before = look_at(from);
  if (::rename(from.c_str(), to.c_str()) != 0) return errno;
  const std::optional<Look> look = look_at(to);
  if (!before || !look || look->inode != before->inode || look->size != before->size ||
      look->modified != before->modified)
    return 0;
  known_[to] = {.look = *look, .digest = digest};
  is_new_ = true;
  return 0;
}

Result<> DigestMemory::save() {
  if (file_.empty() || !is_new_) return Ok{};
  forget_what_is_gone();
  Json files = Json::array();
  for (const auto& [path, known] : known_)
    files.push(Json::object().set("path", path).set("digest", known.digest).set("look", to_json(known.look)));
  TRY(write_file(file_, Json::object().set("files", files).compact(), {.mode = 0600, .durability = Durability::later}));
  is_new_ = false;
  return Ok{};
}

void DigestMemory::forget_what_is_gone() {
  std::erase_if(known_, [](const auto& entry) { return look_at(entry.first) != entry.second.look; });
}

// What can't be read was written by a later vent, or cut off by a crash: then it is empty.
void DigestMemory::load() {
  if (is_loaded_ || file_.empty()) return;
  is_loaded_ = true;
  const auto read = [&]() -> Result<> {
    const std::optional<std::string> text = TRY(read_file_if_present(file_));
    if (!text) return Ok{};
    const Json json = TRY(parse_json(*text, "the digests"));
    for (const Json& file : TRY(json.list("files"))) {
      Known known;
      known.look = TRY(look_from_json(TRY(file.field("look"))));
      known.digest = TRY(file.text("digest"));
      known_[TRY(file.text("path"))] = std::move(known);
    }
    return Ok{};
  };
  static_cast<void>(read());
}

}  // namespace vent
