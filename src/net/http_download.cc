#include "net/http_download.h"

#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "net/curl_transfer.h"
#include "net/download_answer.h"
#include "net/partial_file.h"

namespace vent {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::size_t kMostRedirections = 10;
constexpr const char* kGoesOn = "try again: it goes on from what is there";
constexpr std::uint64_t kProgressEvery = 256UL * 1024;

Error stopped(const std::string& what) {
  return Error(ErrorKind::interrupted, fmt::format("{} was stopped", what))
      .with_hint("what came so far is kept: the next run goes on from there");
}

// One download, over all its tries. What the transfer hands over arrives in take_header and take_body.
class Downloading {
 public:
  Downloading(const Download& wanted, Clock& clock)
      : wanted_(wanted), clock_(clock), partial_(wanted.file, wanted.url) {}

  Result<Downloaded> run();

 private:
  Result<> one_try();
  // One request. Where it sends us, or nothing when the file is whole.
  Result<std::optional<std::string>> request(const std::string& url);
  void prepare(const std::string& url, const UrlParts& parts, HeaderLines& headers);
  Result<> take_answer();
  Result<> take_whole();
  Result<> take_rest();
  Result<> begin_body();
  Result<> check_size();
  Result<std::string> redirection(const std::string& from) const;
  Error explain(const CurlTransfer::Outcome& outcome, const std::string& server) const;
  Error silent() const;
  Result<milliseconds> pause_after(int tries, Error& error) const;

  static std::size_t take_header(char* bytes, std::size_t unit, std::size_t count, void* target) noexcept;
  static std::size_t take_body(char* bytes, std::size_t unit, std::size_t count, void* target) noexcept;
  bool take(Result<> result);
  bool is_enough();
  void report();

  const Download& wanted_;
  Clock& clock_;
  PartialFile partial_;
  CurlTransfer transfer_;
  std::uint64_t received_ = 0;
  bool was_heard_ = false;  // a server has answered something

  // Of the request that runs.
  std::string what_;
  DownloadAnswer answer_;
  bool takes_body_ = false;
  std::optional<std::uint64_t> total_;
  std::optional<Error> problem_;
  std::uint64_t line_bytes_ = 0;
  std::uint64_t seen_bytes_ = 0;
  std::uint64_t reported_ = 0;
  bool is_silent_ = false;
  std::chrono::steady_clock::time_point last_byte_;  // the kernel's wait is on this clock
};

Result<Downloaded> Downloading::run() {
  for (int tries = 1;; ++tries) {
    Result<> outcome = one_try();
    if (outcome) {
      report();
      return Downloaded{partial_.size(), received_, tries};
    }
    Error& error = outcome.error();
    // A server that never answered won't in a second either, and no disk frees itself.
    const bool stays = (error.kind == ErrorKind::not_reachable && !was_heard_) || error.kind == ErrorKind::no_space;
    const bool can_pass = error.retry == Retry::later && !stays;
    if (!can_pass) return fail(std::move(error));
    const milliseconds pause = TRY(pause_after(tries, error));
    if (!clock_.sleep_for(pause, wanted_.stop)) return fail(stopped(what_));
  }
}

// How long to wait before the next try; or the error, when there should be none.
Result<milliseconds> Downloading::pause_after(int tries, Error& error) const {
  const DownloadPatience& patience = wanted_.patience;
  if (tries >= patience.tries) {
    if (tries > 1) error.message += fmt::format("; tried {} times", tries);
    return fail(std::move(error));
  }
  if (const std::optional<milliseconds> asked = answer_.retry_after(clock_.wall())) {
    if (*asked <= patience.longest_pause) return *asked;
    error.message += fmt::format(", and asks to come back in {}", format_duration(*asked));
    return fail(std::move(error).with_hint("try again then"));
  }
  return std::min(patience.first_pause * (1 << std::min(tries - 1, 20)), patience.longest_pause);
}

Result<> Downloading::one_try() {
  TRY(partial_.look());
  std::vector<std::string> chain = {wanted_.url};
  while (true) {
    const std::string from = chain.back();
    const auto asked = request(from);
    if (!asked) {
      Error error = asked.error();
      if (chain.size() > 1) error.context.push_back(fmt::format("following {}", TRY(take_apart(wanted_.url)).shown));
      return fail(std::move(error));
    }
    if (!*asked) return Ok{};
    const std::string next = **asked;
    const bool was_there = std::ranges::find(chain, next) != chain.end();
    chain.push_back(next);
    if (was_there || chain.size() > kMostRedirections + 1)
      return fail(Error(ErrorKind::failed,
                        fmt::format("GET {}: {} redirections, the last to {}", TRY(take_apart(wanted_.url)).shown,
                                    chain.size() - 1, TRY(take_apart(next)).shown))
                      .with_id("VENT_REDIRECT_LOOP")
                      .with_hint("the server, or a proxy before it, leads in circles: try the URL with curl -L"));
  }
}

void Downloading::prepare(const std::string& url, const UrlParts& parts, HeaderLines& headers) {
  what_ = "GET " + parts.shown;
  answer_ = {};
  takes_body_ = is_silent_ = false;
  total_.reset();
  problem_.reset();
  line_bytes_ = seen_bytes_ = 0;
  last_byte_ = std::chrono::steady_clock::now();

  if (partial_.size() > 0) {
    headers.add(fmt::format("Range: bytes={}-", partial_.size()));
    headers.add(fmt::format("If-Range: {}", partial_.state()));
  }
  const DownloadPatience& patience = wanted_.patience;
  transfer_.begin(url, parts);
  transfer_.set(CURLOPT_HTTPHEADER, headers.get());
  transfer_.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);  // a proxy's, which would pass for the server's
  transfer_.set(CURLOPT_TIMEOUT_MS, static_cast<long>(patience.one_try.count()));
  transfer_.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(kConnectDeadline.count()));
  transfer_.set(CURLOPT_HEADERFUNCTION, take_header);
  transfer_.set(CURLOPT_HEADERDATA, this);
  transfer_.set(CURLOPT_WRITEFUNCTION, take_body);
  transfer_.set(CURLOPT_WRITEDATA, this);
}

