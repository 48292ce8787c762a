#include "readings/follow_up.h"

#include <algorithm>

namespace vent {

std::vector<const Chapter*> chapters_to_follow(const std::vector<const Chapter*>& chapters, ChapterNames begun,
                                               bool is_its_turn) {
  ChapterNames here;
  for (const Chapter* chapter : chapters) here.insert(chapter->name);
  const auto is_met = [&](std::string_view name) { return begun.contains(name) || !here.contains(name); };
  std::vector<const Chapter*> following;
  for (const Chapter* chapter : chapters) {
    if (begun.contains(chapter->name) || (chapter->in_turn && !is_its_turn)) continue;
    if (!chapter->behind.empty() && !is_met(chapter->behind)) continue;
    const bool needs_only_this_host = std::ranges::all_of(
        chapter->needs, [&](const Need& need) { return need.where == Where::this_host && is_met(need.chapter); });
    if (!needs_only_this_host) continue;
    following.push_back(chapter);
    begun.insert(chapter->name);
  }
  return following;
}

}  // namespace vent
