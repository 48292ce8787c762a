#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace vent {

// The API of a cluster, as it is asked from this machine.
struct ApiAccess {
  Path kubectl;
  Path kubeconfig;
  std::string server;  // "198.18.220.1:6443"
};

// kubectl with these words; what it wrote to standard output.
Result<std::string> ask_api(const ApiAccess& access, const std::vector<std::string>& words,
                            std::chrono::milliseconds deadline, const std::stop_token& stop);

// Whether the API answers, within a few seconds.
Result<> api_is_ready(const ApiAccess& access, const std::stop_token& stop);

}  // namespace vent
