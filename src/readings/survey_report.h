#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/bus.h"
#include "formats/json.h"
#include "readings/fleet.h"

namespace vent {

// What a look at all hosts found, in the order of the cluster file. Plan and audit are two ways to say it.
struct HostReport {
  const Host* host = nullptr;
  std::optional<Error> error;  // it could not be looked at
  HostSurvey survey;
};

struct SurveyReport {
  std::vector<HostReport> hosts;

  int changes() const;                 // resources to change, and leftovers to take back
  std::optional<Error> error() const;  // hosts that could not be looked at, and checks that failed, as one error
};

enum class Show { whole_files, beginnings };

// What apply would do:
//   worker-0
//     03_machines
//       + sysctl net.ipv4.ip_forward
//       ~ file /etc/hosts: content 0c2e…  → 7f1a…
//           -10.80.0.9 worker-0
//           +10.80.0.5 worker-0
//       - file /etc/old, which is no longer wanted
std::string plan_text(const SurveyReport& report, Show show);
// What is not as it should be:
//   worker-0: file /etc/hosts: mode is 0600, and should be 0644
std::string audit_text(const SurveyReport& report);
// {"schemaVersion": 1, "changes": 3, "hosts": [{"host": …, "error": null, "chapters": [{"chapter": …, "findings": […],
//  "changes": [{"id": …, "properties": [{"property": …, "found": …, "wanted": …}]}], "leftovers": […]}]}]}
Json survey_json(const SurveyReport& report);

// Asks all hosts of the fleet at once, and returns when all have answered or can't.
SurveyReport survey_all(Fleet& fleet, EventBus& bus);

}  // namespace vent
