#pragma once

#include <set>
#include <string_view>
#include <vector>

#include "chapters/chapter.h"

namespace vent {

using ChapterNames = std::set<std::string_view>;

// Which chapters of a host can be asked for in one breath with those that were begun there: they need nothing but what
// this host has by then, so no other host can have a say in when they are made. In their order; `chapters` are all that
// the run has for this host. Those that go in turn are among them only when no turn has to be waited for.
std::vector<const Chapter*> chapters_to_follow(const std::vector<const Chapter*>& chapters, ChapterNames begun,
                                               bool is_its_turn);

}  // namespace vent
