#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vent {

// What ginkgo wrote down about one run of upstream's tests, and what of it counts. Pure.

enum class SpecEnd {
  passed,
  failed,
  cut_off,  // it was ended from outside: the run's time was up, somebody stopped it, or the API went away
};
std::string_view spec_end_name(SpecEnd end);  // "passed", "failed", "cut off"

struct SpecOutcome {
  std::string name;  // as upstream's list of conformance tests has it
  SpecEnd end = SpecEnd::passed;
  std::string why = {};    // what a failure says
  std::string where = {};  // "test/e2e/network/dns.go:42"
  std::chrono::milliseconds took{};

  bool operator==(const SpecOutcome&) const = default;
};

struct SpecReport {
  std::vector<SpecOutcome> specs;    // that were begun, in ginkgo's order
  std::vector<std::string> cut_off;  // why the whole was ended early, in ginkgo's words; empty: it came to its end
  std::size_t chosen = 0;            // how many were to run
};

// `server` is where the API is, as "198.18.220.1:6443": a failure that says that nobody is there is no verdict on what the
// spec tries.
Result<SpecReport> read_spec_report(std::string_view text, std::string_view server);

}  // namespace vent
