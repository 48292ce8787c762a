#include "net/http_client.h"

#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <stdexcept>

#include "base/clock.h"
#include "base/stop_event.h"
#include "base/text.h"
#include "net/ipv4.h"

namespace vent {
namespace {

using namespace std::chrono_literals;

// Not lower: a name with several addresses, the first of them dead, needs this much.
constexpr std::chrono::milliseconds kConnectDeadline = 15s;

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char left, unsigned char right) { return std::tolower(left) == std::tolower(right); });
}

struct UrlParts {
  std::string host;
  std::string shown;  // for messages: without the query, which may hold anything
};

Result<UrlParts> take_apart(const std::string& text) {
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  const auto bad = [](std::string message) {
    return fail(Error(ErrorKind::bad_input, std::move(message)).with_id("VENT_BAD_URL"));
  };
  // The text itself is not shown: it may hold a password in a place where we don't find it.
  if (const CURLUcode code = curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0); code != CURLUE_OK)
    return bad(fmt::format("this is no URL: {}", curl_url_strerror(code)));
  const auto part = [&](CURLUPart which) {
    char* found = nullptr;
    if (curl_url_get(url.get(), which, &found, 0) != CURLUE_OK) return std::string();
    const std::unique_ptr<char, decltype(&curl_free)> owner(found, curl_free);
    return std::string(found);
  };
  const std::string scheme = part(CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return bad(fmt::format("'{}' is neither http nor https", scheme));
  if (!part(CURLUPART_USER).empty() || !part(CURLUPART_PASSWORD).empty())
    return bad("the URL holds a user name or a password, which would be shown in messages");
  const std::string port = part(CURLUPART_PORT);
  const std::string host = part(CURLUPART_HOST);
  return UrlParts{host,
                  fmt::format("{}://{}{}{}{}", scheme, host, port.empty() ? "" : ":", port, part(CURLUPART_PATH))};
}

bool is_this_machine(std::string_view host) {
  if (same_name(host, "localhost") || host == "[::1]") return true;
  const Result<Ipv4> address = Ipv4::parse(host);
  return address && Ipv4Range{Ipv4{127u << 24}, 8}.contains(*address);
}

// A line break in a header would let its value speak for the headers behind it.
bool is_one_line(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos; }

void append(HeaderList& list, const std::string& line) {
  curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());  // it is part of the longer one
  list.reset(longer);
}

Result<> add_header(HeaderList& list, std::string_view name, std::string_view value) {
  if (name.empty() || name.find_first_of(": ") != name.npos || !is_one_line(name))
    return fail(Error(ErrorKind::bad_input, "a header has no proper name"));
  if (!is_one_line(value))
    return fail(Error(ErrorKind::bad_input, fmt::format("the value of the header {} has a line break in it", name)));
  // The library takes "Name:" as "don't send it"; "Name;" is how it wants an empty value.
  append(list, value.empty() ? fmt::format("{};", name) : fmt::format("{}: {}", name, value));
  return Ok{};
}

Result<HeaderList> all_headers(const HttpRequest& request) {
  if (request.method.empty() || !std::ranges::all_of(request.method, [](char c) { return c >= 'A' && c <= 'Z'; }))
    return fail(Error(ErrorKind::bad_input, "the method is not a word in capital letters"));
  HeaderList list;
  bool has_content_type = false;
  for (const HttpHeader& header : request.headers) {
    TRY(add_header(list, header.name, header.value));
    has_content_type = has_content_type || same_name(header.name, "Content-Type");
  }
  if (!request.token.empty()) TRY(add_header(list, request.token_header, request.token.reveal()));
  // Headers the library would add by itself: a wrong type, and a wait of a second before a large body is sent.
  append(list, "Expect:");
  if (!has_content_type) append(list, "Content-Type:");
  return list;
}

// What comes in, and whether it became too much.
struct Answer {
  HttpResponse response;
  std::size_t limit = 0;
  std::size_t size = 0;
  bool is_too_long = false;

  bool takes(std::size_t more) {
    is_too_long = is_too_long || more > limit - size;
    if (!is_too_long) size += more;
    return !is_too_long;
  }
};

// The two below are called by C code, which an exception must not pass through: out of memory ends us.
std::size_t take_header(char* bytes, std::size_t unit, std::size_t count, void* target) noexcept {
  Answer& answer = *static_cast<Answer*>(target);
  const std::string_view line = trim(std::string_view(bytes, unit * count));
  if (!answer.takes(unit * count)) return 0;
  // A second status line begins the final answer after an interim one.
  if (line.starts_with("HTTP/")) answer.response.headers.clear();
  if (const std::size_t colon = line.find(':'); colon != std::string_view::npos && !line.starts_with("HTTP/"))
    answer.response.headers.push_back({std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1)))});
  return unit * count;
}

