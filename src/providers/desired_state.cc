#include "providers/desired_state.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace vent {
namespace {

constexpr std::array<std::pair<const char*, DesiredState>, 5> kWords = {{{"present", DesiredState::present},
                                                                         {"absent", DesiredState::absent},
                                                                         {"active", DesiredState::active},
                                                                         {"inactive", DesiredState::inactive},
                                                                         {"rebooted", DesiredState::rebooted}}};

struct Rule {
  DesiredState wanted;
  const char* state;
  StateStep step;
};
// On its way counts as there: nobody is switched on twice.
constexpr std::array<Rule, 17> kRules = {{
    {DesiredState::active, "active", StateStep::nothing},
    {DesiredState::active, "queued", StateStep::nothing},
    {DesiredState::active, "provisioning", StateStep::nothing},
    {DesiredState::active, "powering_on", StateStep::nothing},
    {DesiredState::active, "rebooting", StateStep::nothing},
    {DesiredState::active, "reinstalling", StateStep::nothing},
    {DesiredState::active, "inactive", StateStep::power_on},
    {DesiredState::active, "powering_off", StateStep::power_on},
    {DesiredState::inactive, "inactive", StateStep::nothing},
    {DesiredState::inactive, "powering_off", StateStep::nothing},
    {DesiredState::inactive, "active", StateStep::power_off},
    {DesiredState::inactive, "powering_on", StateStep::power_off},
    {DesiredState::inactive, "rebooting", StateStep::power_off},
    {DesiredState::rebooted, "active", StateStep::reboot},
    {DesiredState::rebooted, "rebooting", StateStep::nothing},
    {DesiredState::rebooted, "inactive", StateStep::power_on},
    {DesiredState::rebooted, "powering_on", StateStep::nothing},
}};

}  // namespace

Result<DesiredState> desired_state(const std::string& word) {
  std::vector<std::string> words;
  for (const auto& [known, state] : kWords) {
    if (word == known) return state;
    words.emplace_back(known);
  }
  const std::optional<std::string> near = nearest(word, words);
  return fail(Error(ErrorKind::bad_input, fmt::format("there is no state '{}'", word))
                  .with_id("VENT_MACHINE_STATE")
                  .with_hint(near ? fmt::format("did you mean '{}'?", *near) : "there are: " + join(words, ", ")));
}

Result<StateStep> step_to_state(const Machine& machine, DesiredState wanted) {
  if (wanted == DesiredState::present) return StateStep::nothing;
  if (wanted == DesiredState::absent && machine.is_locked)
    return fail(Error(ErrorKind::conflict, fmt::format("{} is locked", machine.name))
                    .with_id("VENT_MACHINE_LOCKED")
                    .with_hint(fmt::format("vent machine unlock {}", machine.name)));
  if (wanted == DesiredState::absent) return StateStep::remove;
  for (const Rule& rule : kRules)
    if (rule.wanted == wanted && machine.state == rule.state) return rule.step;
  const auto* const word = std::ranges::find(kWords, wanted, &std::pair<const char*, DesiredState>::second);
  return fail(
      Error(ErrorKind::conflict,
            fmt::format("{} is {}, and there is no way from that to {}", machine.name, machine.state, word->first))
          .with_id("VENT_MACHINE_STATE")
          .with_hint(fmt::format("wait until it has settled, or begin anew: vent machine delete {}", machine.name)));
}

}  // namespace vent
