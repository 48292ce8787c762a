#include <fmt/core.h>

#include <chrono>
#include <cstdlib>

#include "base/text.h"
#include "validate/checks.h"

namespace vent {
namespace {

using std::chrono::milliseconds;

// What keeps the time in step, by the names that distributions give it.
constexpr const char* kTimeServices = "systemd-timesyncd chrony chronyd ntp ntpd ntpsec openntpd";
constexpr milliseconds kFarOff{2000};  // etcd and tokens forgive less than people think

}  // namespace

// By the clock of this machine; how long the answer took is the doubt.
Result<Findings> look_at_clocks(const Scene& scene) {
  Findings findings;
  milliseconds worst{0};
  std::size_t kept = 0;
  const std::string script = fmt::format(
      "date +%s%3N; for unit in {}; do systemctl is-active --quiet $unit && echo $unit && break; done; true",
      kTimeServices);
  for (const Host& host : scene.cluster().hosts) {
    const auto asked = std::chrono::system_clock::now();
    const std::string text = TRY(scene.on(host, script));
    const auto answered = std::chrono::system_clock::now();
    const std::vector<std::string> words = split_words(text);
    const milliseconds there(words.empty() ? 0 : std::strtoll(words[0].c_str(), nullptr, 10));
    const std::string service = words.size() > 1 ? words[1] : "";
    kept += service.empty() ? 0 : 1;
    const auto earliest = std::chrono::duration_cast<milliseconds>(asked.time_since_epoch());
    const auto latest = std::chrono::duration_cast<milliseconds>(answered.time_since_epoch());
    const milliseconds off = there < earliest ? there - earliest : there > latest ? there - latest : milliseconds(0);
    worst = std::max(worst, std::chrono::abs(off));
    if (std::chrono::abs(off) > kFarOff)
      findings.problems.push_back({.what = fmt::format("the clock of {} is {:.1f} s {} this machine's", host.name,
                                                       static_cast<double>(std::chrono::abs(off).count()) / 1e3,
                                                       off < milliseconds(0) ? "behind" : "ahead of"),
                                   .evidence = service.empty() ? "no time service runs there" : service + " runs there",
                                   .next = fmt::format("vent ssh {} -- timedatectl", host.name)});
  }
  findings.seen = fmt::format("{} hosts, none further off than {} ms; a time service runs on {}",
                              scene.cluster().hosts.size(), worst.count(), kept);
  return findings;
}

}  // namespace vent
