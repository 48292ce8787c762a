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

// Runs a script in each of these pods, side by side. What it ends with doesn't count: what it prints does.
std::vector<PodAnswer> ask_each(const Scene& scene, const std::vector<ProbePod>& pods, const std::string& script);

// The same; kNotTried when there is one in which it can't be run, for then `kubectl exec` doesn't work.
Result<std::vector<PodAnswer>> answers_of(const Scene& scene, const std::vector<ProbePod>& pods,
                                          const std::string& script);

}  // namespace vent
