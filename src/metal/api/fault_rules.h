#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "formats/json.h"
#include "metal/api/rental.h"

namespace vent::metal {

// What goes wrong with a request on purpose.
enum class FaultKind {
  delay,         // answered late
  too_many,      // 429 with Retry-After
  server_error,  // 500 or 503, and nothing was done
  html,          // an error page of whoever stands before the API
  cut_before,    // the connection ends and nothing was done
  cut_after,     // the connection ends and the work was done
  device,        // the device that this request makes goes wrong later
};

// "The second POST to /projects/*/devices is cut after the work was done."
struct FaultRule {
  std::string method;      // empty: any
  std::string path = "*";  // with * for any text, without the prefix
  int nth = 1;             // the first request that it hits, counted from 1 among those that fit
  int times = 1;           // how many it hits from there on; 0: all
  FaultKind kind = FaultKind::delay;
  int status = 500;    // of server_error and html
  double seconds = 1;  // of delay, and Retry-After
  DeviceFault device_fault = DeviceFault::none;
  int seen = 0;  // requests that fitted so far
};

struct FaultRules {
  std::vector<FaultRule> rules;
};

// Counts the request in every rule, and gives the first one that hits it. Pure but for the counts.
std::optional<FaultRule> next_fault(FaultRules& rules, const std::string& method, const std::string& path);

Json fault_json(const FaultRule& rule);
Result<FaultRule> fault_from_json(const Json& json);

}  // namespace vent::metal
