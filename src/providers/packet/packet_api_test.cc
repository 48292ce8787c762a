#include "providers/packet/packet_api.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "providers/packet/packet_error.h"
#include "providers/test_support/fake_packet.h"
#include "support/golden.h"

namespace vent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Answers by a function of the request's number.
class Script final : public HttpClient {
 public:
  explicit Script(std::function<Result<HttpResponse>(int number, const HttpRequest&)> answer)
      : answer_(std::move(answer)) {}
  Result<HttpResponse> send(const HttpRequest& request) override {
    asked.push_back(request);
    return answer_(static_cast<int>(asked.size()), request);
  }
  std::vector<HttpRequest> asked;

 private:
  std::function<Result<HttpResponse>(int, const HttpRequest&)> answer_;
};

Json device(int number) { return Json::object().set("id", fmt::format("id-{}", number)); }

HttpResponse page(const std::vector<int>& numbers, const Json& meta) {
  Json list = Json::array();
  for (const int number : numbers) list.push(device(number));
  Json body = Json::object().set("devices", std::move(list));
  if (!meta.is_null()) body.set("meta", meta);
  return json_answer(200, body);
}

Json meta(int total, bool has_next) {
  return Json::object().set("total", total).set("next", has_next ? Json("/devices?page=2") : Json());
}

struct Asked {
  Result<std::vector<Json>> items;
  std::size_t requests = 0;
  Duration slept{};
};
Asked list_from(const std::function<Result<HttpResponse>(int, const HttpRequest&)>& answer,
                const PacketParameters& parameters = {{"per_page", "2"}}) {
  SleepingClock clock;
  Script script(answer);
  PacketApi api({"http://api/", Secret("token"), ""}, script, clock);
  Result<std::vector<Json>> items = api.list("/devices", "devices", parameters);
  return {std::move(items), script.asked.size(), clock.slept()};
}

TEST(PacketApi, AThousandDevicesByTens) {
  FakePacket cloud;
  for (int i = 0; i < 1000; ++i) cloud.devices.push_back(device(i));
  SleepingClock clock;
  PacketApi api({"http://api", Secret("token"), ""}, cloud, clock);
  const Result<std::vector<Json>> all = api.list("/projects/p/devices", "devices", {{"per_page", "10"}});
  ASSERT_TRUE(all);
  EXPECT_EQ(all->size(), 1000U);
  EXPECT_EQ(all->back(), device(999));
}

TEST(PacketApi, AServerThatGivesSmallerPagesThanAskedForIsReadWhole) {
  FakePacket cloud;
  cloud.page_limit = 7;
  for (int i = 0; i < 50; ++i) cloud.devices.push_back(device(i));
  SleepingClock clock;
  PacketApi api({"http://api", Secret("token"), ""}, cloud, clock);
  EXPECT_EQ(api.list("/projects/p/devices", "devices")->size(), 50U);
}

TEST(PacketApi, AListWithoutMetaEndsWithItsFirstPage) {
  const Asked asked = list_from([](int, const HttpRequest&) { return page({1}, {}); });
  EXPECT_EQ(asked.items->size(), 1U);
  EXPECT_EQ(asked.requests, 1U);
}

TEST(PacketApi, AListThatKnowsNothingOfPagesIsReadOnce) {
  // It shows the same whatever page is asked for.
  const Asked asked = list_from([](int, const HttpRequest&) { return page({1, 2, 3}, {}); });
  EXPECT_EQ(asked.items->size(), 3U);
}

TEST(PacketApi, ANextThatIsMissingDoesNotHideTheRest) {
  const Asked asked = list_from([](int number, const HttpRequest&) {
    return number == 1 ? page({1, 2}, meta(3, false)) : page({3}, meta(3, false));
  });
  EXPECT_EQ(asked.items->size(), 3U);
}

TEST(PacketApi, AnEmptyListWithALastPageOfZeroIsEmpty) {
  const Asked asked = list_from([](int, const HttpRequest&) { return page({}, meta(0, false)); });
  ASSERT_TRUE(asked.items);
  EXPECT_TRUE(asked.items->empty());
}

TEST(PacketApi, PagesThatComeAgainForEverAreALie) {
  const Asked asked = list_from([](int, const HttpRequest&) { return page({1, 2}, meta(4, true)); });
  ASSERT_FALSE(asked.items);
  expect_golden("pages_again.txt", asked.items.error().text());
}

TEST(PacketApi, FewerThanTheTotalIsALie) {
  const Asked asked = list_from([](int number, const HttpRequest&) {
    return number % 2 == 1 ? page({1}, meta(9, false)) : page({}, meta(9, false));
  });
  ASSERT_FALSE(asked.items);
  expect_golden("pages_short.txt", asked.items.error().text());
}

TEST(PacketApi, PagesWithoutEndAreALie) {
  const Asked asked = list_from([](int number, const HttpRequest&) {
    return page({2 * number, 2 * number + 1}, meta(1'000'000, true));
  });
  ASSERT_FALSE(asked.items);
  EXPECT_EQ(asked.items.error().id, "VENT_API_PAGES");
}

// A device of the first page went while the second was on its way: all that follow moved up by one.
TEST(PacketApi, AListThatChangesWhileItIsReadIsReadAgain) {
  const Asked asked = list_from([](int number, const HttpRequest&) {
    if (number == 1) return page({1, 2}, meta(4, true));
    if (number == 2) return page({4}, meta(3, false));
    return number == 3 ? page({2, 3}, meta(3, true)) : page({4}, meta(3, false));
  });
  EXPECT_THAT(asked.items.value(), ElementsAre(device(2), device(3), device(4)));
}

