#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vent {

// More hosts than anybody lists in one file.
constexpr std::size_t kMostHosts = 5000;

// The names that a host pattern of Ansible stands for: worker-[0:2] is worker-0, worker-1 and worker-2, both ends
// included; [01:20] keeps the zeros, [a:c] counts letters, [0:8:2] takes every second. Several ranges are combined.
// An error has no place.
Result<std::vector<std::string>> expand_host_pattern(std::string_view pattern);

}  // namespace vent
