#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "cluster/cluster.h"
#include "conformance/run_part.h"
#include "events/bus.h"
#include "formats/json.h"

namespace vent {

// Upstream's own tests of a cluster, run from this machine: the images that they need are brought to all nodes, what an
// earlier run left is removed, and so is what this one leaves.

struct ConformanceParts {  // out of the store
  Path tests, ginkgo, kubectl, images;
  std::string images_digest;
  std::string version;  // of the tests
};

struct ConformanceRun {
  const Cluster& cluster;
  ConformanceParts parts;
  Path known_hosts;
  Path folder;        // its own: where reports stay
  Secret kubeconfig;  // of somebody who may do everything
  std::string server;
  SpecChoice choice;
  int processes = 8;
  bool keep = false;  // leave the images on the nodes
};

Result<std::vector<PartResult>> run_conformance(const ConformanceRun& run, EventBus& bus, Clock& clock,
                                                const std::stop_token& stop);

//   FAILED   [sig-network] DNS should … (12.3 s)
//     what it says
//       at test/e2e/network/dns.go:42
//
//   410 passed, 1 failed
std::string conformance_text(const std::vector<PartResult>& results);
Json conformance_json(const std::vector<PartResult>& results);
bool all_passed(const std::vector<PartResult>& results);

}  // namespace vent