TEST(PacketApi, ReadingIsRepeatedAndAsLateAsTheApiAsks) {
  const auto answer = [](int number, const HttpRequest&) -> Result<HttpResponse> {
    HttpResponse busy = json_answer(429, Json::object().set("error", "slow down"));
    busy.headers.push_back({"Retry-After", "9"});
    if (number == 1) return busy;
    if (number == 2) return json_answer(503, Json::object());
    return page({1}, meta(1, false));
  };
  const Asked asked = list_from(answer);
  EXPECT_TRUE(asked.items);
  EXPECT_EQ(asked.slept, std::chrono::seconds(9 + 2));
}

TEST(PacketApi, ALongRetryAfterIsShownInsteadOfWaitedFor) {
  const Asked asked = list_from([](int, const HttpRequest&) {
    HttpResponse busy = json_answer(429, Json::object().set("error", "slow down"));
    busy.headers.push_back({"Retry-After", "600"});
    return busy;
  });
  ASSERT_FALSE(asked.items);
  EXPECT_EQ(asked.requests, 1U);
  expect_golden("busy.txt", asked.items.error().text());
}

TEST(PacketApi, AChangeIsNeverRepeated) {
  for (const int status : {429, 500, 502, 503, 504}) {
    SleepingClock clock;
    Script script([&](int, const HttpRequest&) { return json_answer(status, Json::object()); });
    PacketApi api({"http://api", Secret("token"), ""}, script, clock);
    EXPECT_FALSE(api.change("POST", "/projects/p/devices", Json::object()));
    EXPECT_EQ(script.asked.size(), 1U) << status;
  }
}

TEST(PacketApi, AskingIsStopped) {
  SleepingClock clock;
  std::stop_source source;
  source.request_stop();
  Script script([](int, const HttpRequest&) { return json_answer(503, Json::object()); });
  PacketApi api({"http://api", Secret("token"), ""}, script, clock, source.get_token());
  EXPECT_EQ(api.get("/plans").error().kind, ErrorKind::interrupted);
}

TEST(PacketApi, ParametersAreEscapedAndTheTokenIsNoPartOfTheAddress) {
  SleepingClock clock;
  Script script([](int, const HttpRequest&) { return json_answer(200, Json::object()); });
  PacketApi api({"http://api/metal/v1/", Secret("geheim"), ""}, script, clock);
  ASSERT_TRUE(api.get("/devices", {{"search", "a b&c=d/ü"}}));
  EXPECT_EQ(script.asked.at(0).url, "http://api/metal/v1/devices?search=a%20b%26c%3Dd%2F%C3%BC");
  EXPECT_EQ(script.asked.at(0).token.reveal(), "geheim");
}

struct Shape {
  int status;
  const char* type;
  const char* body;
};
TEST(PacketError, EveryShapeOfAnErrorIsReadable) {
  constexpr const char* kJson = "application/json; charset=utf-8";
  std::string all;
  for (const Shape& shape :
       {Shape{401, kJson, R"({"error":"Invalid authentication token","errors":["Invalid authentication token"]})"},
        Shape{403, kJson, R"({"errors":["You are not authorized to view this device"]})"},
        Shape{404, kJson, R"({"errors":["Not found"]})"},
        Shape{422, kJson, R"({"errors":["Facility can't be blank","Plan is unknown"]})"},
        Shape{422, kJson, R"({"errors":{"hostname":["is invalid","is too long"]}})"},
        Shape{422, kJson, R"({"errors":"one text"})"}, Shape{422, kJson, R"({"errors":[{"message":"an object"}]})"},
        Shape{422, kJson, R"({"message":"a message"})"}, Shape{422, kJson, R"(["a list"])"},
        Shape{422, kJson, R"({"errors":[]})"}, Shape{422, kJson, R"({"errors":["taken"],"hint":"vent machine list"})"},
        Shape{500, kJson, R"({"errors":["Oh, something went wrong!"]})"},
        Shape{502, "text/html", "<html>\n<h1>Bad gateway</h1>\n</html>"},
        Shape{404, "text/html", "<html>nothing here</html>"}, Shape{200, "text/html", "<html>Welcome</html>"},
        Shape{422, "text/plain", "Not found"}})
    all += packet_error({shape.status, {{"Content-Type", shape.type}}, shape.body}, "POST /projects/p/devices").text() +
           "\n\n";
  expect_golden("error_shapes.txt", all);
}

TEST(PacketError, OnlyAClearNoMeansThatNothingWasDone) {
  const auto of = [](int status, const char* type, const char* body) {
    return may_have_been_done(packet_error({status, {{"Content-Type", type}}, body}, "POST /x"));
  };
  EXPECT_FALSE(of(422, "application/json", R"({"errors":["no"]})"));
  EXPECT_FALSE(of(401, "application/json", R"({"error":"no"})"));
  EXPECT_TRUE(of(500, "application/json", R"({"errors":["oh"]})"));
  EXPECT_TRUE(of(404, "text/html", "<html>"));
  EXPECT_TRUE(of(200, "text/html", "<html>"));
  EXPECT_TRUE(may_have_been_done(Error(ErrorKind::timed_out, "late")));
  EXPECT_FALSE(may_have_been_done(Error(ErrorKind::not_reachable, "nobody")));
}

}  // namespace
}  // namespace vent
