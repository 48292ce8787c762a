#include "net/http_client.h"

#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "net/curl_transfer.h"

namespace vent {
namespace {

using namespace std::chrono_literals;

// A line break in a header would let its value speak for the headers behind it.
bool is_one_line(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos; }

Result<> add_header(HeaderLines& lines, std::string_view name, std::string_view value) {
  if (name.empty() || name.find_first_of(": ") != name.npos || !is_one_line(name))
    return fail(Error(ErrorKind::bad_input, "a header has no proper name"));
  if (!is_one_line(value))
    return fail(Error(ErrorKind::bad_input, fmt::format("the value of the header {} has a line break in it", name)));
  // The library takes "Name:" as "don't send it"; "Name;" is how it wants an empty value.
  lines.add(value.empty() ? fmt::format("{};", name) : fmt::format("{}: {}", name, value));
  return Ok{};
}

Result<HeaderLines> all_headers(const HttpRequest& request) {
  if (request.method.empty() || !std::ranges::all_of(request.method, [](char c) { return c >= 'A' && c <= 'Z'; }))
    return fail(Error(ErrorKind::bad_input, "the method is not a word in capital letters"));
  HeaderLines lines;
  bool has_content_type = false;
  for (const HttpHeader& header : request.headers) {
    TRY(add_header(lines, header.name, header.value));
    has_content_type = has_content_type || same_name(header.name, "Content-Type");
  }
  if (!request.token.empty()) TRY(add_header(lines, request.token_header, request.token.reveal()));
  // Headers the library would add by itself: a wrong type, and a wait of a second before a large body is sent.
  lines.add("Expect:");
  if (!has_content_type) lines.add("Content-Type:");
  return lines;
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

void prepare(CurlTransfer& transfer, const HttpRequest& request, const UrlParts& url, const HeaderLines& headers) {
  transfer.begin(request.url, url);
  transfer.set(CURLOPT_HTTPHEADER, headers.get());
  if (request.is_direct) transfer.set(CURLOPT_PROXY, "");

  // Zero would mean no deadline at all.
  const std::chrono::milliseconds deadline = std::max(request.deadline, 1ms);
  transfer.set(CURLOPT_TIMEOUT_MS, static_cast<long>(deadline.count()));
  transfer.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(deadline, kConnectDeadline).count()));

  // On a kept connection that turns out dead, curl would send the request once more by itself: a change could be made
  // twice.
  const bool is_reading = request.method == "GET" || request.method == "HEAD";
  transfer.set(CURLOPT_FRESH_CONNECT, is_reading ? 0L : 1L);

  if (request.method == "HEAD") {
    transfer.set(CURLOPT_NOBODY, 1L);
  } else {
    const bool sends_body =
        !request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
    if (sends_body) {
      transfer.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<long>(request.body.size()));
      transfer.set(CURLOPT_POSTFIELDS, request.body.c_str());
    }
    transfer.set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

}  // namespace

std::optional<std::string> HttpResponse::header(std::string_view name) const {
  for (const HttpHeader& header : headers)
    if (same_name(header.name, name)) return header.value;
  return std::nullopt;
}

CurlHttpClient::CurlHttpClient() : transfer_(std::make_unique<CurlTransfer>()) {}
CurlHttpClient::~CurlHttpClient() = default;

Result<HttpResponse> CurlHttpClient::send(const HttpRequest& request) {
  const UrlParts url = TRY(take_apart(request.url));
  const std::string what = fmt::format("{} {}", request.method, url.shown);
  const HeaderLines headers = TRY(while_doing("preparing " + what, all_headers(request)));

  Answer answer;
  answer.limit = request.answer_limit;
  prepare(*transfer_, request, url, headers);
  transfer_->set(CURLOPT_HEADERFUNCTION, take_header);
  transfer_->set(CURLOPT_HEADERDATA, &answer);
  transfer_->set(CURLOPT_WRITEFUNCTION, take_body);
  transfer_->set(CURLOPT_WRITEDATA, &answer);

  const std::optional<CurlTransfer::Outcome> outcome = transfer_->run(request.stop);
  if (!outcome) return fail(Error(ErrorKind::interrupted, fmt::format("{} was stopped", what)));
  if (answer.is_too_long)
    return fail(Error(ErrorKind::failed, fmt::format("{}: the answer is longer than {} bytes", what, answer.limit))
                    .with_id("VENT_ANSWER_TOO_LONG"));
  if (outcome->code != CURLE_OK) return fail(explain_transfer(*outcome, what));
  answer.response.status = transfer_->status();
  return std::move(answer.response);
}

}  // namespace vent
