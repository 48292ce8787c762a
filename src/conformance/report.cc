#include "conformance/report.h"

#include <fmt/core.h>

#include "base/text.h"
#include "formats/json.h"

namespace vent {
namespace {

constexpr std::string_view kTests = "/test/e2e/";

// "[sig-apps]" + "Deployment" + "should …"
Result<std::string> name_of(const Json& spec) {
  std::string name;
  if (const std::optional<Json> parents = TRY(spec.optional_field("ContainerHierarchyTexts")))
    for (const Json& text : parents->items()) name += TRY(text.text()) + " ";
  return name + TRY(spec.text("LeafNodeText"));
}

// Connections that weren't taken, or were dropped: by the API or on the way to it.
bool says_the_api_is_away(std::string_view message, std::string_view server) {
  if (server.empty() || message.find(server) == std::string_view::npos) return false;
  for (const std::string_view sign :
       {"connection refused", "no route to host", "network is unreachable", "i/o timeout", "TLS handshake timeout",
        "client connection lost", "connection reset by peer", "unexpected EOF"})
    if (message.find(sign) != std::string_view::npos) return true;
  return false;
}

std::string place_of(const std::string& file, std::int64_t line) {
  const std::size_t begin = file.find(kTests);
  return fmt::format("{}:{}", begin == std::string::npos ? file : file.substr(begin + 1), line);
}

Result<SpecOutcome> outcome_of(const Json& spec, const std::string& state, std::string_view server) {
  SpecOutcome outcome{.name = TRY(name_of(spec))};
  outcome.took = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::nanoseconds(TRY(spec.optional_integer("RunTime")).value_or(0)));
  if (state == "passed") return outcome;
  outcome.end = state == "failed" || state == "panicked" ? SpecEnd::failed : SpecEnd::cut_off;
  const std::optional<Json> failure = TRY(spec.optional_field("Failure"));
  if (!failure) return outcome;
  outcome.why = trim(TRY(failure->optional_text("Message")).value_or(""));
  if (const std::optional<Json> location = TRY(failure->optional_field("Location")))
    outcome.where = place_of(TRY(location->optional_text("FileName")).value_or(""),
                             TRY(location->optional_integer("LineNumber")).value_or(0));
  if (says_the_api_is_away(outcome.why, server)) outcome.end = SpecEnd::cut_off;
  return outcome;
}

Result<> read_suite(const Json& suite, std::string_view server, SpecReport& report) {
  if (const std::optional<Json> reasons = TRY(suite.optional_field("SpecialSuiteFailureReasons")))
    for (const Json& reason : reasons->items())
      // It stands there too when specs simply failed.
      if (const std::string text = TRY(reason.text()); text.find("Timeout") != std::string::npos ||
                                                       text.find("Interrupt") != std::string::npos ||
                                                       text.find("disappeared") != std::string::npos)
        report.cut_off.push_back(text);
  if (const std::optional<Json> stats = TRY(suite.optional_field("PreRunStats")))
    report.chosen += static_cast<std::size_t>(TRY(stats->optional_integer("SpecsThatWillRun")).value_or(0));
  const std::optional<Json> specs = TRY(suite.optional_field("SpecReports"));
  if (!specs) return Ok{};
  for (const Json& spec : specs->items()) {
    const std::string state = TRY(spec.text("State"));
    const bool is_spec = TRY(spec.text("LeafNodeType")) == "It";
    // What stands around the specs is told only when it went wrong: then none of them ran.
    if (state == "skipped" || state == "pending" || (!is_spec && state == "passed")) continue;
    report.specs.push_back(TRY(outcome_of(spec, state, server)));
    if (!is_spec && report.specs.back().name.empty()) report.specs.back().name = TRY(spec.text("LeafNodeType"));
  }
  return Ok{};
}

}  // namespace

std::string_view spec_end_name(SpecEnd end) {
  switch (end) {
    case SpecEnd::passed:
      return "passed";
    case SpecEnd::failed:
      return "failed";
    case SpecEnd::cut_off:
      break;
  }
  return "cut off";
}

Result<SpecReport> read_spec_report(std::string_view text, std::string_view server) {
  const Json suites = TRY(parse_json(text, "ginkgo's report"));
  if (!suites.is_array()) return fail(Error(ErrorKind::bad_input, "ginkgo's report is no list of suites"));
  SpecReport report;
  for (const Json& suite : suites.items()) TRY(read_suite(suite, server, report));
  return report;
}

}  // namespace vent