std::size_t take_body(char* bytes, std::size_t unit, std::size_t count, void* target) noexcept {
  Answer& answer = *static_cast<Answer*>(target);
  if (!answer.takes(unit * count)) return 0;
  answer.response.body.append(bytes, unit * count);
  return unit * count;
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

Error explain(CURLcode code, std::string_view explanation, const std::string& what) {
  constexpr Meaning kOther = {CURLE_OK, ErrorKind::failed, Retry::never, "VENT_HTTP_FAILED"};
  const auto* const known = std::ranges::find(kMeanings, code, &Meaning::code);
  const Meaning& meaning = known == std::end(kMeanings) ? kOther : *known;
  return Error(meaning.kind, fmt::format("{}: {}", what, explanation))
      .with_id(std::string(meaning.id))
      .with_retry(meaning.retry);
}

}  // namespace

std::optional<std::string> HttpResponse::header(std::string_view name) const {
  for (const HttpHeader& header : headers)
    if (same_name(header.name, name)) return header.value;
  return std::nullopt;
}

// The transfer runs in `multi` rather than by itself, because only so can a stop end its wait at once.
struct CurlHttpClient::Handles {
  CURL* easy = nullptr;
  CURLM* multi = nullptr;

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
  void set(CURLoption option, Value value) {
    const CURLcode code = curl_easy_setopt(easy, option, value);
    if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
  }

  void prepare(const HttpRequest& request, const UrlParts& url, curl_slist* headers);
  // Nothing when stopped.
  std::optional<CURLcode> transfer(const std::stop_token& stop);
};

void CurlHttpClient::Handles::prepare(const HttpRequest& request, const UrlParts& url, curl_slist* headers) {
  curl_easy_reset(easy);  // keeps connections
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_USERAGENT, "vent");
  set(CURLOPT_HTTPHEADER, headers);
  if (is_this_machine(url.host)) set(CURLOPT_PROXY, "");

  // Zero would mean no deadline at all.
  const std::chrono::milliseconds deadline = std::max(request.deadline, 1ms);
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(deadline.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(deadline, kConnectDeadline).count()));

  if (request.method == "HEAD") {
    set(CURLOPT_NOBODY, 1L);
  } else {
    const bool sends_body =
        !request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
    if (sends_body) {
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      set(CURLOPT_POSTFIELDS, request.body.c_str());
    }
    set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

std::optional<CURLcode> CurlHttpClient::Handles::transfer(const std::stop_token& stop) {
  const StopEvent stop_event(stop);
  curl_multi_add_handle(multi, easy);
  std::optional<CURLcode> outcome;
  while (!stop.stop_requested()) {
    int running = 0;
    if (curl_multi_perform(multi, &running) != CURLM_OK) throw std::runtime_error("libcurl lost its state");
    if (running == 0) {
      int left = 0;
      const CURLMsg* const message = curl_multi_info_read(multi, &left);
      outcome = message == nullptr ? CURLE_FAILED_INIT : message->data.result;
      break;
    }
    curl_waitfd waits[] = {{stop_event.descriptor(), CURL_WAIT_POLLIN, 0}};
    curl_multi_poll(multi, waits, 1, 60'000, nullptr);  // ends earlier for curl's own deadlines
  }
  curl_multi_remove_handle(multi, easy);
  return outcome;
}

CurlHttpClient::CurlHttpClient() : handles_(std::make_unique<Handles>()) {}
CurlHttpClient::~CurlHttpClient() = default;

Result<HttpResponse> CurlHttpClient::send(const HttpRequest& request) {
  const UrlParts url = TRY(take_apart(request.url));
  const std::string what = fmt::format("{} {}", request.method, url.shown);
  const HeaderList headers = TRY(while_doing("preparing " + what, all_headers(request)));

  char explanation[CURL_ERROR_SIZE] = "";
  Answer answer;
  answer.limit = request.answer_limit;
  handles_->prepare(request, url, headers.get());
  handles_->set(CURLOPT_ERRORBUFFER, explanation);
  handles_->set(CURLOPT_HEADERFUNCTION, take_header);
  handles_->set(CURLOPT_HEADERDATA, &answer);
  handles_->set(CURLOPT_WRITEFUNCTION, take_body);
  handles_->set(CURLOPT_WRITEDATA, &answer);

  const std::optional<CURLcode> code = handles_->transfer(request.stop);
  if (!code) return fail(Error(ErrorKind::interrupted, fmt::format("{} was stopped", what)));
  if (answer.is_too_long)
    return fail(Error(ErrorKind::failed, fmt::format("{}: the answer is longer than {} bytes", what, answer.limit))
                    .with_id("VENT_ANSWER_TOO_LONG"));
  if (*code != CURLE_OK) return fail(explain(*code, *explanation ? explanation : curl_easy_strerror(*code), what));

  long status = 0;
  curl_easy_getinfo(handles_->easy, CURLINFO_RESPONSE_CODE, &status);
  answer.response.status = static_cast<int>(status);
  return std::move(answer.response);
}

}  // namespace vent
