#include "net/curl_transfer.h"

#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <new>
#include <stdexcept>

#include "base/stop_event.h"
#include "net/ipv4.h"

namespace vent {
namespace {

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part_of(CURLU* url, CURLUPart which) {
  char* found = nullptr;
  if (curl_url_get(url, which, &found, 0) != CURLUE_OK) return "";
  const std::unique_ptr<char, decltype(&curl_free)> owner(found, curl_free);
  return found;
}

bool is_this_machine(std::string_view host) {
  if (same_name(host, "localhost") || host == "[::1]") return true;
  const Result<Ipv4> address = Ipv4::parse(host);
  return address && Ipv4Range{Ipv4{127u << 24}, 8}.contains(*address);
}

struct Meaning {
  CURLcode code;
  ErrorKind kind;
  Retry retry;
  std::string_view id;
};

constexpr Meaning kMeanings[] = {
    {CURLE_COULDNT_RESOLVE_HOST, ErrorKind::not_reachable, Retry::later, "VENT_NOT_REACHABLE"},
    {CURLE_COULDNT_RESOLVE_PROXY, ErrorKind::not_reachable, Retry::later, "VENT_NOT_REACHABLE"},
    {CURLE_COULDNT_CONNECT, ErrorKind::not_reachable, Retry::later, "VENT_NOT_REACHABLE"},
    {CURLE_OPERATION_TIMEDOUT, ErrorKind::timed_out, Retry::later, "VENT_TIMED_OUT"},
    {CURLE_GOT_NOTHING, ErrorKind::failed, Retry::later, "VENT_CONNECTION_CUT"},
    {CURLE_PARTIAL_FILE, ErrorKind::failed, Retry::later, "VENT_CONNECTION_CUT"},
    {CURLE_SEND_ERROR, ErrorKind::failed, Retry::later, "VENT_CONNECTION_CUT"},
    {CURLE_RECV_ERROR, ErrorKind::failed, Retry::later, "VENT_CONNECTION_CUT"},
    {CURLE_SSL_CONNECT_ERROR, ErrorKind::not_permitted, Retry::never, "VENT_TLS_REFUSED"},
    {CURLE_PEER_FAILED_VERIFICATION, ErrorKind::not_permitted, Retry::never, "VENT_TLS_REFUSED"},
    {CURLE_SSL_CERTPROBLEM, ErrorKind::not_permitted, Retry::never, "VENT_TLS_REFUSED"},
    {CURLE_SSL_CIPHER, ErrorKind::not_permitted, Retry::never, "VENT_TLS_REFUSED"},
    {CURLE_SSL_CACERT_BADFILE, ErrorKind::not_permitted, Retry::never, "VENT_TLS_REFUSED"},
    {CURLE_SSL_ISSUER_ERROR, ErrorKind::not_permitted, Retry::never, "VENT_TLS_REFUSED"},
    {CURLE_SSL_INVALIDCERTSTATUS, ErrorKind::not_permitted, Retry::never, "VENT_TLS_REFUSED"},
};

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char left, unsigned char right) { return std::tolower(left) == std::tolower(right); });
}

Result<UrlParts> take_apart(const std::string& text) {
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  const auto bad = [](std::string message) {
    return fail(Error(ErrorKind::bad_input, std::move(message)).with_id("VENT_BAD_URL"));
  };
  // The text itself is not shown: it may hold a password in a place where we don't find it.
  if (const CURLUcode code = curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0); code != CURLUE_OK)
    return bad(fmt::format("this is no URL: {}", curl_url_strerror(code)));
  const auto part = [&](CURLUPart which) { return part_of(url.get(), which); };
  const std::string scheme = part(CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return bad(fmt::format("'{}' is neither http nor https", scheme));
  if (!part(CURLUPART_USER).empty() || !part(CURLUPART_PASSWORD).empty())
    return bad("the URL holds a user name or a password, which would be shown in messages");
  const std::string port = part(CURLUPART_PORT);
  UrlParts parts;
  parts.host = part(CURLUPART_HOST);
  parts.server = fmt::format("{}://{}{}{}", scheme, parts.host, port.empty() ? "" : ":", port);
  parts.shown = parts.server + part(CURLUPART_PATH);
  return parts;
}

Result<std::string> redirected_url(const std::string& from, const std::string& location) {
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  CURLUcode code = curl_url_set(url.get(), CURLUPART_URL, from.c_str(), 0);
  if (code == CURLUE_OK) code = curl_url_set(url.get(), CURLUPART_URL, location.c_str(), CURLU_URLENCODE);
  if (code != CURLUE_OK)
    return fail(Error(ErrorKind::bad_input, fmt::format("this leads nowhere: {}", curl_url_strerror(code)))
                    .with_id("VENT_BAD_URL"));
  return part_of(url.get(), CURLUPART_URL);
}

