#include "readings/survey_report.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "base/thread_pool.h"
#include "events/activity.h"
#include "graph/host_summary.h"
#include "node/error_json.h"
#include "readings/text_diff.h"

namespace vent {
namespace {

constexpr std::size_t kBeginning = 20;     // lines of a comparison
constexpr std::size_t kMostThreads = 512;  // they mostly wait

std::size_t changes_of(const StageSurvey& stage) {
  return stage.sight.leftovers.size() +
         static_cast<std::size_t>(std::ranges::count_if(
             stage.sight.resources, [](const Sight& sight) { return !sight.changes.empty() || sight.error; }));
}

bool is_new(const Sight& sight) { return sight.changes.size() == 1 && sight.changes.front().property == "there"; }

// The text a file should have, when a person may see it.
std::optional<std::string> wanted_text(const Resource& resource) {
  const std::vector<Content> contents = contents_of(resource.spec);
  if (contents.empty() || contents[0].bytes == nullptr || contents[0].sensitivity == Sensitivity::secret)
    return std::nullopt;
  const std::string_view bytes = contents[0].bytes->reveal();
  if (bytes.find('\0') != std::string_view::npos) return std::nullopt;
  return std::string(bytes);
}

std::string diff_text(const Resource& resource, const Sight& sight, Show show) {
  const std::optional<std::string> wanted = wanted_text(resource);
  if (!wanted || (!sight.found_text && !is_new(sight))) return "";
  const std::vector<DiffLine> diff = text_diff(sight.found_text.value_or(""), *wanted);
  const std::size_t shown = show == Show::whole_files ? diff.size() : std::min(diff.size(), kBeginning);
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    constexpr std::string_view kSigns = " -+";
    const DiffLine& line = diff[i];
    text += line.kind == DiffLine::Kind::left_out
                ? "          …\n"
                : fmt::format("          {}{}\n", kSigns[static_cast<std::size_t>(line.kind)], line.text);
  }
  if (shown < diff.size())
    text += fmt::format("          … and {} (--full shows all)\n",
                        count_text(static_cast<long long>(diff.size() - shown), "more line", "more lines"));
  return text;
}

std::string planned_change(const Resource& resource, const Sight& sight, Show show) {
  if (sight.error) return fmt::format("      ! {}\n{}\n", sight.id, indent(sight.error->text(), "          "));
  if (is_new(sight)) return fmt::format("      + {}\n", sight.id) + diff_text(resource, sight, show);
  return fmt::format("      ~ {}: {}\n", sight.id, describe(sight.changes)) + diff_text(resource, sight, show);
}

std::string finding_text(const Finding& finding, std::string_view prefix) {
  const std::string next = finding.hint.empty() ? "" : fmt::format("\n{}  next: {}", prefix, finding.hint);
  return fmt::format("{}{}: {}{}\n", prefix, finding.severity == Severity::error ? "error" : "warning", finding.message,
                     next);
}

std::string planned_stage(const StageSurvey& stage, Show show) {
  if (changes_of(stage) == 0 && stage.findings.empty()) return "";
  std::string text = fmt::format("  {}\n", stage.chapter->name);
  for (const Finding& finding : stage.findings) text += finding_text(finding, "      ");
  for (std::size_t i = 0; i < stage.resources.size(); ++i)
    if (const Sight& sight = stage.sight.resources.at(i); !sight.changes.empty() || sight.error)
      text += planned_change(stage.resources[i], sight, show);
  for (const std::string& id : stage.sight.leftovers)
    text += fmt::format("      - {}, which is no longer wanted\n", id);
  return text;
}

std::string drift_of(const std::string& host, const Sight& sight) {
  std::string text;
  if (sight.error) return fmt::format("{}: {}: {}\n", host, sight.id, sight.error->message);
  for (const Change& change : sight.changes) {
    if (is_new(sight)) return fmt::format("{}: {} is not there\n", host, sight.id);
    text += fmt::format("{}: {}: {} is {}, and should be {}\n", host, sight.id, change.property,
                        change.found.empty() ? "not set" : change.found, change.wanted);
  }
  return text;
}

std::vector<std::string> dark_hosts(const SurveyReport& report) {
  std::vector<std::string> names;
  for (const HostReport& host : report.hosts)
    if (host.error) names.push_back(host.host->name);
  return names;
}

std::vector<std::string> unfit_hosts(const SurveyReport& report) {
  std::vector<std::string> names;
  for (const HostReport& host : report.hosts)
    if (std::ranges::any_of(host.survey.stages, &StageSurvey::is_blocked)) names.push_back(host.host->name);
  return names;
}

std::string count_hosts(std::size_t count) { return count_text(static_cast<long long>(count), "host", "hosts"); }

// The last line: what was found, on those hosts of which something is known.
std::string verdict(const SurveyReport& report, const std::string& found) {
  const std::size_t dark = dark_hosts(report).size(), unfit = unfit_hosts(report).size();
  std::vector<std::string> parts;
  if (dark < report.hosts.size())
    parts.push_back(fmt::format("{}: {}", count_hosts(report.hosts.size() - dark), found));
  if (unfit > 0) parts.push_back(fmt::format("{} {} not meet the prerequisites", unfit, unfit == 1 ? "does" : "do"));
  if (dark > 0) parts.push_back(count_hosts(dark) + " could not be looked at");
  return join(parts, "; ") + "\n";
}

Json stage_json(const StageSurvey& stage) {
  Json findings = Json::array(), changes = Json::array(), leftovers = Json::array();
  for (const Finding& finding : stage.findings)
    findings.push(Json::object()
                      .set("severity", finding.severity == Severity::error ? "error" : "warning")
                      .set("message", finding.message)
                      .set("hint", finding.hint));
  for (const Sight& sight : stage.sight.resources) {
    if (sight.changes.empty() && !sight.error) continue;
    Json properties = Json::array();
    for (const Change& change : sight.changes)
      properties.push(
          Json::object().set("property", change.property).set("found", change.found).set("wanted", change.wanted));
    changes.push(Json::object()
                     .set("id", sight.id)
                     .set("properties", properties)
                     .set("error", sight.error ? to_json(*sight.error) : Json()));
  }
  for (const std::string& id : stage.sight.leftovers) leftovers.push(id);
  return Json::object()
      .set("chapter", stage.chapter->name)
      .set("findings", findings)
      .set("changes", changes)
      .set("leftovers", leftovers);
}

}  // namespace

