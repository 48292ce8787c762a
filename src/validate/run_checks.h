#pragma once

#include <optional>
#include <vector>

#include "base/clock.h"
#include "events/bus.h"
#include "formats/json.h"
#include "validate/check.h"
#include "validate/scene.h"

namespace vent {

enum class CheckEnd { passed, failed, not_tried };
std::string_view check_end_name(CheckEnd end);  // "passed", "failed", "not tried"

struct CheckResult {
  const ClusterCheck* check = nullptr;
  CheckEnd end = CheckEnd::not_tried;
  Findings findings = {};
  std::optional<Error> error = {};  // why it could not be tried, or not to its end
  Duration took{};
};

// Runs the checks side by side, those that need the namespace and its pods as soon as they are there, and removes both.
std::vector<CheckResult> run_checks(Scene& scene, const std::vector<const ClusterCheck*>& checks, bool keep,
                                    EventBus& bus, const Clock& clock);

//   passed  pods-to-pods   9 of 9 pairs (0.4 s)
//   FAILED  dns            0 of 3 pods (4.1 s)
//     the pod on worker-0 doesn't find probe.vent-validate.svc.cluster.local
//       | nslookup: …
//       next: …
//
//   1 passed, 1 failed
std::string checks_text(const std::vector<CheckResult>& results);
Json checks_json(const std::vector<CheckResult>& results);
bool all_passed(const std::vector<CheckResult>& results);

}  // namespace vent
