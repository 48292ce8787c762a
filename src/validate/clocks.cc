#include <fmt/core.h>

#include <chrono>
#include <cstdlib>

#include "base/text.h"
#include "validate/checks.h"

namespace vent {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFarOff{2000};  // etcd and tokens forgive less than people think

}  // namespace

// By the clock of this machine; how long the answer took is the doubt.
Result<Findings> look_at_clocks(const Scene& scene) {
  Findings findings;
  milliseconds worst{0};
  for (const Host& host : scene.cluster().hosts) {
    const auto asked = std::chrono::system_clock::now();
    const std::string text = TRY(scene.on(host, "date +%s%3N"));
    const auto answered = std::chrono::system_clock::now();
    const milliseconds there(std::strtoll(text.c_str(), nullptr, 10));
    const auto earliest = std::chrono::duration_cast<milliseconds>(asked.time_since_epoch());
    const auto latest = std::chrono::duration_cast<milliseconds>(answered.time_since_epoch());
    const milliseconds off = there < earliest ? there - earliest : there > latest ? there - latest : milliseconds(0);
    worst = std::max(worst, std::chrono::abs(off));
    if (std::chrono::abs(off) > kFarOff)
      findings.problems.push_back({.what = fmt::format("the clock of {} is {:.1f} s {} this machine's", host.name,
                                                       static_cast<double>(std::chrono::abs(off).count()) / 1e3,
                                                       off < milliseconds(0) ? "behind" : "ahead of"),
                                   .evidence = "",
                                   .next = fmt::format("vent ssh {} -- timedatectl", host.name)});
  }
  findings.seen = fmt::format("{} hosts, none further off than {} ms", scene.cluster().hosts.size(), worst.count());
  return findings;
}

}  // namespace vent
