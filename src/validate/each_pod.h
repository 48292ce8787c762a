#pragma once

#include <string>
#include <vector>

#include "validate/scene.h"

namespace vent {

struct PodAnswer {
  const ProbePod* pod = nullptr;
  std::string output;  // what the script printed; when it could not be run, why
};

// Runs a script in each of these pods, side by side.
std::vector<PodAnswer> ask_each(const Scene& scene, const std::vector<ProbePod>& pods, const std::string& script);

// By which way a node sends packets to a pod, as it says itself: evidence for when they don't arrive.
std::string way_to(const Scene& scene, const std::string& node, const ProbePod& pod);

}  // namespace vent