Result<std::optional<std::string>> Downloading::request(const std::string& url) {
  const UrlParts parts = TRY(take_apart(url));
  HeaderLines headers;
  prepare(url, parts, headers);
  const milliseconds look_every = std::clamp(wanted_.patience.silence / 4, milliseconds(1), milliseconds(1000));
  const auto outcome = transfer_.run(
      wanted_.stop, [this] { return is_enough(); }, look_every);
  was_heard_ = was_heard_ || answer_.is_complete();

  if (wanted_.stop.stop_requested()) return fail(stopped(what_));
  if (problem_) return fail(std::move(*problem_));
  if (is_silent_) return fail(silent());
  if (answer_.is_complete() && !takes_body_) {
    if (answer_.location().empty()) return fail(answer_.refusal(what_));
    return TRY(redirection(url));
  }
  if (outcome && outcome->code != CURLE_OK) return fail(explain(*outcome, parts.server));
  if (total_ && *total_ != partial_.size())
    return fail(Error(ErrorKind::failed,
                      fmt::format("{}: {} bytes came, and {} were announced", what_, partial_.size(), *total_))
                    .with_id("VENT_CONNECTION_CUT")
                    .with_retry(Retry::later)
                    .with_hint(kGoesOn));
  TRY(partial_.finish());
  return std::nullopt;
}

// Where the answer sends us, if we may go there.
Result<std::string> Downloading::redirection(const std::string& from) const {
  const Result<std::string> next = redirected_url(from, answer_.location());
  const Result<UrlParts> parts = next ? take_apart(*next) : fail(next.error());
  if (!parts) {
    Error error = parts.error();
    error.kind = ErrorKind::failed;  // the server gave it, not the user
    error.message = fmt::format("{}: the server sends us on, but {}", what_, error.message);
    return fail(
        std::move(error).with_hint("try the URL with curl -L: the server, or a proxy on the way, is set up wrong"));
  }
  if (from.starts_with("https:") && parts->server.starts_with("http:"))
    return fail(Error(ErrorKind::not_permitted,
                      fmt::format("{}: the server sends us to {}, which isn't encrypted", what_, parts->shown))
                    .with_id("VENT_REDIRECT_UNSAFE")
                    .with_hint("use a server that keeps to https"));
  return *next;
}

Error Downloading::explain(const CurlTransfer::Outcome& outcome, const std::string& server) const {
  Error error = explain_transfer(outcome, what_);
  if (const int status = transfer_.proxy_status(); status >= 300) {
    error = Error(ErrorKind::not_reachable,
                  fmt::format("{}: the proxy refuses the way to {} with {}", what_, server, status))
                .with_id("VENT_NOT_REACHABLE");
  } else if (error.kind == ErrorKind::timed_out && !transfer_.has_connected()) {
    error.kind = ErrorKind::not_reachable;
    error.id = "VENT_NOT_REACHABLE";
  }
  if (error.kind == ErrorKind::not_reachable)
    error.hint = "check this machine's way to it; http_proxy, https_proxy and no_proxy are used when they are set";
  if (error.kind == ErrorKind::not_permitted)
    error.hint =
        "check the clock and the certificates of this machine (ca-certificates); a proxy that opens TLS needs "
        "its certificate there";
  if (error.hint.empty()) error.hint = error.retry == Retry::later ? kGoesOn : "try the URL with curl -v";
  return error;
}

