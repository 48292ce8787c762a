#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "conformance/access.h"
#include "conformance/choice.h"
#include "conformance/report.h"
#include "events/bus.h"

namespace vent {

// One run of upstream's test program by ginkgo, which starts it several times side by side.
struct PartRun {
  ApiAccess access;
  Path ginkgo;
  Path tests;   // must be called as kTestProgram
  Path folder;  // where the report and what was printed are written
  SpecChoice choice;
  Part part = Part::parallel;
  int processes = 1;
  std::size_t nodes = 1;  // on which pods of anybody may run
  std::chrono::minutes limit{90};
};

struct PartResult {
  Part part = Part::parallel;
  SpecReport report;
  Path printed;  // all that was printed
  Duration took{};
};

// An error is one of vent's own: specs that fail, or that were cut off, are results. Should the API be away for a minute,
// the run is ended.
Result<PartResult> run_part(const PartRun& run, EventBus& bus, Clock& clock, const std::stop_token& stop);

// The parts, pure.
std::vector<std::string> ginkgo_command(const PartRun& run);

// Follows what ginkgo prints: how many specs there are to run, and how many ended.
class PrintedProgress {
 public:
  void take(std::string_view piece);
  std::size_t ended() const { return ended_; }
  std::size_t chosen() const { return chosen_; }

 private:
  void take_line();

  std::string line_;
  std::size_t ended_ = 0, chosen_ = 0;
};

}  // namespace vent
