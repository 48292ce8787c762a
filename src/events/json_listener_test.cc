#include "events/json_listener.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <map>
#include <set>

#include "base/text.h"
#include "events/activity.h"
#include "events/test_support/story.h"
#include "support/golden.h"

namespace vent {
namespace {

using Json = nlohmann::ordered_json;

std::string told_story() {
  VirtualClock clock;
  EventBus bus(clock);
  std::string written;
  JsonListener listener([&](std::string_view text) { written += text; });
  bus.add(listener);
  tell_story(bus, clock, [] {});
  return written;
}

TEST(JsonListener, Story) { expect_golden("json_lines.txt", told_story()); }

// What json_listener.h promises of every line, read by a real parser.
TEST(JsonListener, EveryLineHasTheSameFieldsInTheSameOrder) {
  const std::vector<std::pair<std::string, std::string>> fields = {
      {"schemaVersion", "number"}, {"time", "string"},           {"event", "string"},   {"activity", "number"},
      {"parent", "number"},        {"title", "string"},          {"done", "number"},    {"total", "number"},
      {"unit", "string"},          {"elapsedSeconds", "number"}, {"outcome", "string"}, {"level", "string"},
      {"text", "string"},          {"note", "string"},           {"error", "object"}};
  std::set<std::string> kinds;
  for (const std::string& line : split_lines(told_story())) {
    const Json record = Json::parse(line);
    ASSERT_EQ(record.size(), fields.size()) << line;
    std::size_t position = 0;
    for (const auto& [key, value] : record.items()) {
      EXPECT_EQ(key, fields[position].first);
      EXPECT_TRUE(value.is_null() || value.type_name() == fields[position].second) << key << " in " << line;
      ++position;
    }
    EXPECT_EQ(record.at("schemaVersion"), 1);
    kinds.insert(record.at("event").get<std::string>());
  }
  const std::set<std::string> expected = {
      "activity_started", "activity_progress", "activity_finished", "said", "failed", "output"};
  EXPECT_EQ(kinds, expected);
}

class JsonLine : public testing::Test {
 protected:
  JsonLine() { bus_.add(listener_); }

  Json send(Event event) {
    bus_.send(std::move(event));
    return Json::parse(line_);
  }

  VirtualClock clock_;
  EventBus bus_{clock_};
  std::string line_;
  JsonListener listener_{[this](std::string_view text) { line_ = text; }};
};

TEST_F(JsonLine, OfAnErrorWithNothingButAMessage) {
  const Json error = send(Failed{Error(ErrorKind::bug, "must not happen")}).at("error");
  EXPECT_EQ(error.dump(),
            R"({"kind":"bug","id":null,"message":"must not happen","place":null,"context":[],"hint":null,)"
            R"("details":null,"retry":"never","exitCode":70})");
}

TEST_F(JsonLine, OfAPlaceThatMeansTheWholeFile) {
  const Json error = send(Failed{Error(ErrorKind::bad_input, "empty").with_place({"cluster.yaml", 0, 0})}).at("error");
  EXPECT_EQ(error.at("place").dump(), R"({"file":"cluster.yaml","line":null,"column":null})");
}

TEST_F(JsonLine, HasMilliseconds) {
  const std::string before = send(Said{}).at("time").get<std::string>();
  clock_.advance(std::chrono::milliseconds(250));
  const std::string after = send(Said{}).at("time").get<std::string>();
  EXPECT_TRUE(before.ends_with(".000Z")) << before;
  EXPECT_EQ(after, replace_all(before, ".000Z", ".250Z"));
}

TEST_F(JsonLine, OfAnActivityThatDoesNotRun) {
  EXPECT_EQ(send(ActivityProgress{7, 3, {}, "note"}).at("activity"), 7);
  EXPECT_EQ(send(ActivityFinished{7, Outcome::failed, "note"}).at("note"), "note");
  EXPECT_EQ(send(Output{7, "text"}).at("text"), "text");
  EXPECT_TRUE(send(Output{0, "text"}).at("activity").is_null());
}

}  // namespace
}  // namespace vent
