#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/files.h"
#include "base/result.h"

namespace vent {

// How long a download is tried.
struct DownloadPatience {
  int tries = 5;
  std::chrono::milliseconds silence = std::chrono::seconds(30);       // without a byte: broken
  std::chrono::milliseconds first_pause = std::chrono::seconds(1);    // before the second try; then twice as long each
  std::chrono::milliseconds longest_pause = std::chrono::minutes(1);  // a server that asks for a longer one is left
  std::chrono::milliseconds one_try = std::chrono::hours(6);          // a line that drips ends too
};

struct Download {
  std::string url;
  Path file;  // its folder is there; one download of it at a time
  std::uint64_t size_limit = 8ULL << 30;
  DownloadPatience patience = {};
  std::stop_token stop = {};
  // Now and then, and at the end. The total is absent when the server doesn't say it.
  std::function<void(std::uint64_t done, std::optional<std::uint64_t> total)> progress = {};
};

struct Downloaded {
  std::uint64_t size = 0;
  std::uint64_t received = 0;  // bytes that came now, also those that had to come twice
  int tries = 0;
};

// Brings a file here. The file appears when it is whole; until then FILE.partial holds what came, also when we are
// stopped or killed, and the next run goes on from there if the server still has the same file.
//
// Redirections are followed, though never from https to http. What can pass is tried again: broken connections, silence,
// 408, 429, 5xx; and a server that can't be reached, if it could be a moment ago. Errors as HttpClient has them, and:
//   missing        404, 410
//   not_permitted  401, 403, 407, and a way from https to http
//   no_space       the disk: asked before the first byte, where the server says how many there will be
//   failed         any other status, a loop of redirections, a file beyond the limit
Result<Downloaded> download(const Download& wanted, Clock& clock);

}  // namespace vent
