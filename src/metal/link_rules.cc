#include "metal/link_rules.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <vector>

#include "base/text.h"

namespace vent::metal {
namespace {

constexpr int kBlocked = 1000;
constexpr int kComingBack = 1001;
constexpr int kDetour = 1002;
constexpr int kTable = 80217;

// Ordered by preference.
struct Rule {
  int preference;
  std::string text;  // in the words of `ip rule show`, which are also those of `ip rule add`

  auto operator<=>(const Rule&) const = default;
};

std::set<Rule> wanted_rules(const LinkTable& table) {
  std::set<Rule> rules;
  for (const auto& [direction, effect] : table) {
    const std::string between = fmt::format("from {} to {}", direction.source.text(), direction.destination.text());
    if (effect.blocked) {
      rules.insert({kBlocked, between + " blackhole"});
    } else if (!effect.is_plain()) {
      rules.insert({kComingBack, fmt::format("from all iif {} goto 32766", kTunnelDevice)});
      rules.insert({kDetour, fmt::format("{} lookup {}", between, kTable)});
    }
  }
  return rules;
}

// Every rule at one of our preferences is ours: the router namespace is.
std::set<Rule> present_rules(std::string_view shown) {
  std::set<Rule> rules;
  for (const std::string& line : split_lines(shown)) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) continue;
    const int preference = static_cast<int>(parse_integer(line.substr(0, colon), 0, 1'000'000).value_or(0));
    if (preference < kBlocked || preference > kDetour) continue;
    // Remarks on the rule's state, which are not part of the rule.
    std::string text = replace_all(line.substr(colon + 1), " [detached]", "");
    text = replace_all(std::move(text), " [unresolved]", "");
    rules.insert({preference, std::string(trim(text))});
  }
  return rules;
}

std::vector<Rule> without(const std::set<Rule>& rules, const std::set<Rule>& others) {
  std::vector<Rule> rest;
  std::ranges::set_difference(rules, others, std::back_inserter(rest));
  return rest;
}

}  // namespace

std::string rule_changes(std::string_view present, const LinkTable& wanted) {
  const std::set<Rule> old_rules = present_rules(present);
  const std::set<Rule> new_rules = wanted_rules(wanted);
  std::vector<Rule> gone = without(old_rules, new_rules);
  // The other way round than they come, so that the rule that brings packets back is there as long as any detour is.
  std::ranges::reverse(gone);
  std::string commands;
  for (const Rule& rule : without(new_rules, old_rules))
    commands += fmt::format("rule add pref {} {}\n", rule.preference, rule.text);
  for (const Rule& rule : gone) commands += fmt::format("rule delete pref {} {}\n", rule.preference, rule.text);
  return commands;
}

std::string tunnel_commands() {
  // The MTU is far above that of any host, so that the detour never makes a path narrower. The queue is long because
  // bursts of a fast sender arrive while we write what is due.
  return fmt::format(
      "link set {0} mtu 65535 txqueuelen 10000 up\n"
      "route replace default dev {0} table {1}\n",
      kTunnelDevice, kTable);
}

}  // namespace vent::metal
