#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vent {

class Scene;

// Something that isn't as a working cluster has it.
struct Problem {
  std::string what;      // one sentence, with the host or the pod it is about
  std::string evidence;  // what was seen, as it was said; may be empty
  std::string next;      // the command that says or does more
};

// The first ones are told with their evidence, which takes its time to get and its place to show: one dead host is the
// same problem for all the others.
inline constexpr std::size_t kWithEvidence = 3;

// What a check found. Without problems it passed.
struct Findings {
  std::string seen;  // "6 of 6 pairs"
  std::vector<Problem> problems = {};
};

// The id of an error: nothing can be said about it, because something else that it needs doesn't work or isn't there.
inline constexpr const char* kNotTried = "VENT_NOT_TRIED";

enum class Uses { hosts, probe_pods };

// Something that a working cluster does, tried for real, in a namespace that is removed afterwards.
struct ClusterCheck {
  std::string_view name;   // "pods-to-pods"
  std::string_view holds;  // "each pod reaches each other by its address"
  Uses uses = Uses::hosts;
  // An error is a failure too: then it could not be tried. With kNotTried as its id it counts as not tried.
  Result<Findings> (*look)(const Scene& scene) = nullptr;
  std::chrono::seconds deadline{60};  // then it is stopped, and has failed
  bool is_long = false;               // then it begins before others, so that all are through sooner
};

}  // namespace vent