Error Downloading::silent() const {
  std::string came;
  if (partial_.size() > 0) came = fmt::format("; {} bytes of it are here", partial_.size());
  return Error(ErrorKind::timed_out,
               fmt::format("{}: nothing came for {}{}", what_, format_duration(wanted_.patience.silence), came))
      .with_id("VENT_TIMED_OUT")
      .with_retry(Retry::later)
      .with_hint(kGoesOn);
}

// ---- what comes in

bool Downloading::is_enough() {
  if (answer_.is_complete() && !takes_body_) return true;  // nobody reads what comes with a refusal
  const auto now = std::chrono::steady_clock::now();
  if (line_bytes_ != seen_bytes_) last_byte_ = now;
  seen_bytes_ = line_bytes_;
  // Before there is a connection, its own deadline counts.
  is_silent_ = now - last_byte_ >= wanted_.patience.silence && transfer_.has_connected();
  return is_silent_;
}

// Keeps the first problem; false ends the transfer.
bool Downloading::take(Result<> result) {
  if (result || problem_) return !problem_;
  problem_ = std::move(result).error();
  if (problem_->kind == ErrorKind::no_space && total_)
    problem_->hint += fmt::format("\n{} more bytes are to come", *total_ - partial_.size());
  return false;
}

// The two below are called by C code, which an exception must not pass through: out of memory ends us.
std::size_t Downloading::take_header(char* bytes, std::size_t unit, std::size_t count, void* target) noexcept {
  auto& self = *static_cast<Downloading*>(target);
  self.line_bytes_ += unit * count;
  const bool was_complete = self.answer_.is_complete();
  self.answer_.add_line({bytes, unit * count});
  if (was_complete || !self.answer_.is_complete()) return unit * count;
  return self.take(self.take_answer()) ? unit * count : 0;
}

std::size_t Downloading::take_body(char* bytes, std::size_t unit, std::size_t count, void* target) noexcept {
  auto& self = *static_cast<Downloading*>(target);
  const std::size_t size = unit * count;
  self.line_bytes_ += size;
  if (!self.takes_body_) return size;
  self.received_ += size;
  if (!self.take(self.partial_.append({bytes, size})) || !self.take(self.check_size())) return 0;
  if (self.partial_.size() - self.reported_ >= kProgressEvery) self.report();
  return size;
}

void Downloading::report() {
  reported_ = partial_.size();
  if (wanted_.progress) wanted_.progress(partial_.size(), total_);
}

Result<> Downloading::take_answer() {
  if (answer_.status() == 200) return take_whole();
  if (answer_.status() == 206) return take_rest();
  if (answer_.status() == 416) TRY(partial_.drop());  // there is nothing behind what we have, which is odd: anew
  return Ok{};
}

Result<> Downloading::take_whole() {
  TRY(partial_.begin(answer_.state()));
  total_ = answer_.length();
  return begin_body();
}

Result<> Downloading::take_rest() {
  const auto range = answer_.range();
  const bool fits = partial_.size() > 0 && range && range->first == partial_.size();
  const bool is_same = answer_.state().empty() || answer_.state() == partial_.state();
  if (!fits || !is_same) {
    const std::uint64_t size = partial_.size();
    TRY(partial_.drop());
    return fail(Error(ErrorKind::failed,
                      fmt::format("{}: the server sent another part than the one behind byte {}", what_, size))
                    .with_id("VENT_WRONG_PART")
                    .with_retry(Retry::later)
                    .with_hint("try again: what was there is dropped"));
  }
  TRY(partial_.go_on());
  total_ = range->total;
  return begin_body();
}

Result<> Downloading::begin_body() {
  takes_body_ = true;
  TRY(check_size());
  report();
  const std::uint64_t needed = total_.value_or(partial_.size()) - partial_.size();
  const std::uint64_t free = TRY(free_bytes(partial_.folder()));
  if (needed <= free) return Ok{};
  return fail(Error(ErrorKind::no_space, fmt::format("{}: {} bytes are needed in '{}', and {} are free there", what_,
                                                     needed, partial_.folder().native(), free))
                  .with_id("VENT_NO_SPACE")
                  .with_retry(Retry::later)
                  .with_hint(fmt::format("free some space, then try again; this shows what there is: df -h '{}'",
                                         partial_.folder().native())));
}

Result<> Downloading::check_size() {
  const std::uint64_t size = std::max(partial_.size(), total_.value_or(0));
  if (size > wanted_.size_limit) {
    TRY(partial_.drop());
    return fail(Error(ErrorKind::failed, fmt::format("{}: the file has {} bytes or more, and at most {} were expected",
                                                     what_, size, wanted_.size_limit))
                    .with_id("VENT_ANSWER_TOO_LONG")
                    .with_hint("look at what the URL gives: it is not what was asked for"));
  }
  return Ok{};
}

}  // namespace

Result<Downloaded> download(const Download& wanted, Clock& clock) { return Downloading(wanted, clock).run(); }

}  // namespace vent
