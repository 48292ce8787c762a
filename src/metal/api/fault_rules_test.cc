#include "metal/api/fault_rules.h"

#include <gtest/gtest.h>

namespace vent::metal {
namespace {

FaultRule rule(const std::string& text) { return fault_from_json(*parse_json(text, "a rule")).value(); }

TEST(NextFault, HitsTheOnesThatWereMeant) {
  FaultRules rules;
  rules.rules.push_back(
      rule(R"({"method": "POST", "path": "/projects/*/devices", "nth": 2, "times": 2, "kind": "cut_after"})"));
  const auto is_hit = [&](const std::string& method, const std::string& path) {
    return next_fault(rules, method, path).has_value();
  };
  EXPECT_FALSE(is_hit("POST", "/projects/a/devices"));
  EXPECT_FALSE(is_hit("GET", "/projects/a/devices"));
  EXPECT_FALSE(is_hit("POST", "/projects/a/devices/batch"));
  EXPECT_TRUE(is_hit("POST", "/projects/b/devices"));
  EXPECT_TRUE(is_hit("POST", "/projects/a/devices"));
  EXPECT_FALSE(is_hit("POST", "/projects/a/devices"));
}

TEST(NextFault, OfSeveralTheFirstAndAllAreCounted) {
  FaultRules rules;
  rules.rules = {rule(R"({"kind": "delay", "seconds": "0.5"})"), rule(R"({"kind": "server_error", "nth": 2})")};
  EXPECT_EQ(next_fault(rules, "GET", "/plans")->kind, FaultKind::delay);
  EXPECT_EQ(next_fault(rules, "GET", "/plans")->kind, FaultKind::server_error);
  EXPECT_FALSE(next_fault(rules, "GET", "/plans"));
}

TEST(FaultFromJson, RefusesWhatMakesNoSense) {
  for (const char* const text :
       {R"({})", R"({"kind": "fire"})", R"({"kind": "delay", "nth": 0})", R"({"kind": "delay", "seconds": 601})",
        R"({"kind": "html", "status": 200})", R"({"kind": "device"})", R"({"kind": "delay", "device": "fails"})",
        R"({"kind": "device", "device": "sad"})"})
    EXPECT_FALSE(fault_from_json(*parse_json(text, "a rule"))) << text;
  EXPECT_EQ(rule(R"({"kind": "device", "device": "never_active"})").device_fault, DeviceFault::never_active);
}

}  // namespace
}  // namespace vent::metal
