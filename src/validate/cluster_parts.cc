#include <fmt/core.h>

#include <set>

#include "base/shell_quote.h"
#include "base/text.h"
#include "status/troubles.h"
#include "validate/checks.h"

namespace vent {
namespace {

// What the units of a host that aren't well have to say.
std::string words_of_units(const Scene& scene, const std::string& host_name) {
  const HostStatus* host = scene.status().find(host_name);
  if (host == nullptr || host->error) return "";
  std::vector<std::string> units;
  for (const UnitStatus& unit : host->look.units)
    if (!unit.is_well()) units.push_back(unit.name);
  if (units.empty()) return "";
  return scene.on(*host->host, fmt::format("systemctl --no-pager --lines=4 status {} || true", shell_quote(units)))
      .value_or("");
}

}  // namespace

// What `vent status` would find wrong. It explains most of what fails further down.
Result<Findings> look_at_parts(const Scene& scene) {
  Findings findings;
  std::size_t units = 0;
  for (const HostStatus& host : scene.status().hosts) units += host.look.units.size();
  findings.seen =
      fmt::format("{} hosts, {} units, {} nodes", scene.status().hosts.size(), units, scene.status().nodes().size());
  std::set<std::string> told;
  for (const Trouble& trouble : troubles_of(scene.status(), scene.now()))
    findings.problems.push_back(
        {.what = trouble.host.empty() ? trouble.what : trouble.host + ": " + trouble.what,
         .evidence = told.insert(trouble.host).second ? words_of_units(scene, trouble.host) : "",
         .next = trouble.next});
  return findings;
}

}  // namespace vent
