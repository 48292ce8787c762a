#include "formats/yaml.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "support/golden.h"

namespace vent {
namespace {

YamlNode tree(std::string_view text) {
  const Result<YamlDocument> document = parse_yaml(text, "a.yaml");
  if (document) return document->root;
  ADD_FAILURE() << document.error().text();
  return {};
}

// The whole tree with every place, for looking at.
void describe(const YamlNode& node, const std::string& name, int depth, std::string& out) {
  constexpr const char* kKinds[] = {"null", "scalar", "sequence", "mapping"};
  out += fmt::format("{:{}}{}{} {}:{}-{}:{}", "", depth * 2, name, kKinds[static_cast<int>(node.kind)], node.begin.line,
                     node.begin.column, node.end.line, node.end.column);
  if (node.kind == YamlKind::scalar)
    out += fmt::format(" {} {}", node.style == YamlStyle::plain ? "plain" : "quoted", in_quotes(node.text));
  out += "\n";
  for (const YamlNode& item : node.items) describe(item, "- ", depth + 1, out);
  for (const YamlEntry& entry : node.entries)
    describe(entry.value, fmt::format("{}@{}:{}: ", entry.key, entry.key_begin.line, entry.key_begin.column), depth + 1,
             out);
}

Problems problems_of(std::string_view text) {
  Problems problems;
  parse_yaml(text, "a.yaml", problems);
  return problems;
}

TEST(Yaml, KeepsThePlaceOfEverything) {
  constexpr std::string_view kText =
      "# a cluster\n"
      "name: paris\n"
      "controllers:\n"
      "  - {name: \"c1\", address: '10.0.0.1'}\n"
      "  - name: c2\n"
      "    note: |\n"
      "      two\n"
      "      lines\n"
      "\n"
      "empty:\n"
      "list: [1, two ,\n"
      "  three]\n"
      "ключ: значение\n";
  std::string out;
  describe(tree(kText), "", 0, out);
  expect_golden("yaml-tree.txt", out);
}

TEST(Yaml, KnowsNullFromText) {
  const YamlNode root = tree("a:\nb: ~\nc: null\nd: ''\ne: 'null'\nf: Null\n");
  EXPECT_EQ(root.find("a")->kind, YamlKind::null);
  EXPECT_EQ(root.find("b")->kind, YamlKind::null);
  EXPECT_EQ(root.find("c")->kind, YamlKind::null);
  EXPECT_EQ(root.find("d")->kind, YamlKind::scalar);
  EXPECT_EQ(root.find("e")->text, "null");
  EXPECT_EQ(root.find("f")->text, "Null");
  EXPECT_EQ(root.find("g"), nullptr);
}

TEST(Yaml, ReadsAnEmptyDocumentAsNull) {
  for (const std::string_view text : {"", "\n\n", "# only a comment\n", "---\n", "--- ~\n...\n", "\xEF\xBB\xBF"})
    EXPECT_EQ(tree(text).kind, YamlKind::null) << text;
}

TEST(Yaml, CountsColumnsBehindAByteOrderMarkFromOne) {
  EXPECT_EQ(tree("\xEF\xBB\xBF"
                 "a: b")
                .entries.at(0)
                .key_begin,
            (YamlPosition{1, 1}));
}

TEST(Yaml, ReadsWindowsLineEnds) {
  const YamlNode root = tree("a: 1\r\nb: |\r\n  x\r\n  y\r\n");
  EXPECT_EQ(root.find("b")->text, "x\ny\n");
  EXPECT_EQ(root.entries.at(1).key_begin, (YamlPosition{2, 1}));
}

TEST(Yaml, KeepsATreeWithDoubledKeysAndNamesAllOfThem) {
  Problems problems;
  const std::optional<YamlDocument> document =
      parse_yaml("a: 1\nb: {c: 1, \"c\": 2}\na: 2\na: 3\n", "a.yaml", problems);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root.entries.size(), 2U);
  EXPECT_EQ(document->root.find("a")->text, "1");
  ASSERT_EQ(problems.size(), 3U);
  EXPECT_EQ(problems[0].place, (Place{"a.yaml", 2, 11}));
  EXPECT_EQ(problems[0].message, "'c' is given twice, first at a.yaml:2:5");
  EXPECT_EQ(problems[2].place, (Place{"a.yaml", 4, 1}));
  EXPECT_EQ(problems[2].message, "'a' is given twice, first at a.yaml:1:1");
}

TEST(Yaml, GivesOneErrorForAll) {
  const Result<YamlDocument> result = parse_yaml("a: 1\na: 2\na: 3\n", "a.yaml");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "a.yaml has 2 problems");
  EXPECT_EQ(parse_yaml("a: 1\na: 2\n", "a.yaml").error().id, "VENT_DUPLICATE_KEY");
}

