#include "formats/yaml_writer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "formats/test_support/any_json.h"
#include "formats/yaml.h"
#include "formats/yaml_json.h"
#include "support/golden.h"

namespace vent {
namespace {

std::string scalar(std::string_view text) {
  const std::string written = write_yaml(Json(text));
  return written.substr(0, written.size() - 1);
}

TEST(YamlWriter, WritesLikeAPersonWould) {
  const Json config =
      Json::object()
          .set("apiVersion", "v1")
          .set("kind", "Config")
          .set("clusters",
               Json::array().push(Json::object()
                                      .set("name", "paris")
                                      .set("cluster", Json::object()
                                                          .set("server", "https://10.0.0.1:6443")
                                                          .set("certificate-authority-data", "LS0tLS1CRUdJTg=="))))
          .set("users", Json::array())
          .set("preferences", Json::object())
          .set("args", Json::array().push("--v=2").push("-c").push("a: b").push("12").push(Json()))
          .set("matrix", Json::array().push(Json::array().push(1).push(2)).push(Json::array()))
          .set("script", "#!/bin/sh\nset -e\n\necho \"done\"\n")
          .set("no end", "one\ntwo")
          .set("enabled", true)
          .set("answer", "no")
          .set("count", 42)
          .set("ratio", 0.5)
          .set("large", 1e20)
          .set("nothing", Json());
  expect_golden("yaml-writer.yaml", write_yaml(config));
}

TEST(YamlWriter, LeavesPlainWhatIsBeyondDoubt) {
  for (const std::string_view text : {"word", "two words", "/etc/hosts", "_x", "--flag=a,b", "-c", "a:b",
                                      "https://a.b:80/c", "user@host", "v1.36.3", "a-b", "nothing", "truely", "e1"})
    EXPECT_EQ(scalar(text), text);
}

TEST(YamlWriter, QuotesWhatSomeReaderMayTakeForSomethingElse) {
  for (const std::string_view text :
       {"",      "true",       "False",    "yes", "NO",   "on",    "Off",  "y",     "N",   "null", "Null",  "~",
        "0",     "-1",         "+1",       "007", "0x1F", "1_000", "1.5",  ".5",    "1e3", ".inf", "-.INF", ".nan",
        "12:30", "2026-01-31", "10.0.0.1", "=",   "<<",   "-",     "--",   "---",   "...", "- a",  "a: b",  "a:",
        "a #b",  "#a",         " a",       "a ",  "[a]",  "{a}",   "&a",   "*a",    "!a",  "|",    ">",     "%a",
        "@a",    "`a",         "?",        "? a", "'a'",  "é",     "a\tb", "--- a", "---a"})
    EXPECT_EQ(scalar(text).front(), '"') << text;
}

TEST(YamlWriter, EscapesInDoubleQuotes) {
  EXPECT_EQ(scalar("say \"a\\b\""), R"("say \"a\\b\"")");
  EXPECT_EQ(scalar("\n\t\r\x01\x7F\xC2\x85"), R"("\n\t\u000D\u0001\u007F\u0085")");
  EXPECT_EQ(scalar("Zürich \xF0\x9F\x98\x80"), "\"Zürich \xF0\x9F\x98\x80\"");
  EXPECT_EQ(scalar("a\xFF"), "\"a\uFFFD\"");
}

TEST(YamlWriter, TakesBlocksOnlyWhereTheyAreReadable) {
  EXPECT_EQ(scalar("a\nb"), "|-\n  a\n  b");
  EXPECT_EQ(scalar("a\nb\n"), "|\n  a\n  b");
  EXPECT_EQ(scalar("a\n\n  b\n"), "|\n  a\n\n    b");
  for (const std::string_view text : {"\na\n", " a\nb\n", "a\n\n", "a\nb ", "a\r\nb\r\n", "\ta\n"})
    EXPECT_EQ(scalar(text).front(), '"') << text;
}

TEST(YamlWriter, WritesLongKeys) {
  const std::string key(2000, 'k');
  const Json json = Json::object().set("a", Json::object().set(key, Json::object().set(key, 1)).set("b", 2));
  const Result<YamlDocument> document = parse_yaml(write_yaml(json), "long.yaml");
  ASSERT_TRUE(document) << document.error().text();
  EXPECT_EQ(yaml_as_json(document->root), json);
}

RC_GTEST_PROP(YamlWriter, IsReadAsItWasWritten, ()) {
  const Json json = *any_json();
  const std::string text = write_yaml(json);
  const Result<YamlDocument> document = parse_yaml(text, "written.yaml");
  if (!document) RC_FAIL(document.error().text() + "\n" + text);
  const std::string read = yaml_as_json(document->root).compact();
  if (read != json.compact()) RC_FAIL(text + "\n" + json.compact() + "\n" + read);
}

RC_GTEST_PROP(YamlWriter, WritesEveryText, ()) {
  const std::string text = *any_awkward_text();
  const Json json = Json::object().set("list", Json::array().push(text)).set(text, Json::object().set("x", text));
  const Result<YamlDocument> document = parse_yaml(write_yaml(json), "written.yaml");
  if (!document) RC_FAIL(document.error().text());
  RC_ASSERT(yaml_as_json(document->root) == json);
}

}  // namespace
}  // namespace vent
