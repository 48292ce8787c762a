#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "formats/json.h"
#include "net/http_client.h"

namespace vent {

// Time that goes on exactly as long as somebody sleeps.
class SleepingClock final : public Clock {
 public:
  WallTime wall() const override { return WallTime(std::chrono::seconds(1'700'000'000)) + slept_; }
  Moment now() const override { return Moment(slept_); }
  bool sleep_until(Moment moment, std::stop_token stop) override;
  Duration slept() const { return slept_; }

 private:
  Duration slept_{};
};

// What goes wrong with one request. "after": the API has done it all the same.
enum class Fault {
  none,
  refused_connection,
  cut_before,
  cut_after,
  timeout_before,
  timeout_after,
  status_500_before,
  status_500_after,
  html_502_before,
  html_502_after,
  html_200_after,
  garbage_after,
  busy_429,
  late,  // cut, and done only a few requests later
};
inline constexpr Fault kFaults[] = {Fault::refused_connection,
                                    Fault::cut_before,
                                    Fault::cut_after,
                                    Fault::timeout_before,
                                    Fault::timeout_after,
                                    Fault::status_500_before,
                                    Fault::status_500_after,
                                    Fault::html_502_before,
                                    Fault::html_502_after,
                                    Fault::html_200_after,
                                    Fault::garbage_after,
                                    Fault::busy_429,
                                    Fault::late};

// A Packet API in memory, with the faults a test wants: devices of one project, a market, SSH keys.
class FakePacket final : public HttpClient {
 public:
  Result<HttpResponse> send(const HttpRequest& request) override;

  // By the number of the request, from 1.
  std::map<int, Fault> faults;
  // By the request itself, for those that have none by their number.
  std::function<Fault(const HttpRequest&)> fault_of = [](const HttpRequest&) { return Fault::none; };
  // From this request on nobody answers any more, as if we had been killed; 0: never.
  int killed_at = 0;
  bool killed_after_doing = false;

  int requests = 0;
  std::vector<std::string> log;  // "POST /projects/p/devices"
  std::vector<Json> bodies;      // of changes
  std::vector<Json> devices;
  std::vector<Json> ssh_keys;
  Json prices = Json::object();  // by place and plan
  std::set<std::string> full_places;
  std::string new_state = "queued";
  int page_limit = 1000;

  std::vector<std::string> names() const;  // of the devices, sorted

 private:
  HttpResponse answer(const HttpRequest& request);
  HttpResponse create(const Json& body);
  HttpResponse page(const std::string& key, const std::vector<Json>& all, const std::string& url) const;

  int created_ = 0;
  std::vector<std::pair<int, HttpRequest>> late_;
};

HttpResponse json_answer(int status, const Json& body);

}  // namespace vent
