#include "resources/ownership.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <optional>
#include <vector>

#include "base/text.h"

namespace vent {
namespace {

// One line of /etc/passwd or /etc/group, as far as it matters here.
struct NamedNumber {
  std::string name;
  std::string number;
};

// Which file it was that was read: a table is asked several times for every file of a batch, so it is read again only
// when it has changed.
struct Version {
  ino_t inode = 0;
  off_t size = 0;
  timespec modified{};

  bool is_as(const Version& other) const {
    return inode == other.inode && size == other.size && modified.tv_sec == other.modified.tv_sec &&
           modified.tv_nsec == other.modified.tv_nsec;
  }
};

// Read from the files and not through libc, whose ways to other sources of users don't exist in a static program. The
// users that services run as are in the files.
class NameTable {
 public:
  explicit NameTable(const char* path) : path_(path) {}

  std::optional<std::string> number_of(const std::string& name) {
    return look_up([&](const NamedNumber& line) { return line.name == name; }, &NamedNumber::number);
  }
  std::optional<std::string> name_of(const std::string& number) {
    return look_up([&](const NamedNumber& line) { return line.number == number; }, &NamedNumber::name);
  }

 private:
  template <class Matches>
  std::optional<std::string> look_up(Matches matches, std::string NamedNumber::*wanted) {
    const std::scoped_lock lock(mutex_);
    read_if_changed();
    const auto line = std::ranges::find_if(lines_, matches);
    return line == lines_.end() ? std::nullopt : std::optional((*line).*wanted);
  }

  void read_if_changed() {
    struct stat status {};
    const bool is_there = ::stat(path_, &status) == 0;
    const Version now{.inode = status.st_ino, .size = status.st_size, .modified = status.st_mtim};
    if (is_there && read_ && now.is_as(*read_)) return;
    lines_.clear();
    read_ = now;
    const auto text = read_file_if_present(path_);
    if (!text || !*text) return;
    for (const std::string& line : split_lines(**text)) {
      constexpr std::size_t kName = 0, kNumber = 2;  // the same fields in both files
      const std::vector<std::string> fields = split(line, ':');
      if (fields.size() > kNumber) lines_.push_back({.name = fields[kName], .number = fields[kNumber]});
    }
  }

  const char* path_;
  std::mutex mutex_;
  std::optional<Version> read_;
  std::vector<NamedNumber> lines_;
};

NameTable& users() {
  static NameTable table("/etc/passwd");
  return table;
}
NameTable& groups() {
  static NameTable table("/etc/group");
  return table;
}

Result<std::uint32_t> number_of(NameTable& table, std::string_view what, const std::string& name) {
  constexpr long long kLargest = 4294967294;  // the one above means "nobody in particular"
  const std::string number = table.number_of(name).value_or(name);
  if (const auto parsed = parse_integer(number, 0, kLargest)) return static_cast<std::uint32_t>(*parsed);
  return fail(Error(ErrorKind::missing, fmt::format("there is no {0} '{1}'", what, name))
                  .with_hint(fmt::format("the chapter that makes this {} has to be applied first", what)));
}

}  // namespace

Result<uid_t> user_id(const std::string& name) { return number_of(users(), "user", name); }
Result<gid_t> group_id(const std::string& name) { return number_of(groups(), "group", name); }

std::string mode_text(mode_t mode) { return fmt::format("{:04o}", mode & 07777); }

Result<mode_t> mode_from_text(const std::string& text) {
  mode_t mode = 0;
  bool is_good = !text.empty() && text.size() <= 4;
  for (const char digit : text) {
    is_good = is_good && digit >= '0' && digit <= '7';
    mode = mode * 8 + static_cast<mode_t>(digit - '0');
  }
  if (!is_good) return fail(Error(ErrorKind::bad_input, fmt::format("'{}' is no mode such as 0644", text)));
  return mode;
}

std::string user_name(uid_t id) {
  const std::string number = std::to_string(id);
  return users().name_of(number).value_or(number);
}

std::string group_name(gid_t id) {
  const std::string number = std::to_string(id);
  return groups().name_of(number).value_or(number);
}

Result<> set_ownership(const Path& path, const Ownership& ownership) {
  const uid_t owner = TRY(user_id(ownership.owner));
  const gid_t group = TRY(group_id(ownership.group));
  if (::lchown(path.c_str(), owner, group) != 0) return fail(file_error("changing the owner of", path, errno));
  // After the owner, because a change of owner takes set-user-id bits away.
  if (::chmod(path.c_str(), ownership.mode) != 0) return fail(file_error("changing the mode of", path, errno));
  return Ok{};
}

}  // namespace vent