int SurveyReport::changes() const {
  std::size_t count = 0;
  for (const HostReport& host : hosts)
    for (const StageSurvey& stage : host.survey.stages) count += changes_of(stage);
  return static_cast<int>(count);
}

std::optional<Error> SurveyReport::error() const {
  const std::vector<std::string> dark = dark_hosts(*this), unfit = unfit_hosts(*this);
  if (!dark.empty()) {
    const auto first = std::ranges::find_if(hosts, [](const HostReport& host) { return host.error.has_value(); });
    return Error(first->error->kind, fmt::format("{} of {} could not be looked at: {}", dark.size(),
                                                 count_hosts(hosts.size()), join(dark, ", ")))
        .with_id(first->error->id)
        .with_hint("each one's reason stands above; what the others need is complete");
  }
  if (!unfit.empty())
    return Error(ErrorKind::conflict,
                 fmt::format("{} of {} {} not meet the prerequisites: {}", unfit.size(), count_hosts(hosts.size()),
                             unfit.size() == 1 ? "does" : "do", join(unfit, ", ")))
        .with_id("VENT_PREREQUISITES")
        .with_hint("what to do stands behind each; nothing is made there before");
  return std::nullopt;
}

std::string plan_text(const SurveyReport& report, Show show) {
  std::string text;
  for (const HostReport& host : report.hosts) {
    std::string part;
    if (host.error) part = indent(host.error->text(), "  ") + "\n";
    for (const StageSurvey& stage : host.survey.stages) part += planned_stage(stage, show);
    if (!part.empty()) text += host.host->name + "\n" + part + "\n";
  }
  const int changes = report.changes();
  return text + verdict(report, changes == 0 ? "nothing to change"
                                             : fmt::format("{} to change; nothing has been changed yet", changes));
}

std::string audit_text(const SurveyReport& report) {
  std::string text;
  for (const HostReport& host : report.hosts) {
    const std::string& name = host.host->name;
    if (host.error) text += fmt::format("{}: not looked at: {}\n", name, host.error->message);
    for (const StageSurvey& stage : host.survey.stages) {
      for (const Finding& finding : stage.findings) text += name + ": " + finding_text(finding, "");
      for (const Sight& sight : stage.sight.resources) text += drift_of(name, sight);
      for (const std::string& id : stage.sight.leftovers) text += fmt::format("{}: {} is no longer wanted\n", name, id);
    }
  }
  const int changes = report.changes();
  if (changes == 0)
    return text + verdict(report, unfit_hosts(report).empty() ? "all is as it should be" : "nothing to mend");
  return text + verdict(report, fmt::format("{} as {} should be; `vent apply` mends {}",
                                            count_text(changes, "thing is not", "things are not"),
                                            changes == 1 ? "it" : "they", changes == 1 ? "it" : "them"));
}

Json survey_json(const SurveyReport& report) {
  Json hosts = Json::array();
  for (const HostReport& host : report.hosts) {
    Json chapters = Json::array();
    for (const StageSurvey& stage : host.survey.stages) chapters.push(stage_json(stage));
    hosts.push(Json::object()
                   .set("host", host.host->name)
                   .set("error", host.error ? to_json(*host.error) : Json())
                   .set("chapters", chapters)
                   .set("round_trips", host.survey.round_trips));
  }
  return Json::object().set("schemaVersion", 1).set("changes", report.changes()).set("hosts", hosts);
}

SurveyReport survey_all(Fleet& fleet, EventBus& bus) {
  std::vector<std::unique_ptr<HostRun>>& hosts = fleet.hosts();
  SurveyReport report;
  report.hosts.resize(hosts.size());
  Activity whole(bus, "looking at the hosts", Amount{hosts.size(), "hosts"});
  Locked<std::uint64_t> done(0);
  {
    ThreadPool threads("survey", static_cast<int>(std::min(hosts.size(), kMostThreads)));
    for (std::size_t i = 0; i < hosts.size(); ++i)
      threads.add([&, i](const std::stop_token&) {
        fleet.survey(*hosts[i]);
        done.with([&](std::uint64_t& count) { whole.progress(++count, hosts[i]->host().name); });
      });
    threads.wait_until_idle();
  }
  fleet.judge_all();
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const Result<HostSurvey>& survey = fleet.survey(*hosts[i]);
    report.hosts[i].host = &hosts[i]->host();
    if (survey) report.hosts[i].survey = *survey;
    if (!survey) report.hosts[i].error = survey.error();
  }
  whole.finish(report.error() ? Outcome::failed : Outcome::done);
  return report;
}

}  // namespace vent
