#include "formats/yaml_json.h"

#include <gtest/gtest.h>

namespace vent {
namespace {

std::string converted(std::string_view text) {
  const Result<YamlDocument> document = parse_yaml(text, "a.yaml");
  return document ? yaml_as_json(document->root).compact() : document.error().text();
}

TEST(YamlAsJson, KeepsStructureAndOrder) {
  EXPECT_EQ(converted("b: [1, {c: d}]\na:\n  - - x\n"), R"({"b":[1,{"c":"d"}],"a":[["x"]]})");
  EXPECT_EQ(converted(""), "null");
}

TEST(YamlAsJson, ReadsPlainValues) {
  EXPECT_EQ(converted("[true, false, ~, null, 0, -12, 1.5, -0.5e3, 18446744073709551615]"),
            "[true,false,null,null,0,-12,1.5,-500.0,18446744073709551615]");
}

TEST(YamlAsJson, TakesEverythingElseForText) {
  EXPECT_EQ(converted("[yes, True, 0755, 1_000, +1, 0x1F, .5, 1., 1e999, 1.2.3, -, e, 'true', \"12\", '']"),
            R"(["yes","True","0755","1_000","+1","0x1F",".5","1.","1e999","1.2.3","-","e","true","12",""])");
}

}  // namespace
}  // namespace vent
