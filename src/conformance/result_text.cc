#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "conformance/conformance.h"

namespace vent {
namespace {

constexpr std::size_t kShownLines = 12;

std::size_t count(const std::vector<PartResult>& results, SpecEnd end) {
  std::size_t number = 0;
  for (const PartResult& result : results)
    number += static_cast<std::size_t>(std::ranges::count(result.report.specs, end, &SpecOutcome::end));
  return number;
}

// Chosen, and never begun: the run was cut off before.
std::size_t not_run(const std::vector<PartResult>& results) {
  std::size_t number = 0;
  for (const PartResult& result : results)
    if (result.report.chosen > result.report.specs.size()) number += result.report.chosen - result.report.specs.size();
  return number;
}

std::string spec_text(const SpecOutcome& spec) {
  std::string text = fmt::format("{:<7}  {} ({})\n", spec.end == SpecEnd::failed ? "FAILED" : spec_end_name(spec.end),
                                 spec.name, format_duration(spec.took));
  std::vector<std::string> lines = split_lines(spec.why);
  if (lines.size() > kShownLines) lines.resize(kShownLines);
  for (const std::string& line : lines)
    if (!trim(line).empty()) text += fmt::format("    | {}\n", trim_end(line));
  if (!spec.where.empty()) text += fmt::format("    at {}\n", spec.where);
  return text;
}

Json spec_json(const SpecOutcome& spec, Part part) {
  return Json::object()
      .set("spec", spec.name)
      .set("part", part_name(part))
      .set("outcome", spec_end_name(spec.end))
      .set("seconds", std::chrono::duration<double>(spec.took).count())
      .set("why", spec.why)
      .set("where", spec.where);
}

}  // namespace

bool all_passed(const std::vector<PartResult>& results) {
  if (count(results, SpecEnd::failed) + count(results, SpecEnd::cut_off) + not_run(results) > 0) return false;
  return std::ranges::all_of(results, [](const PartResult& result) { return result.report.cut_off.empty(); });
}

std::string conformance_text(const std::vector<PartResult>& results) {
  std::string text;
  for (const PartResult& result : results) {
    for (const SpecOutcome& spec : result.report.specs)
      if (spec.end != SpecEnd::passed) text += spec_text(spec);
    for (const std::string& reason : result.report.cut_off)
      text += fmt::format("the {} part was cut off: {}\n", part_name(result.part), reason);
    text += fmt::format("{}: {} specs in {}; all that was printed: {}\n", part_name(result.part),
                        result.report.specs.size(), format_duration(result.took), result.printed.string());
  }
  for (const LeftOut& one : left_out_specs()) text += fmt::format("left out  {}: {}\n", one.name, one.why);
  text += fmt::format("\n{} passed, {} failed", count(results, SpecEnd::passed), count(results, SpecEnd::failed));
  if (const std::size_t number = count(results, SpecEnd::cut_off); number > 0)
    text += fmt::format(", {} cut off", number);
  if (const std::size_t number = not_run(results); number > 0) text += fmt::format(", {} not run", number);
  return text + "\n";
}

Json conformance_json(const std::vector<PartResult>& results) {
  Json specs = Json::array(), reasons = Json::array(), left_out = Json::array(), parts = Json::array();
  for (const PartResult& result : results) {
    for (const SpecOutcome& spec : result.report.specs) specs.push(spec_json(spec, result.part));
    for (const std::string& reason : result.report.cut_off) reasons.push(reason);
    parts.push(Json::object()
                   .set("part", part_name(result.part))
                   .set("chosen", result.report.chosen)
                   .set("seconds", std::chrono::duration<double>(result.took).count())
                   .set("printed", result.printed.string()));
  }
  for (const LeftOut& one : left_out_specs()) left_out.push(Json::object().set("spec", one.name).set("why", one.why));
  return Json::object()
      .set("schemaVersion", 1)
      .set("passed", count(results, SpecEnd::passed))
      .set("failed", count(results, SpecEnd::failed))
      .set("cutOff", count(results, SpecEnd::cut_off))
      .set("notRun", not_run(results))
      .set("cutOffBecause", std::move(reasons))
      .set("leftOut", std::move(left_out))
      .set("parts", std::move(parts))
      .set("specs", std::move(specs));
}

}  // namespace vent
