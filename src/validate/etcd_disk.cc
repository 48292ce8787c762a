#include <fmt/core.h>

#include <cstdlib>

#include "base/text.h"
#include "validate/checks.h"

namespace vent {
namespace {

// What etcd waits for before it says yes to anything: its own advice is less than 10 ms for 99 of 100.
constexpr double kSlow = 0.1;  // seconds: from here on elections are lost

// The bound below which 99 of 100 waits were. A line is: etcd_disk_wal_fsync_duration_seconds_bucket{le="0.004"} 123
constexpr const char* kScript = R"sh(curl -s --max-time 5 http://127.0.0.1:2381/metrics 2>/dev/null ||
  timeout 5 bash -c 'exec 3<>/dev/tcp/127.0.0.1/2381; printf "GET /metrics HTTP/1.0\r\n\r\n" >&3; cat <&3')sh";

// Nothing when it was never measured.
std::string bound_of_99(std::string_view metrics) {
  constexpr std::string_view kBucket = "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"";
  std::vector<std::pair<std::string, double>> buckets;
  for (const std::string& line : split_lines(metrics)) {
    if (!line.starts_with(kBucket)) continue;
    const std::string_view rest = std::string_view(line).substr(kBucket.size());
    const std::size_t quote = rest.find('"');
    const std::size_t space = rest.rfind(' ');
    if (quote == std::string_view::npos || space == std::string_view::npos) continue;
    buckets.emplace_back(rest.substr(0, quote), std::strtod(line.c_str() + kBucket.size() + space, nullptr));
  }
  if (buckets.empty() || buckets.back().second == 0) return "";
  for (const auto& [bound, count] : buckets)
    if (count >= 0.99 * buckets.back().second) return bound;
  return "";
}

}  // namespace

Result<Findings> look_at_etcd_disk(const Scene& scene) {
  Findings findings;
  for (const Host* host : scene.cluster().with_role(Role::controller)) {
    const std::string bound = bound_of_99(TRY(scene.on(*host, kScript)));
    findings.seen += fmt::format("{}{}: {}", findings.seen.empty() ? "" : ", ", host->name,
                                 bound.empty() ? "not measured" : "99 of 100 below " + bound + " s");
    if (bound == "+Inf" || std::strtod(bound.c_str(), nullptr) > kSlow)
      findings.problems.push_back(
          {.what = fmt::format("the disk of {} takes more than {} s for a write of etcd's", host->name, kSlow),
           .evidence = "99 of 100 took less than " + bound + " s",
           .next = "give etcd a faster disk, or fewer neighbours on this one"});
  }
  return findings;
}

}  // namespace vent
