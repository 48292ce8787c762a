#include "readings/test_support/local_fleet.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "remote/test_support/local_node.h"

namespace vent {
namespace {

// What the chapters below compute from. Written before a run begins, and only read while it lasts.
struct Wanted {
  std::map<std::string, std::map<std::string, std::vector<Resource>, std::less<>>, std::less<>> resources;
  std::map<std::string, Finding> wrong;
  bool who_is_known = false;
};
Wanted wanted_now;

std::vector<Resource> resources_of(std::string_view chapter, const Host& host) {
  const auto of_chapter = wanted_now.resources.find(chapter);
  if (of_chapter == wanted_now.resources.end()) return {};
  const auto of_host = of_chapter->second.find(host.name);
  return of_host == of_chapter->second.end() ? std::vector<Resource>{} : of_host->second;
}

std::vector<Resource> first(const Design& /*design*/, const Host& host) { return resources_of("01_first", host); }
std::vector<Resource> second(const Design& /*design*/, const Host& host) { return resources_of("02_second", host); }
std::vector<Resource> all(const Design& /*design*/, const Host& host) { return resources_of("03_all", host); }

std::vector<Finding> judge_first(const Cluster& /*cluster*/, const Host& host, const Knowledge& knowledge) {
  if (!knowledge.contains(host.name)) throw std::logic_error("judged without being known");
  if (wanted_now.who_is_known) {
    std::vector<std::string> names;
    for (const auto& [name, known] : knowledge) names.push_back(name);
    return {{.severity = Severity::warning, .message = "known: " + join(names, ", "), .hint = ""}};
  }
  const auto found = wanted_now.wrong.find(host.name);
  return found == wanted_now.wrong.end() ? std::vector<Finding>{} : std::vector<Finding>{found->second};
}

const std::vector<Chapter>& chapters() {
  static const std::vector<Chapter> chapters = {
      {.name = "01_first",
       .title = "First",
       .holds_after = "the first holds",
       .checks = {{"anything", "It is tested.", "true", judge_first}},
       .resources = first},
      {.name = "02_second",
       .title = "Second",
       .holds_after = "the second holds",
       .needs = {{"01_first"}},
       .resources = second},
      {.name = "03_all",
       .title = "All",
       .holds_after = "all hold",
       .needs = {{"02_second", Where::every_host}},
       .resources = all},
  };
  return chapters;
}

}  // namespace

LocalFleet::LocalFleet(std::size_t hosts) {
  design_.cluster.name = "local";
  for (std::size_t number = 0; number < hosts; ++number) {
    Host host;
    host.name = fmt::format("host-{}", number);
    host.private_address = Ipv4::parse("127.0.0.1").value();
    design_.cluster.hosts.push_back(host);
    static_cast<void>(make_directories(at(host.name, "/")));  // what comes next fails without it
  }
}

LocalFleet::~LocalFleet() { wanted_now = {}; }

void LocalFleet::want(std::string_view chapter, const std::string& host, std::vector<Resource> resources) {
  wanted_now.resources[std::string(chapter)][host] = std::move(resources);
}

void LocalFleet::find_wrong(const std::string& host, const Finding& finding) {
  wanted_now.wrong.insert_or_assign(host, finding);
}

void LocalFleet::find_who_is_known() { wanted_now.who_is_known = true; }

int LocalFleet::connections(const std::string& host) const {
  return connections_.with([&](std::map<std::string, int>& all_of_them) { return all_of_them[host]; });
}

std::string LocalFleet::read(const std::string& host, const Path& path) const {
  return read_file(at(host, path)).value_or("(none)");
}

void LocalFleet::write(const std::string& host, const Path& path, const std::string& text) const {
  if (const Result<> written = write_file(at(host, path), text); !written)
    throw std::runtime_error(written.error().text());
}

Result<std::unique_ptr<ByteStream>> LocalFleet::connect(const Host& host) const {
  connections_.with([&](std::map<std::string, int>& all_of_them) { ++all_of_them[host.name]; });
  if (std::ranges::count(refusing_, host.name) > 0)
    return fail(Error(ErrorKind::not_reachable, host.name + " refuses the connection"));
  return start_local_node(at(host.name, "/"), host.name);
}

std::unique_ptr<Fleet> LocalFleet::begin(std::stop_token stop) const {
  static const NodeProgram kNone;
  auto fleet = std::make_unique<Fleet>(Fleet::Settings{.design = design_,
                                                       .program = kNone,
                                                       .connect = [this](const Host& host) { return connect(host); },
                                                       .clock = clock_,
                                                       .stop = std::move(stop),
                                                       .purpose = "the test"});
  std::vector<const Chapter*> all_of_them;
  for (const Chapter& chapter : chapters()) all_of_them.push_back(&chapter);
  for (const Host& host : design_.cluster.hosts) fleet->add(host, all_of_them);
  return fleet;
}

SurveyReport LocalFleet::survey(Fleet& fleet) const {
  EventBus bus(clock_);
  return survey_all(fleet, bus);
}

ApplyResult LocalFleet::apply(Fleet& fleet, std::stop_token stop, Listener* listener) const {
  EventBus bus(clock_);
  if (listener != nullptr) bus.add(*listener);
  Result<ApplyResult> result =
      vent::apply(fleet, *stages_of_cluster(chapters(), design_.cluster), chapters(), bus, clock_, std::move(stop));
  if (!result) throw std::runtime_error(result.error().text());
  return *std::move(result);
}

Resource test_file(const std::string& path, const std::string& text) {
  return {.spec = File{.path = path,
                       .content = open_content(text),
                       .ownership = {.owner = user_name(::getuid()), .group = group_name(::getgid())}},
          .why = "For this test."};
}

Resource endless_wait() {
  return {.spec = Wait{.name = "never", .probe = {"false"}, .deadline = std::chrono::hours(1)},
          .why = "To be stopped."};
}

std::string ends_of(const ApplyResult& result) {
  std::string text;
  for (std::size_t i = 0; i < result.report.results.size(); ++i) {
    const StageOutcome& outcome = result.report.results[i].outcome;
    text += fmt::format("{}: {}", result.report.graph.stages[i].name.text(), stage_end_words(outcome.end));
    if (outcome.changes > 0) text += fmt::format(" ({})", outcome.changes);
    if (outcome.because_of) text += ", because of " + outcome.because_of->text();
    if (outcome.error) text += ": " + outcome.error->message;
    text += "\n";
  }
  return text;
}

std::string made_of(const ApplyResult& result) {
  std::string text;
  for (const MadeChange& made : result.made) text += fmt::format("{}: {}: {}\n", made.host, made.chapter, made.id);
  return text;
}

}  // namespace vent
