#include "formats/json.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "formats/test_support/any_json.h"
#include "support/golden.h"

namespace vent {
namespace {

Json parsed(std::string_view text) {
  const Result<Json> json = parse_json(text, "the answer");
  if (json) return *json;
  ADD_FAILURE() << json.error().text();
  return {};
}

std::string refusal(std::string_view text) {
  const Result<Json> json = parse_json(text, "the answer");
  return json ? "accepted" : json.error().message;
}

TEST(Json, IsWrittenInTheOrderItWasSet) {
  const Json json = Json::object()
                        .set("zone", "ams1")
                        .set("count", 3)
                        .set("tags", Json::array().push("a").push(true).push(Json()))
                        .set("price", 0.5)
                        .set("empty", Json::object())
                        .set("zone", "par1");
  EXPECT_EQ(json.compact(), R"({"zone":"par1","count":3,"tags":["a",true,null],"price":0.5,"empty":{}})");
  expect_golden("json-pretty.json", json.pretty() + "\n");
}

TEST(Json, MakesContainersOutOfNothing) {
  EXPECT_EQ(Json().set("a", 1).compact(), R"({"a":1})");
  EXPECT_EQ(Json().push(1).compact(), "[1]");
}

TEST(Json, IsAValue) {
  Json first = Json::object().set("a", Json::array().push(1));
  Json second = first;
  second.set("a", 2);
  EXPECT_EQ(first.compact(), R"({"a":[1]})");
  EXPECT_EQ(second.compact(), R"({"a":2})");
  Json part = first.field("a").value();
  part.push(3);
  EXPECT_EQ(first.compact(), R"({"a":[1]})");
  EXPECT_EQ(part.compact(), "[1,3]");
  first.set("self", first);
  EXPECT_EQ(first.compact(), R"({"a":[1],"self":{"a":[1]}})");
}

TEST(Json, OutlivesWhatItIsAPartOf) {
  Json id;
  {
    const Json all = parsed(R"({"devices":[{"id":"x"}]})");
    id = all.list("devices").value().at(0).field("id").value();
  }
  EXPECT_EQ(id.text().value(), "x");
}

TEST(Json, KeepsIntegersOf64BitsExact) {
  constexpr std::string_view kText = "[9223372036854775807,-9223372036854775808,18446744073709551615,9007199254740993]";
  const Json json = parsed(kText);
  EXPECT_EQ(json.compact(), kText);
  EXPECT_EQ(json.items()[0].integer().value(), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(json.items()[1].integer().value(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(json.items()[2].integer().error().message,
            "the answer: [2]: expected a whole number of 64 bits, found the number 18446744073709551615");
  EXPECT_EQ(Json(std::numeric_limits<std::uint64_t>::max()).compact(), "18446744073709551615");
  EXPECT_EQ(Json(short{-3}).compact(), "-3");
  EXPECT_EQ(Json(7LL).compact(), "7");
}

TEST(Json, TellsKinds) {
  const Json json = parsed(R"([null,true,1,1.0,"a",[],{}])");
  std::vector<JsonKind> kinds;
  for (const Json& item : json.items()) kinds.push_back(item.kind());
  EXPECT_EQ(kinds, (std::vector<JsonKind>{JsonKind::null, JsonKind::boolean, JsonKind::integer, JsonKind::number,
                                          JsonKind::text, JsonKind::array, JsonKind::object}));
}

TEST(Json, ListsEntriesInOrder) {
  const Json json = parsed(R"({"b":1,"a":{"c":2}})");
  EXPECT_EQ(json.keys(), (std::vector<std::string>{"b", "a"}));
  ASSERT_EQ(json.entries().size(), 2U);
  EXPECT_EQ(json.entries()[1].key, "a");
  EXPECT_EQ(json.entries()[1].value.text("c").error().message, "the answer: a.c: expected text, found the number 2");
  EXPECT_TRUE(Json(1).entries().empty());
  EXPECT_TRUE(Json(1).keys().empty());
  EXPECT_TRUE(Json(1).items().empty());
}

TEST(Json, ReadsFieldsByType) {
  const Json json = parsed(R"({"text":"a","whole":-4,"half":0.5,"yes":true,"texts":["a","b"],"nothing":null})");
  EXPECT_EQ(json.text("text").value(), "a");
  EXPECT_EQ(json.integer("whole").value(), -4);
  EXPECT_EQ(json.number("half").value(), 0.5);
  EXPECT_EQ(json.number("whole").value(), -4.0);
  EXPECT_EQ(json.boolean("yes").value(), true);
  EXPECT_EQ(json.texts("texts").value(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(json.list("texts").value().size(), 2U);
  EXPECT_EQ(json.optional_text("text").value(), "a");
  EXPECT_EQ(json.optional_integer("whole").value(), -4);
  EXPECT_EQ(json.optional_number("half").value(), 0.5);
  EXPECT_EQ(json.optional_boolean("yes").value(), true);
  for (const char* key : {"nothing", "absent"}) {
    EXPECT_EQ(json.optional_text(key).value(), std::nullopt);
    EXPECT_EQ(json.optional_integer(key).value(), std::nullopt);
    EXPECT_EQ(json.optional_number(key).value(), std::nullopt);
    EXPECT_EQ(json.optional_boolean(key).value(), std::nullopt);
    EXPECT_FALSE(json.optional_field(key).value().has_value());
  }
  EXPECT_TRUE(json.has("nothing"));
  EXPECT_FALSE(json.has("absent"));
}

TEST(Json, NamesThePathOfWhatIsWrong) {
  const Json json = parsed(R"({"devices":[{"id":1,"labels":{"a.b/c":null}},{"ok":true,"tags":["x",2]}]})");
  const std::vector<Json> devices = json.list("devices").value();
  const auto message = [](const auto& result) { return result ? std::string("fine") : result.error().message; };
  EXPECT_EQ(message(devices[0].text("id")), "the answer: devices[0].id: expected text, found the number 1");
  EXPECT_EQ(message(devices[0].integer("labels")),
            "the answer: devices[0].labels: expected a whole number of 64 bits, found an object");
  EXPECT_EQ(message(devices[0].field("labels")->boolean("a.b/c")),
            "the answer: devices[0].labels['a.b/c']: expected true or false, found null");
  EXPECT_EQ(message(devices[1].text("id")), "the answer: devices[1]: 'id' is missing");
  EXPECT_EQ(message(devices[1].number("ok")), "the answer: devices[1].ok: expected a number, found true");
  EXPECT_EQ(message(devices[1].texts("tags")), "the answer: devices[1].tags[1]: expected text, found the number 2");
  EXPECT_EQ(message(json.text("devices")), "the answer: devices: expected text, found a list");
  EXPECT_EQ(message(json.text("name")), "the answer: 'name' is missing");
  EXPECT_EQ(message(json.text()), "the answer: expected text, found an object");
  EXPECT_EQ(message(parsed("[]").text("a")), "the answer: expected an object, found a list");
  EXPECT_EQ(message(parsed("[]").optional_text("a")), "the answer: expected an object, found a list");
  EXPECT_EQ(message(parsed("[7]").items()[0].text()), "the answer: [0]: expected text, found the number 7");
  EXPECT_EQ(message(Json::object().text("a")), "'a' is missing");
  EXPECT_EQ(message(Json(false).text()), "expected text, found false");
}

TEST(Json, ExplainsWhatIsNotJson) {
  std::string out;
  for (const std::string_view text :
       {std::string_view(""), std::string_view("nul"), std::string_view("{"), std::string_view("{\"a\":[1,{\"b\":}]}"),
        std::string_view("{\n  \"é\": 1,\n  \"b\" 2\n}"), std::string_view("[1] 2"), std::string_view("[1,]"),
        std::string_view("{a: 1}"), std::string_view("\"\xFF\""), std::string_view("\"\x1B\""),
        std::string_view("\"\\ud800\""), std::string_view("1e999"), std::string_view("01"), std::string_view("NaN"),
        std::string_view("\0", 1), std::string_view("{\"a\":{\"b\":1,\"b\":2}}"),
        std::string_view("[[],[{\"x\":[1,2,oops")})
    out += refusal(text) + "\n";
  out += refusal(std::string_view("[1]\0]", 5)) + "\n";
  out += refusal("\"" + std::string(1000, 'a')) + "\n";
  expect_golden("json-mistakes.txt", out);
}

TEST(Json, LimitsDepth) {
  EXPECT_TRUE(parse_json(std::string(128, '[') + std::string(128, ']'), "x"));
  EXPECT_TRUE(refusal(std::string(100000, '[')).ends_with("nested deeper than 128 levels"));
}

TEST(Json, ReadsLargeObjectsInReasonableTime) {
  // With a look-up per key that reads all keys, this takes minutes.
  std::string text = "{";
  for (int i = 0; i < 50000; ++i) text += fmt::format("{}\"key-{}\":{}", i == 0 ? "" : ",", i, i);
  EXPECT_EQ(parsed(text + "}").entries().size(), 50000U);
}

TEST(Json, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(Json("a\xFFz").compact(), "\"a\xEF\xBF\xBDz\"");
  EXPECT_EQ(Json::object().set("\xC3", 1).compact(), "{\"\xEF\xBF\xBD\":1}");
}

RC_GTEST_PROP(Json, IsReadAsItWasWritten, ()) {
  const Json json = *any_json();
  const std::string text = json.compact();
  const Result<Json> compact = parse_json(text, "compact");
  RC_ASSERT(compact.has_value());
  RC_ASSERT(compact->compact() == text);
  const Result<Json> pretty = parse_json(json.pretty(), "pretty");
  RC_ASSERT(pretty.has_value());
  RC_ASSERT(pretty->compact() == text);
  RC_ASSERT(*pretty == *compact);
}

}  // namespace
}  // namespace vent
