#include "providers/test_support/fake_packet.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace vent {
namespace {

constexpr int kLateBy = 2;

long long parameter(const std::string& url, const std::string& name, long long absent) {
  for (const char* mark : {"?", "&"}) {
    const std::size_t begin = url.find(mark + name + "=");
    if (begin == std::string::npos) continue;
    const std::string value = url.substr(begin + name.size() + 2);
    return parse_integer(value.substr(0, value.find('&')), 0, 1'000'000).value_or(absent);
  }
  return absent;
}

std::string path_of(const std::string& url) {
  const std::string path = url.substr(std::string("http://api").size());
  return path.substr(0, path.find('?'));
}

Error cut() {
  return Error(ErrorKind::failed, "the connection was cut").with_id("VENT_CONNECTION_CUT").with_retry(Retry::later);
}
Error timed_out() {
  return Error(ErrorKind::timed_out, "no answer in time").with_id("VENT_TIMED_OUT").with_retry(Retry::later);
}

HttpResponse html(int status) {
  return {status, {{"Content-Type", "text/html"}}, "<html><body>Sorry, we are in trouble</body></html>"};
}

HttpResponse error(int status, const std::string& text) {
  return json_answer(status, Json::object().set("errors", Json::array().push(text)));
}

bool does_it(Fault fault) {
  return fault == Fault::none || fault == Fault::cut_after || fault == Fault::timeout_after ||
         fault == Fault::status_500_after || fault == Fault::html_502_after || fault == Fault::html_200_after ||
         fault == Fault::garbage_after;
}

}  // namespace

HttpResponse json_answer(int status, const Json& body) {
  return {status, {{"Content-Type", "application/json; charset=utf-8"}}, body.is_null() ? "" : body.compact()};
}

bool SleepingClock::sleep_until(Moment moment, std::stop_token stop) {
  if (stop.stop_requested()) return false;
  slept_ = std::max(slept_, moment.time_since_epoch());
  return true;
}

std::vector<std::string> FakePacket::names() const {
  std::vector<std::string> names;
  for (const Json& device : devices) names.push_back(device.text("hostname").value_or("?"));
  std::ranges::sort(names);
  return names;
}

Result<HttpResponse> FakePacket::send(const HttpRequest& request) {
  ++requests;
  log.push_back(request.method + " " + path_of(request.url));
  for (const auto& [when, late_request] : late_)
    if (when == requests) answer(late_request);
  if (killed_at != 0 && requests >= killed_at) {
    if (requests == killed_at && killed_after_doing) answer(request);
    return fail(Error(ErrorKind::interrupted, "killed"));
  }
  const auto found = faults.find(requests);
  const Fault fault = found == faults.end() ? fault_of(request) : found->second;
  HttpResponse response;
  if (does_it(fault)) response = answer(request);
  switch (fault) {
    case Fault::none:
      return response;
    case Fault::refused_connection:
      return fail(Error(ErrorKind::not_reachable, "nobody answers").with_retry(Retry::later));
    case Fault::cut_before:
    case Fault::cut_after:
      return fail(cut());
    case Fault::late:
      late_.emplace_back(requests + kLateBy, request);
      return fail(cut());
    case Fault::timeout_before:
    case Fault::timeout_after:
      return fail(timed_out());
    case Fault::status_500_before:
    case Fault::status_500_after:
      return error(500, "Oh, something went wrong");
    case Fault::html_502_before:
    case Fault::html_502_after:
      return html(502);
    case Fault::html_200_after:
      return html(200);
    case Fault::garbage_after:
      return HttpResponse{201, {{"Content-Type", "application/json"}}, R"({"id": "0000)"};
    case Fault::busy_429: {
      HttpResponse busy = error(429, "Too many requests");
      busy.headers.push_back({"Retry-After", "7"});
      return busy;
    }
  }
  return response;
}

HttpResponse FakePacket::create(const Json& body) {
  const std::string place = body.optional_text("facility").value_or(std::nullopt).value_or("any");
  if (full_places.contains(place))
    return error(422, fmt::format("The facility {} has no provisionable servers", place));
  const std::string id = fmt::format("id-{:03}", ++created_);
  Json device = body;
  device.set("id", id).set("state", new_state).set("ip_addresses", Json::array());
  device.set("created_at", fmt::format("2026-11-21T10:00:{:02}Z", created_));
  device.set("plan", Json::object().set("slug", body.text("plan").value_or("")));
  device.set("facility", Json::object().set("code", place));
  devices.push_back(device);
  return json_answer(201, device);
}

HttpResponse FakePacket::page(const std::string& key, const std::vector<Json>& all, const std::string& url) const {
  const auto size = static_cast<std::size_t>(std::min<long long>(parameter(url, "per_page", 10), page_limit));
  const auto number = static_cast<std::size_t>(parameter(url, "page", 1));
  Json list = Json::array();
  for (std::size_t i = (number - 1) * size; i < std::min(all.size(), number * size); ++i) list.push(all[i]);
  const bool has_next = number * size < all.size();
  Json meta = Json::object().set("total", all.size()).set("current_page", number);
  meta.set("next", has_next ? Json::object().set("href", "/next") : Json());
  return json_answer(200, Json::object().set(key, std::move(list)).set("meta", std::move(meta)));
}

HttpResponse FakePacket::answer(const HttpRequest& request) {
  const std::string path = path_of(request.url);
  Json body;
  if (!request.body.empty()) body = parse_json(request.body, "the body").value_or(Json());
  if (request.method != "GET") bodies.push_back(body);
  if (path == "/projects/p/devices" && request.method == "GET") return page("devices", devices, request.url);
  if (path == "/projects/p/devices" && request.method == "POST") return create(body);
  if (path == "/projects/p/ssh-keys" && request.method == "GET") return page("ssh_keys", ssh_keys, request.url);
  if (path == "/projects/p/ssh-keys") {
    ssh_keys.push_back(body.set("id", fmt::format("key-{}", ssh_keys.size() + 1)));
    return json_answer(201, ssh_keys.back());
  }
  if (path == "/plans")
    return json_answer(
        200, Json::object().set("plans", Json::array().push(Json::object()
                                                                .set("id", "plan-1")
                                                                .set("slug", "c2.medium.x86")
                                                                .set("line", "baremetal")
                                                                .set("pricing", Json::object().set("hour", 1.0)))));
  if (path == "/market/spot/prices") return json_answer(200, Json::object().set("spot_market_prices", prices));
  if (path.starts_with("/devices/") && request.method == "DELETE") {
    const std::string id = path.substr(std::string("/devices/").size());
    const std::size_t before = devices.size();
    std::erase_if(devices, [&](const Json& device) { return device.text("id").value_or("") == id; });
    if (devices.size() == before) return error(403, "You are not authorized to view this device");
    return json_answer(204, {});
  }
  if (path.ends_with("/actions")) return json_answer(202, {});
  return error(404, "Not found");
}

}  // namespace vent