void HeaderLines::add(const std::string& line) {
  curl_slist* const longer = curl_slist_append(static_cast<curl_slist*>(list_.get()), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list_.release());  // it is part of the longer one
  list_ = {longer, [](void* list) { curl_slist_free_all(static_cast<curl_slist*>(list)); }};
}

// The transfer runs in `multi` rather than by itself, because only so can a stop end its wait at once.
struct CurlTransfer::Handles {
  CURL* easy = nullptr;
  CURLM* multi = nullptr;
  char explanation[CURL_ERROR_SIZE] = "";

  Handles() {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    easy = curl_easy_init();
    multi = curl_multi_init();
    if (ready != CURLE_OK || easy == nullptr || multi == nullptr) throw std::runtime_error("libcurl can't start");
  }
  Handles(const Handles&) = delete;
  ~Handles() {
    curl_multi_cleanup(multi);
    curl_easy_cleanup(easy);
  }

  template <class Value>
  void set(int option, Value value) {
    const CURLcode code = curl_easy_setopt(easy, static_cast<CURLoption>(option), value);
    if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
  }

  template <class Value>
  Value ask(CURLINFO what) const {
    Value value{};
    curl_easy_getinfo(easy, what, &value);
    return value;
  }
};

CurlTransfer::CurlTransfer() : handles_(std::make_unique<Handles>()) {}
CurlTransfer::~CurlTransfer() = default;

void CurlTransfer::begin(const std::string& url, const UrlParts& parts) {
  curl_easy_reset(handles_->easy);  // keeps connections
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_USERAGENT, "vent");
  if (is_this_machine(parts.host)) set(CURLOPT_PROXY, "");
  set(CURLOPT_ERRORBUFFER, handles_->explanation);
}

void CurlTransfer::set(int option, long value) { handles_->set(option, value); }
void CurlTransfer::set(int option, const void* value) { handles_->set(option, value); }
void CurlTransfer::set(int option, Take* take) { handles_->set(option, take); }

std::optional<CurlTransfer::Outcome> CurlTransfer::run(const std::stop_token& stop,
                                                       const std::function<bool()>& is_enough,
                                                       std::chrono::milliseconds look_every) {
  const StopEvent stop_event(stop);
  handles_->explanation[0] = '\0';
  curl_multi_add_handle(handles_->multi, handles_->easy);
  std::optional<Outcome> outcome;
  while (!stop.stop_requested()) {
    int running = 0;
    if (curl_multi_perform(handles_->multi, &running) != CURLM_OK) throw std::runtime_error("libcurl lost its state");
    if (running == 0) {
      int left = 0;
      const CURLMsg* const message = curl_multi_info_read(handles_->multi, &left);
      const CURLcode code = message == nullptr ? CURLE_FAILED_INIT : message->data.result;
      const char* const explanation = handles_->explanation;
      outcome = Outcome{code, *explanation != '\0' ? explanation : curl_easy_strerror(code)};
      break;
    }
    if (is_enough && is_enough()) break;
    curl_waitfd waits[] = {{stop_event.descriptor(), CURL_WAIT_POLLIN, 0}};
    // Ends earlier for curl's own deadlines.
    curl_multi_poll(handles_->multi, waits, 1, static_cast<int>(look_every.count()), nullptr);
  }
  curl_multi_remove_handle(handles_->multi, handles_->easy);
  return outcome;
}

int CurlTransfer::status() const { return static_cast<int>(handles_->ask<long>(CURLINFO_RESPONSE_CODE)); }
bool CurlTransfer::has_connected() const { return handles_->ask<double>(CURLINFO_PRETRANSFER_TIME) > 0; }
int CurlTransfer::proxy_status() const { return static_cast<int>(handles_->ask<long>(CURLINFO_HTTP_CONNECTCODE)); }

Error explain_transfer(const CurlTransfer::Outcome& outcome, const std::string& what) {
  constexpr Meaning kOther = {CURLE_OK, ErrorKind::failed, Retry::never, "VENT_HTTP_FAILED"};
  const auto* const known = std::ranges::find(kMeanings, outcome.code, [](const Meaning& m) { return int{m.code}; });
  const Meaning& meaning = known == std::end(kMeanings) ? kOther : *known;
  return Error(meaning.kind, fmt::format("{}: {}", what, outcome.explanation))
      .with_id(std::string(meaning.id))
      .with_retry(meaning.retry);
}

}  // namespace vent
