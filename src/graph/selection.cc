#include "graph/selection.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>

#include "base/text.h"
#include "formats/problems.h"

namespace vent {
namespace {

constexpr int kHighestNumber = 9999;

struct ChapterWords {
  std::string_view number;  // "03"
  std::string_view name;    // "machines"
};

ChapterWords words_of(std::string_view chapter) {
  const std::size_t line = chapter.find('_');
  if (line == std::string_view::npos) return {{}, chapter};
  return {chapter.substr(0, line), chapter.substr(line + 1)};
}

bool is_meant(std::string_view word, std::string_view chapter) {
  const ChapterWords words = words_of(chapter);
  if (word == chapter || word == words.name) return true;
  const std::optional<long long> number = parse_integer(word, 0, kHighestNumber);
  return number && number == parse_integer(words.number, 0, kHighestNumber);
}

Error unknown(std::string_view kind, std::string_view word, const std::vector<std::string>& names,
              const std::vector<std::string>& candidates) {
  const std::optional<std::string> meant = nearest(word, candidates);
  return Error(ErrorKind::bad_input, fmt::format("unknown {} {}", kind, in_quotes(word)))
      .with_id("VENT_SELECTION")
      .with_hint(meant ? fmt::format("did you mean '{}'?", *meant)
                       : fmt::format("{}s are: {}", kind, join(names, ", ")));
}

// Which of the graph's chapters a word means; nothing, and a problem more, when none.
std::optional<std::size_t> find_chapter(const StageGraph& graph, const std::string& word, Problems& problems) {
  for (std::size_t index = 0; index < graph.chapters.size(); ++index)
    if (is_meant(word, graph.chapters[index])) return index;
  std::vector<std::string> candidates = graph.chapters;
  for (const std::string& chapter : graph.chapters) candidates.emplace_back(words_of(chapter).name);
  problems.push_back(unknown("chapter", word, graph.chapters, candidates));
  return std::nullopt;
}

struct Chosen {
  std::set<std::string> hosts;
  std::set<std::string> chapters;

  bool takes(const StageName& stage) const { return hosts.contains(stage.host) && chapters.contains(stage.chapter); }
};

Chosen chosen_names(const StageGraph& graph, const Selection& selection, Problems& problems) {
  Chosen chosen;
  for (const std::string& host : selection.hosts) {
    if (std::ranges::find(graph.hosts, host) == graph.hosts.end())
      problems.push_back(unknown("host", host, graph.hosts, graph.hosts));
    chosen.hosts.insert(host);
  }
  if (selection.hosts.empty()) chosen.hosts.insert(graph.hosts.begin(), graph.hosts.end());

  std::size_t first = 0;
  if (!selection.from.empty()) first = find_chapter(graph, selection.from, problems).value_or(0);
  std::set<std::size_t> named;
  for (const std::string& word : selection.chapters)
    if (const std::optional<std::size_t> chapter = find_chapter(graph, word, problems)) named.insert(*chapter);
  for (std::size_t index = first; index < graph.chapters.size(); ++index)
    if (selection.chapters.empty() || named.contains(index)) chosen.chapters.insert(graph.chapters[index]);
  return chosen;
}

}  // namespace

Result<StageGraph> choose(const StageGraph& graph, const Selection& selection) {
  if (selection == Selection()) return graph;
  Problems problems;
  const Chosen chosen = chosen_names(graph, selection, problems);
  if (!problems.empty()) {
    Error error = as_one_error("", std::move(problems));
    if (error.id == "VENT_SEVERAL_PROBLEMS") error.message = "the choice of hosts and chapters has several problems";
    return fail(std::move(error));
  }

  StageGraph part{.chapters = graph.chapters, .hosts = graph.hosts};
  std::vector<std::optional<std::size_t>> new_index(graph.stages.size());
  for (std::size_t index = 0; index < graph.stages.size(); ++index) {
    if (!chosen.takes(graph.stages[index].name)) continue;
    new_index[index] = part.stages.size();
    part.stages.push_back(graph.stages[index]);
  }
  if (part.stages.empty())
    return fail(Error(ErrorKind::bad_input, "none of these chapters runs on these hosts")
                    .with_id("VENT_SELECTION")
                    .with_hint("leave out --host, --chapter or --from to take in more"));

  std::vector<std::optional<std::size_t>> new_gate(graph.gates.size());
  for (std::size_t index = 0; index < graph.gates.size(); ++index) {
    Gate gate{.opens = graph.gates[index].opens};
    for (const std::size_t member : graph.gates[index].stages)
      if (new_index[member]) gate.stages.push_back(*new_index[member]);
    const bool all_are_chosen = gate.stages.size() == graph.gates[index].stages.size();
    if (gate.stages.empty() || (gate.opens == Gate::Opens::when_one_ended_well && !all_are_chosen)) continue;
    new_gate[index] = part.gates.size();
    part.gates.push_back(std::move(gate));
  }
  for (Stage& stage : part.stages) {
    std::vector<std::size_t> needs;
    for (const std::size_t gate : stage.needs)
      if (new_gate[gate]) needs.push_back(*new_gate[gate]);
    stage.needs = std::move(needs);
  }
  return part;
}

}  // namespace vent
