#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"

namespace vent {

// What a server says before it sends a file: the few headers that a download minds, and what they mean.
class DownloadAnswer {
 public:
  // A line as it came. An empty one ends it, unless it was only an interim answer (1xx).
  void add_line(std::string_view line);
  bool is_complete() const { return is_complete_; }
  int status() const { return status_; }

  std::optional<std::uint64_t> length() const;  // Content-Length
  const std::string& location() const;          // where it sends us, if its status says so; or empty

  struct Range {
    std::uint64_t first = 0;
    std::optional<std::uint64_t> total;
  };
  std::optional<Range> range() const;  // Content-Range: bytes 5-9/10

  // What a later request can name this state of the file by (If-Range): the ETag, if it promises the same bytes, else
  // the date of the last change, else nothing.
  std::string state() const;
  // How long to wait, counted from now; a date in the past is zero.
  std::optional<std::chrono::milliseconds> retry_after(WallTime now) const;

  // For any answer that isn't a file and leads nowhere.
  Error refusal(const std::string& what) const;

 private:
  int status_ = 0;
  bool is_complete_ = false;
  std::string length_, range_, etag_, last_modified_, retry_after_, location_;
};

}  // namespace vent
