#include "net/partial_file.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/open_file.h"
#include "base/text.h"

namespace vent {

PartialFile::PartialFile(Path file, std::string url)
    : file_(std::move(file)),
      bytes_path_(file_.native() + ".partial"),
      from_path_(bytes_path_.native() + ".from"),
      url_(std::move(url)) {}

Result<> PartialFile::look() {
  size_ = 0;
  state_.clear();
  const std::optional<std::string> text = TRY(read_file_if_present(from_path_));
  const std::vector<std::string> from = split_lines(text.value_or(""));
  if (from.size() != 2 || from[0] != url_ || from[1].empty()) return Ok{};
  struct stat found {};
  if (::stat(bytes_path_.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return Ok{};
  size_ = static_cast<std::uint64_t>(found.st_size);
  state_ = from[1];
  return Ok{};
}

Result<> PartialFile::begin(const std::string& state) {
  // In this order: bytes never stand beside a state that isn't theirs.
  TRY(drop());
  TRY(write_file(from_path_, fmt::format("{}\n{}\n", url_, state)));
  TRY(open(O_WRONLY | O_CREAT | O_TRUNC));
  state_ = state;
  return Ok{};
}

Result<> PartialFile::go_on() { return open(O_WRONLY | O_APPEND); }

Result<> PartialFile::open(int flags) {
  bytes_ = open_file(bytes_path_, flags, 0644);
  if (!bytes_.is_open()) return fail(file_error("writing", bytes_path_, errno));
  return Ok{};
}

Result<> PartialFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(bytes_.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(file_error("writing", bytes_path_, errno));
    size_ += static_cast<std::uint64_t>(count);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return Ok{};
}

Result<> PartialFile::drop() {
  bytes_.close();
  size_ = 0;
  state_.clear();
  TRY(remove_tree(bytes_path_));
  return remove_tree(from_path_);
}

Result<> PartialFile::finish() {
  bytes_.close();
  if (::rename(bytes_path_.c_str(), file_.c_str()) != 0) return fail(file_error("writing", file_, errno));
  return remove_tree(from_path_);
}

}  // namespace vent
