#include "graph/run_report.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "graph/host_summary.h"

namespace vent {
namespace {

constexpr std::array kHostEndsInOrder = {StageEnd::unchanged,     StageEnd::changed, StageEnd::failed,
                                         StageEnd::not_reachable, StageEnd::stopped, StageEnd::never_tried};

// In the order of the graph; hosts on which nothing was to be done are left out.
std::vector<HostStages> by_host(const RunReport& report) {
  std::map<std::string_view, std::size_t> positions;
  std::vector<HostStages> all;
  for (const std::string& host : report.graph.hosts) {
    positions.emplace(host, all.size());
    all.push_back({.host = host});
  }
  for (std::size_t index = 0; index < report.results.size(); ++index) {
    const StageName& name = report.graph.stages[index].name;
    all[positions.at(name.host)].stages.push_back({.name = name, .result = &report.results[index]});
  }
  std::erase_if(all, [](const HostStages& host) { return host.stages.empty(); });
  return all;
}

// Texts in the order in which they first came, each with all who have it.
class Shared {
 public:
  void add(const std::string& text, const std::string& name) {
    const auto [found, is_new] = positions_.try_emplace(text, groups_.size());
    if (is_new) groups_.push_back({.text = text});
    groups_[found->second].names.push_back(name);
  }

  struct Group {
    std::string text;
    std::vector<std::string> names = {};
  };
  const std::vector<Group>& groups() const { return groups_; }

 private:
  std::map<std::string, std::size_t> positions_;
  std::vector<Group> groups_;
};

std::string host_lines(const std::vector<HostStages>& hosts) {
  Shared shared;
  for (const HostStages& host : hosts) shared.add(summary_text(host), host.host);
  std::string text;
  for (const Shared::Group& group : shared.groups())
    text += fmt::format("{}: {}\n", names_in_short(group.names), group.text);
  return text;
}

std::string error_lines(const RunReport& report) {
  std::map<std::string, Shared> by_chapter;
  for (std::size_t index = 0; index < report.results.size(); ++index) {
    const StageName& name = report.graph.stages[index].name;
    if (const std::optional<Error>& error = report.results[index].outcome.error)
      by_chapter[name.chapter].add(error->text(), name.host);
  }
  std::string text;
  for (const std::string& chapter : report.graph.chapters)
    for (const Shared::Group& group : by_chapter[chapter].groups())
      text += fmt::format("\n{} on {}:\n{}\n", chapter, names_in_short(group.names), indent(group.text, "  "));
  return text;
}

// Of a host, of which some stages may have been tried.
std::string_view host_end_words(StageEnd end) {
  return end == StageEnd::never_tried ? "not finished" : stage_end_words(end);
}

std::string last_line(const std::vector<HostStages>& hosts, const RunReport& report) {
  if (hosts.empty()) return "0 hosts: nothing to do\n";
  std::vector<std::string> parts;
  for (const StageEnd end : kHostEndsInOrder)
    if (const auto count = std::ranges::count(hosts, end, &HostStages::end); count > 0)
      parts.push_back(fmt::format("{} {}", count, host_end_words(end)));
  return fmt::format("\n{}: {}; {}, {}\n", count_text(static_cast<long long>(hosts.size()), "host", "hosts"),
                     join(parts, ", "), count_text(report.changes(), "change", "changes"),
                     format_duration(report.took));
}

double seconds(Duration duration) {
  return static_cast<double>(std::chrono::round<std::chrono::milliseconds>(duration).count()) / 1e3;
}

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json error_json(const std::optional<Error>& error) {
  if (!error) return {};
  return Json::object()
      .set("kind", kind_name(error->kind))
      .set("id", text_or_null(error->id))
      .set("message", error->message)
      .set("hint", text_or_null(error->hint))
      .set("text", error->text());
}

Json stage_json(const HostStages::Entry& stage) {
  const StageResult& result = *stage.result;
  const std::optional<StageName>& because_of = result.outcome.because_of;
  return Json::object()
      .set("chapter", stage.name.chapter)
      .set("outcome", stage_end_name(result.outcome.end))
      .set("changes", result.outcome.changes)
      .set("started", result.started ? Json(format_utc(*result.started)) : Json())
      .set("seconds", result.started ? Json(seconds(result.took)) : Json())
      .set("because_of",
           because_of ? Json::object().set("chapter", because_of->chapter).set("host", because_of->host) : Json())
      .set("error", error_json(result.outcome.error));
}

}  // namespace

std::string_view run_end_name(RunEnd end) {
  switch (end) {
    case RunEnd::stopped:
      return "stopped";
    case RunEnd::failed:
      return "failed";
    case RunEnd::changed:
      return "changed";
    case RunEnd::unchanged:
      break;
  }
  return "unchanged";
}

RunEnd RunReport::end() const {
  const auto any = [&](auto&& is_so) {
    return std::ranges::any_of(results, [&](const StageResult& result) { return is_so(result.outcome); });
  };
  const auto was_stopped = [](const StageOutcome& outcome) {
    return outcome.end == StageEnd::stopped || (outcome.end == StageEnd::never_tried && !outcome.because_of);
  };
  if (any(was_stopped)) return RunEnd::stopped;
  if (any([](const StageOutcome& outcome) { return !outcome.ended_well(); })) return RunEnd::failed;
  return changes() > 0 || any([](const StageOutcome& outcome) { return outcome.end == StageEnd::changed; })
             ? RunEnd::changed
             : RunEnd::unchanged;
}

int RunReport::changes() const {
  int sum = 0;
  for (const StageResult& result : results) sum += result.outcome.changes;
  return sum;
}

std::string report_text(const RunReport& report) {
  const std::vector<HostStages> hosts = by_host(report);
  return host_lines(hosts) + error_lines(report) + last_line(hosts, report);
}

Json report_json(const RunReport& report) {
  Json list = Json::array();
  for (const HostStages& host : by_host(report)) {
    Json stages = Json::array();
    for (const HostStages::Entry& stage : host.stages) stages.push(stage_json(stage));
    list.push(Json::object()
                  .set("host", host.host)
                  .set("outcome", stage_end_name(host.end()))
                  .set("changes", host.changes())
                  .set("stages", std::move(stages)));
  }
  return Json::object()
      .set("schemaVersion", 1)
      .set("outcome", run_end_name(report.end()))
      .set("changes", report.changes())
      .set("seconds", seconds(report.took))
      .set("hosts", std::move(list));
}

}  // namespace vent