TEST(Yaml, GivesNoTreeWhenSomethingIsLeftOut) {
  for (const std::string_view text : {"a: &x 1\nb: *x\n", "a: !!int 1\n", "a: 1\n---\nb: 2\n", "a: [1\n", "\xFF"}) {
    Problems problems;
    EXPECT_FALSE(parse_yaml(text, "a.yaml", problems)) << text;
    EXPECT_FALSE(problems.empty()) << text;
  }
}

TEST(Yaml, LimitsDepth) {
  const auto nested = [](int depth) { return std::string(static_cast<std::size_t>(depth), '['); };
  const auto closed = [&](int depth) { return nested(depth) + std::string(static_cast<std::size_t>(depth), ']'); };
  EXPECT_TRUE(problems_of(closed(kDeepestYaml)).empty());
  EXPECT_EQ(problems_of(closed(kDeepestYaml + 1)).at(0).id, "VENT_YAML_DEPTH");
  EXPECT_EQ(problems_of(nested(100000)).at(0).id, "VENT_YAML_DEPTH");
}

// Mistakes people make, and what they are told.
TEST(Yaml, ExplainsMistakes) {
  constexpr std::string_view kMistakes[] = {
      "a: 1\n\tb: 2\n",
      "a:\n\tb: 2\n",
      "list:\n\t- b\n",
      "a: [1, 2\nb: 3\n",
      "a: {b: 1\n",
      "a: \"text\nb: 1\n",
      "a: 'text\n---\n",
      "a: b: c\n",
      "time: at 10: sharp\n",
      "a: 1\nb\nc: 2\n",
      "a: 1\n  b: 2\n",
      "a:\n  b: 1\n c: 2\n",
      "a:\n  - b\n  c: d\n",
      "- a\nb: c\n",
      "a: - b\n",
      "a: @home\n",
      "a: `date`\n",
      "a: %x\n",
      "path: \"C:\\Users\"\n",
      "a: \"\\xZZ\"\n",
      "schedule: * * * * *\n",
      "schedule: *daily\n",
      "a: &base {b: 1}\nc:\n  <<: *base\n",
      "a: !!str 12\n",
      "a: !vault |\n  x\n",
      "a: | text\n",
      "a: 'it's'\n",
      "\"a\" b: c\n",
      "[a, b]: c\n",
      "{{ name }}: c\n",
      "a: {{ name }}\n",
      "? [a]\n: b\n",
      ": b\n",
      "*a : b\n",
      "a: 1\n---\nb: 2\n",
      "----\na: 1\n",
      "%YAML 3.0\n---\na: 1\n",
      "a: 1\na: 2\n",
      "a: ]\n",
      "a: ,\n",
      "a: \"é\n\n\n",
      "é: {\n\n\n",
      "a:\n  - {b: [é\n",
      "name: Z\xFCrich\n",
      "name: a\xC2\xA0\xE2\x80\xA8\n",
  };
  std::string out;
  for (const std::string_view mistake : kMistakes) {
    const Problems problems = problems_of(mistake);
    EXPECT_FALSE(problems.empty()) << mistake;
    out += render_problems(mistake, problems) + "\n\n";
  }
  expect_golden("yaml-mistakes.txt", out);
}

RC_GTEST_PROP(Yaml, NeverFailsWithoutAProblemNorOutsideTheText, ()) {
  const std::vector<std::string> pieces = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("a", "b", ": ", "\n", "  ", "- ", "[", "]", "{", "}", ",", "\"", "'", "|\n", "#",
                                    "&x ", "*x", "!t ", "\t", "---\n", "?", "é", "\\"));
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  Problems problems;
  const std::optional<YamlDocument> document = parse_yaml(text, "a.yaml", problems);
  RC_ASSERT(document || !problems.empty());
  const int lines = static_cast<int>(std::ranges::count(text, '\n')) + 1;
  for (const Error& error : problems) {
    RC_ASSERT(error.place.has_value());
    RC_ASSERT(error.place->line >= 1 && error.place->line <= lines);
    RC_ASSERT(error.place->column >= 1);
  }
}

}  // namespace
}  // namespace vent
