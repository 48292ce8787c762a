#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "validate/scene.h"

namespace vent {

struct PodAnswer {
  const ProbePod* pod = nullptr;
  std::string output = {};   // what the script printed
  std::string problem = {};  // why it could not be run; empty when it could
};

// The id of an error: nothing can be said, because `kubectl exec` doesn't work.
inline constexpr const char* kNoExec = "VENT_NO_EXEC";

// Runs a script in each of these pods, side by side. What it ends with doesn't count: what it prints does.
std::vector<PodAnswer> ask_each(const Scene& scene, const std::vector<ProbePod>& pods, const std::string& script);

// The same; kNoExec when there is one in which it can't be run.
Result<std::vector<PodAnswer>> answers_of(const Scene& scene, const std::vector<ProbePod>& pods,
                                          const std::string& script);

// By which way a node sends packets to a pod, as it says itself: evidence for when they don't arrive.
std::string way_to(const Scene& scene, const std::string& node, const ProbePod& pod);

}  // namespace vent
