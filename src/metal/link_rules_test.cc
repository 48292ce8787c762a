#include "metal/link_rules.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "base/text.h"
#include "support/golden.h"

namespace vent::metal {
namespace {

using namespace std::chrono_literals;

const Ipv4 kOperator = *Ipv4::parse("10.80.0.1");
const Ipv4 kA = *Ipv4::parse("10.80.1.1");
const Ipv4 kB = *Ipv4::parse("10.80.2.1");

constexpr std::string_view kUntouched =
    "0:\tfrom all lookup local\n"
    "32766:\tfrom all lookup main\n"
    "32767:\tfrom all lookup default\n";

// What `ip rule show` prints after `ip -batch` has run these commands.
std::string applied(std::string_view shown, std::string_view commands) {
  std::multiset<std::pair<long long, std::string>> rules;
  for (const std::string& line : split_lines(shown)) {
    const std::size_t colon = line.find(':');
    rules.emplace(*parse_integer(line.substr(0, colon), 0, 100'000), line.substr(colon + 2));
  }
  for (const std::string& line : split_lines(commands)) {
    std::vector<std::string> words = split_words(line);
    const std::pair rule(*parse_integer(words.at(3), 0, 100'000), join(std::span(words).subspan(4), " "));
    if (words.at(1) == "add") {
      if (rules.contains(rule)) throw std::runtime_error("File exists: " + line);
      rules.insert(rule);
    } else {
      if (!rules.contains(rule)) throw std::runtime_error("No such rule: " + line);
      rules.erase(rules.find(rule));
    }
  }
  std::string text;
  for (const auto& [preference, rule] : rules) text += std::to_string(preference) + ":\t" + rule + "\n";
  return text;
}

LinkTable any_table() {
  std::vector<LinkSetting> settings;
  for (int count = *rc::gen::inRange(0, 6); count > 0; --count)
    settings.push_back({.a = {Ipv4{*rc::gen::inRange(1u, 5u)}},
                        .b = {Ipv4{*rc::gen::inRange(1u, 5u)}},
                        .delay = std::chrono::microseconds(*rc::gen::inRange(0, 3)),
                        .loss = *rc::gen::element(0.0, 0.5),
                        .blocked = *rc::gen::arbitrary<bool>()});
  return *link_table(settings);
}

TEST(LinkRules, TheFirstSettings) {
  const LinkTable table = *link_table({{.a = {kA}, .b = {kB}, .delay = 20ms},
                                       {.a = {kOperator}, .b = {kA, kB}, .loss = 0.1},
                                       {.a = {kOperator}, .b = {kB}, .blocked = true}});
  expect_golden("link_rules_first.txt", rule_changes(kUntouched, table));
}

TEST(LinkRules, ChangedSettings) {
  // As the kernel shows them when the device has gone with a killed process.
  const std::string present = std::string(kUntouched) +
                              "1000:\tfrom 10.80.1.1 to 10.80.2.1 blackhole\n"
                              "1000:\tfrom 10.80.2.1 to 10.80.1.1 blackhole\n"
                              "1001:\tfrom all iif links [detached] goto 32766\n"
                              "1002:\tfrom 10.80.0.1 to 10.80.1.1 lookup 80217\n"
                              "1002:\tfrom 10.80.1.1 to 10.80.0.1 lookup 80217\n";
  const LinkTable table =
      *link_table({{.a = {kA}, .b = {kB}, .delay = 20ms}, {.a = {kOperator}, .b = {kA}, .blocked = true}});
  expect_golden("link_rules_changed.txt", rule_changes(present, table));
  expect_golden("link_rules_gone.txt", rule_changes(present, {}));
}

TEST(LinkRules, NothingWantedAndNothingThereIsNothingToDo) { EXPECT_EQ(rule_changes(kUntouched, {}), ""); }

TEST(LinkRules, TheTunnel) { expect_golden("link_rules_tunnel.txt", tunnel_commands()); }

RC_GTEST_PROP(LinkRulesProperty, AnyTableReplacesAnyOther, ()) {
  const LinkTable first = any_table();
  const LinkTable second = any_table();
  const std::string after_first = applied(kUntouched, rule_changes(kUntouched, first));
  RC_ASSERT(rule_changes(after_first, first).empty());
  const std::string after_second = applied(after_first, rule_changes(after_first, second));
  RC_ASSERT(after_second == applied(kUntouched, rule_changes(kUntouched, second)));
  RC_ASSERT(applied(after_second, rule_changes(after_second, {})) == kUntouched);
}

// What must hold after every single command, since packets come at any moment.
RC_GTEST_PROP(LinkRulesProperty, NoMomentInBetweenIsWrong, ()) {
  const LinkTable first = any_table();
  const LinkTable second = any_table();
  std::string shown = applied(kUntouched, rule_changes(kUntouched, first));
  for (const std::string& command : split_lines(rule_changes(shown, second))) {
    shown = applied(shown, command);
    for (const auto& [direction, effect] : first) {
      const auto later = second.find(direction);
      const std::string block =
          "from " + direction.source.text() + " to " + direction.destination.text() + " blackhole";
      if (effect.blocked && later != second.end() && later->second.blocked)
        RC_ASSERT(shown.find(block) != std::string::npos);
    }
    if (shown.find("lookup 80217") != std::string::npos) RC_ASSERT(shown.find("iif links goto") != std::string::npos);
  }
}

}  // namespace
}  // namespace vent::metal
