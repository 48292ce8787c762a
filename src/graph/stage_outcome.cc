#include "graph/stage_outcome.h"

#include <array>

namespace vent {
namespace {

struct EndNames {
  StageEnd end;
  std::string_view name;
  std::string_view words;
};

constexpr std::array<EndNames, 6> kEnds = {{
    {StageEnd::unchanged, "unchanged", "unchanged"},
    {StageEnd::changed, "changed", "changed"},
    {StageEnd::failed, "failed", "failed"},
    {StageEnd::not_reachable, "not_reachable", "not reachable"},
    {StageEnd::never_tried, "never_tried", "never tried"},
    {StageEnd::stopped, "stopped", "stopped"},
}};

constexpr const EndNames& names_of(StageEnd end) { return kEnds[static_cast<std::size_t>(end)]; }

constexpr bool each_end_is_at_its_index() {
  for (std::size_t index = 0; index < kEnds.size(); ++index)
    if (static_cast<std::size_t>(kEnds[index].end) != index) return false;
  return true;
}
static_assert(each_end_is_at_its_index());

}  // namespace

std::string_view stage_end_name(StageEnd end) { return names_of(end).name; }

std::string_view stage_end_words(StageEnd end) { return names_of(end).words; }

std::optional<StageEnd> stage_end_from_name(std::string_view name) {
  for (const EndNames& known : kEnds)
    if (known.name == name) return known.end;
  return std::nullopt;
}

}  // namespace vent
