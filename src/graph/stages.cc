#include "graph/stages.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "graph/chapter_order.h"

namespace vent {
namespace {

class Builder {
 public:
  Builder(const std::vector<ChapterOrder>& chapters, const std::vector<StageHost>& hosts)
      : chapters_(chapters), hosts_(hosts) {}

  Result<StageGraph> build() {
    add_stages();
    for (const ChapterOrder& chapter : chapters_)
      for (const auto& [host, index] : stages_[chapter.name])
        for (const Need& need : chapter.needs)
          if (const std::optional<std::size_t> gate = TRY(gate_for(need, chapter, host)))
            graph_.stages[index].needs.push_back(*gate);
    return std::move(graph_);
  }

 private:
  void add_stages() {
    for (const StageHost& host : hosts_) graph_.hosts.push_back(host.name);
    for (const ChapterOrder& chapter : chapters_) {
      graph_.chapters.push_back(chapter.name);
      for (std::size_t host = 0; host < hosts_.size(); ++host) {
        if (std::ranges::find(chapter.hosts, hosts_[host].name) == chapter.hosts.end()) continue;
        stages_[chapter.name][host] = graph_.stages.size();
        graph_.stages.push_back({.name = {chapter.name, hosts_[host].name}});
      }
    }
  }

  // Nothing when there is nothing to wait for. All who need the same get the same gate.
  Result<std::optional<std::size_t>> gate_for(const Need& need, const ChapterOrder& chapter, std::size_t host) {
    const std::optional<std::size_t> one_host = need.where == Where::this_host ? std::optional(host) : std::nullopt;
    const auto [known, is_new] = gates_.try_emplace({need.chapter, need.where, one_host});
    if (!is_new) return known->second;
    std::vector<std::size_t> members;
    for (const auto& [other, stage] : stages_[need.chapter])
      if (counts(need.where, other, host)) members.push_back(stage);
    const bool is_any = need.where == Where::any_controller;
    if (members.empty() && is_any)
      return fail(
          Error(ErrorKind::bug, fmt::format("chapter '{}' needs '{}' on any controller, and it runs on none",
                                            chapter.name, need.chapter))
              .with_id("VENT_NO_CONTROLLER")
              .with_hint(
                  "a cluster needs a host with the role 'controller' or 'both'; if yours has one, please report this"));
    if (members.empty()) return std::nullopt;
    known->second = graph_.gates.size();
    graph_.gates.push_back({.opens = is_any ? Gate::Opens::when_one_ended_well : Gate::Opens::when_all_ended_well,
                            .stages = std::move(members)});
    return known->second;
  }

  bool counts(Where where, std::size_t other, std::size_t host) const {
    switch (where) {
      case Where::this_host:
        return other == host;
      case Where::every_host:
        return true;
      case Where::every_controller:
      case Where::any_controller:
        return does_work_of(hosts_[other].role, Role::controller);
    }
    return false;
  }

  const std::vector<ChapterOrder>& chapters_;
  const std::vector<StageHost>& hosts_;
  StageGraph graph_;
  std::map<std::string_view, std::map<std::size_t, std::size_t>> stages_;  // chapter, host: which stage
  std::map<std::tuple<std::string_view, Where, std::optional<std::size_t>>, std::optional<std::size_t>> gates_;
};

}  // namespace

std::string StageName::text() const { return fmt::format("{} on {}", chapter, host); }

Result<StageGraph> stages_of(const std::vector<ChapterOrder>& chapters, const std::vector<StageHost>& hosts) {
  TRY(check_order(chapters, hosts));
  return Builder(chapters, hosts).build();
}

}  // namespace vent
