#include "providers/packet/packet_api.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "providers/packet/packet_error.h"

namespace vent {
namespace {

using std::chrono::seconds;

// How long to wait before the second, third … try of a reading; there are no more after the last.
constexpr std::array<seconds, 4> kPauses = {seconds(1), seconds(2), seconds(4), seconds(8)};
// A longer Retry-After than this is shown instead of waited for.
constexpr seconds kLongestPause{60};

constexpr long long kPageSize = 100;
constexpr int kMostPages = 2000;
// A list that changes while it is read is read again.
constexpr int kMostReadings = 3;

std::string escaped(std::string_view text) {
  std::string result;
  for (const char character : text) {
    const bool is_plain = (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
                          (character >= '0' && character <= '9') ||
                          std::string_view("-._~").find(character) != std::string_view::npos;
    if (is_plain)
      result += character;
    else
      result += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(character)));
  }
  return result;
}

std::string query(const PacketParameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters)
    text += fmt::format("{}{}={}", text.empty() ? "?" : "&", escaped(name), escaped(value));
  return text;
}

Error stopped(const std::string& request) {
  return Error(ErrorKind::interrupted, fmt::format("stopped while waiting to repeat {}", request));
}

// What one page adds to the items read so far.
struct Page {
  std::size_t items = 0;
  std::size_t new_items = 0;
  bool has_meta = false;
  bool has_next = false;
  std::optional<std::int64_t> total;
};

Page take_page(const Json& answer, const std::vector<Json>& items, std::set<std::string>& seen,
               std::vector<Json>& into) {
  Page page;
  page.items = items.size();
  for (const Json& item : items) {
    const std::string id = item.optional_text("id").value_or(std::nullopt).value_or(item.compact());
    if (!seen.insert(id).second) continue;
    ++page.new_items;
    into.push_back(item);
  }
  if (const Result<Json> meta = answer.field("meta"); meta && meta->is_object()) {
    page.has_meta = true;
    const Result<Json> next = meta->field("next");
    page.has_next = next && !next->is_null();
    page.total = meta->optional_integer("total").value_or(std::nullopt);
  }
  return page;
}

Error page_error(const std::string& path, const std::string& what) {
  return Error(ErrorKind::failed, fmt::format("the API's pages of {} don't fit together: {}", path, what))
      .with_id("VENT_API_PAGES")
      .with_hint("nothing was done with this list; if it stays so, the fault is the API's");
}

}  // namespace

PacketApi::PacketApi(PacketAccess access, HttpClient& http, Clock& clock, std::stop_token stop)
    : access_(std::move(access)), http_(http), clock_(clock), stop_(std::move(stop)) {
  while (access_.url.ends_with('/')) access_.url.pop_back();
}

Result<Json> PacketApi::send(const std::string& method, const std::string& path, const Json& body,
                             const PacketParameters& parameters) {
  const std::string request = method + " " + path;
  HttpRequest wanted;
  wanted.method = method;
  wanted.url = access_.url + path + query(parameters);
  wanted.headers = {{"Accept", "application/json"}};
  if (!body.is_null()) {
    wanted.headers.push_back({"Content-Type", "application/json"});
    wanted.body = body.compact();
  }
  wanted.token = access_.token;
  wanted.stop = stop_;
  const bool is_reading = method == "GET";
  for (std::size_t tries = 0;; ++tries) {
    Result<HttpResponse> response = http_.send(wanted);
    if (response && response->status >= 200 && response->status < 300) {
      if (trim(response->body).empty()) return Json();
      Result<Json> answer = parse_json(response->body, fmt::format("the answer to {}", request));
      if (answer && (answer->is_object() || answer->is_array())) return answer;
      return fail(packet_error(*response, request));
    }
    Error error = response ? packet_error(*response, request) : response.error();
    if (!response) error.context.push_back(fmt::format("asking the API at {} for {}", access_.url, request));
    if (error.id == "VENT_API_TOKEN" && !access_.token_hint.empty()) error.hint = access_.token_hint;
    // Nobody there is nothing that passes by itself in seconds.
    const bool may_pass = error.retry == Retry::later && error.kind != ErrorKind::not_reachable;
    if (!is_reading || !may_pass || tries == kPauses.size()) return fail(std::move(error));
    const seconds pause = response ? retry_after(*response).value_or(kPauses[tries]) : kPauses[tries];
    if (pause > kLongestPause) return fail(std::move(error));
    if (!clock_.sleep_for(pause, stop_)) return fail(stopped(request));
  }
}

Result<Json> PacketApi::get(const std::string& path, const PacketParameters& parameters) {
  return send("GET", path, {}, parameters);
}

Result<Json> PacketApi::change(const std::string& method, const std::string& path, const Json& body,
                               const PacketParameters& parameters) {
  return send(method, path, body, parameters);
}

Result<std::vector<Json>> PacketApi::list(const std::string& path, const std::string& key,
                                          const PacketParameters& parameters) {
  PacketParameters asked = parameters;
  const auto given = std::ranges::find(asked, "per_page", &PacketParameter::name);
  const long long page_size =
      given == asked.end() ? kPageSize : parse_integer(given->value, 1, 100'000).value_or(kPageSize);
  if (given == asked.end()) asked.push_back({"per_page", std::to_string(page_size)});
  asked.push_back({"page", "1"});

  for (int reading = 1;; ++reading) {
    std::vector<Json> items;
    std::set<std::string> seen;
    std::optional<std::int64_t> total;
    bool has_changed = false;
    for (int number = 1;; ++number) {
      if (number > kMostPages) return fail(page_error(path, fmt::format("there is no end after {} pages", kMostPages)));
      asked.back().value = std::to_string(number);
      const Json answer = TRY(get(path, asked));
      const std::vector<Json> found = TRY(answer.list(key));
      const Page page = take_page(answer, found, seen, items);
      has_changed = has_changed || (number > 1 && page.total != total) || page.new_items < page.items;
      total = page.total;
      if (page.has_next && page.items > 0 && page.new_items == 0 && reading == kMostReadings)
        return fail(page_error(path, fmt::format("page {} is one of those before it", number)));
      const bool is_full = static_cast<long long>(page.items) >= page_size;
      const bool is_short = total && *total > static_cast<std::int64_t>(items.size());
      const bool goes_on = page.has_next || is_full || (page.has_meta && is_short);
      if (page.new_items == 0 || !goes_on) break;
    }
    const bool is_short = total && *total > static_cast<std::int64_t>(items.size());
    if (!is_short && (!has_changed || !total)) return items;
    if (reading < kMostReadings) continue;
    if (!is_short) return items;
    return fail(page_error(path, fmt::format("it says there are {}, and shows {}", *total, items.size())));
  }
}

bool may_have_been_done(const Error& error) {
  if (error.kind == ErrorKind::not_reachable) return false;
  constexpr std::array kNo = {"VENT_API_TOKEN", "VENT_API_FORBIDDEN", "VENT_API_NOT_FOUND", "VENT_API_REFUSED",
                              "VENT_API_BUSY"};
  return std::ranges::find(kNo, error.id) == kNo.end();
}

std::string id_of_href(const std::string& href) { return href.substr(href.rfind('/') + 1); }

}  // namespace vent
