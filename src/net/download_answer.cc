#include "net/download_answer.h"

#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <limits>
#include <vector>

#include "base/text.h"
#include "net/curl_transfer.h"

namespace vent {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kLongestValue = 8000;  // of a header we mind: signed URLs are long

std::optional<std::uint64_t> read_number(std::string_view text) {
  constexpr long long kMost = std::numeric_limits<long long>::max();
  const std::optional<long long> number = parse_integer(text, 0, kMost);
  if (!number) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

struct StatusMeaning {
  int status;
  ErrorKind kind;
  std::string_view words;
  Retry retry;
  std::string_view hint;
};

constexpr StatusMeaning kStatuses[] = {
    {401, ErrorKind::not_permitted, "who are you?", Retry::never,
     "vent logs in nowhere: use a server that lets anybody in"},
    {403, ErrorKind::not_permitted, "not permitted", Retry::never, "ask who runs the server, or the proxy on the way"},
    {404, ErrorKind::missing, "not found", Retry::never, "check the URL"},
    {407, ErrorKind::not_permitted, "the proxy wants a login", Retry::never, "give it in http_proxy and https_proxy"},
    {408, ErrorKind::timed_out, "timed out", Retry::later, "try again later"},
    {410, ErrorKind::missing, "gone for good", Retry::never, "check the URL"},
    {416, ErrorKind::failed, "no such part", Retry::later, "try again: what was there is dropped"},
    {429, ErrorKind::failed, "too many requests", Retry::later, "try again later"},
    {500, ErrorKind::failed, "the server has a fault", Retry::later, "try again later"},
    {502, ErrorKind::failed, "the server behind it is broken", Retry::later, "try again later"},
    {503, ErrorKind::failed, "out of service", Retry::later, "try again later"},
    {504, ErrorKind::failed, "the server behind it is silent", Retry::later, "try again later"},
};

}  // namespace

void DownloadAnswer::add_line(std::string_view line) {
  if (is_complete_) return;  // what comes behind the body
  line = trim(line);
  if (line.starts_with("HTTP/")) {
    *this = {};
    const std::vector<std::string> words = split_words(line.substr(0, kLongestValue));
    if (words.size() > 1) status_ = static_cast<int>(parse_integer(words[1], 100, 999).value_or(0));
    return;
  }
  if (line.empty()) {
    is_complete_ = status_ >= 200;
    return;
  }
  const std::size_t colon = std::min(line.find(':'), line.size());
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = colon == line.size() ? "" : trim(line.substr(colon + 1));
  if (value.size() > kLongestValue) return;
  if (same_name(name, "Content-Length")) length_ = value;
  if (same_name(name, "Content-Range")) range_ = value;
  if (same_name(name, "ETag")) etag_ = value;
  if (same_name(name, "Last-Modified")) last_modified_ = value;
  if (same_name(name, "Retry-After")) retry_after_ = value;
  if (same_name(name, "Location")) location_ = value;
}

std::optional<std::uint64_t> DownloadAnswer::length() const { return read_number(length_); }

const std::string& DownloadAnswer::location() const {
  static const std::string nowhere;
  constexpr std::array kElsewhere = {301, 302, 303, 307, 308};
  return std::ranges::find(kElsewhere, status_) == kElsewhere.end() ? nowhere : location_;
}

std::optional<DownloadAnswer::Range> DownloadAnswer::range() const {
  constexpr std::string_view kUnit = "bytes ";
  if (!range_.starts_with(kUnit)) return std::nullopt;
  const std::string_view text = std::string_view(range_).substr(kUnit.size());
  const std::size_t dash = text.find('-'), slash = text.find('/');
  if (dash == text.npos || slash == text.npos || dash > slash) return std::nullopt;
  const auto first = read_number(text.substr(0, dash));
  const auto last = read_number(text.substr(dash + 1, slash - dash - 1));
  const std::string_view after = text.substr(slash + 1);
  const auto total = read_number(after);
  if (!first || !last || (!total && after != "*")) return std::nullopt;
  // A part that ends before the end would leave a hole nobody asked about.
  if (*last < *first || (total && *total != *last + 1)) return std::nullopt;
  return Range{*first, total};
}

std::string DownloadAnswer::state() const {
  if (etag_.starts_with('"')) return etag_;  // W/"…" promises something similar only
  return last_modified_;
}

std::optional<milliseconds> DownloadAnswer::retry_after(WallTime now) const {
  if (retry_after_.empty()) return std::nullopt;
  constexpr long long kMostSeconds = 366LL * 24 * 3600;
  if (const auto seconds = parse_integer(retry_after_, 0, kMostSeconds)) return std::chrono::seconds(*seconds);
  const std::time_t date = ::curl_getdate(retry_after_.c_str(), nullptr);
  if (date == -1) return std::nullopt;
  const auto wait = std::chrono::ceil<milliseconds>(std::chrono::system_clock::from_time_t(date) - now);
  return std::max(wait, milliseconds(0));
}

Error DownloadAnswer::refusal(const std::string& what) const {
  const auto* known = std::ranges::find(kStatuses, status_, &StatusMeaning::status);
  StatusMeaning meaning = {status_, ErrorKind::failed, "", Retry::never, "look at what the URL gives: it is no file"};
  if (status_ >= 500) meaning.retry = Retry::later;
  if (known != std::end(kStatuses)) meaning = *known;
  const std::string words = meaning.words.empty() ? "" : fmt::format(" ({})", meaning.words);
  return Error(meaning.kind, fmt::format("{}: the server answered {}{}", what, status_, words))
      .with_id("VENT_HTTP_STATUS")
      .with_retry(meaning.retry)
      .with_hint(std::string(meaning.hint));
}

}  // namespace vent
