#pragma once

#include <stop_token>

#include "base/files.h"
#include "cis/report.h"
#include "cluster/cluster.h"

namespace vent {

// Reads all hosts side by side, over ssh, and judges what was read.
CisReport look_by_benchmark(const Cluster& cluster, const Path& known_hosts, const std::stop_token& stop);

}  // namespace vent
