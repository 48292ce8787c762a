#include "resources/ownership.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "base/text.h"

namespace vent {
namespace {

// Read from the files and not through libc, whose ways to other sources of users don't exist in a static program. The
// users that services run as are in the files.
constexpr const char* kUsers = "/etc/passwd";
constexpr const char* kGroups = "/etc/group";
constexpr std::size_t kName = 0, kNumber = 2;  // fields of a line in both

std::optional<std::string> look_up(const char* table, std::size_t by, const std::string& value, std::size_t wanted) {
  const auto text = read_file_if_present(table);
  if (!text || !*text) return std::nullopt;
  for (const std::string& line : split_lines(**text)) {
    const std::vector<std::string> fields = split(line, ':');
    if (fields.size() > kNumber && fields[by] == value) return fields[wanted];
  }
  return std::nullopt;
}

Result<std::uint32_t> number_of(const char* table, std::string_view what, const std::string& name) {
  constexpr long long kLargest = 4294967294;  // the one above means "nobody in particular"
  const std::string number = look_up(table, kName, name, kNumber).value_or(name);
  if (const auto parsed = parse_integer(number, 0, kLargest)) return static_cast<std::uint32_t>(*parsed);
  return fail(Error(ErrorKind::missing, fmt::format("there is no {0} '{1}'", what, name))
                  .with_hint(fmt::format("the chapter that makes this {} has to be applied first", what)));
}

}  // namespace

Result<uid_t> user_id(const std::string& name) { return number_of(kUsers, "user", name); }
Result<gid_t> group_id(const std::string& name) { return number_of(kGroups, "group", name); }

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
  return look_up(kUsers, kNumber, number, kName).value_or(number);
}

std::string group_name(gid_t id) {
  const std::string number = std::to_string(id);
  return look_up(kGroups, kNumber, number, kName).value_or(number);
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
