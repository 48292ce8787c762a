#include "readings/fleet.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/thread_pool.h"
#include "node/contents.h"
#include "node/serve.h"

namespace vent {
namespace {

constexpr std::size_t kMostThreads = 512;  // they mostly wait

}  // namespace

bool StageSurvey::is_blocked() const {
  return std::ranges::any_of(findings, [](const Finding& finding) { return finding.severity == Severity::error; });
}

bool StageSurvey::is_unchanged() const {
  return sight.leftovers.empty() &&
         std::ranges::all_of(sight.resources, [](const Sight& one) { return one.changes.empty() && !one.error; });
}

std::vector<Finding> judge(const Chapter& chapter, const Cluster& cluster, const Host& host,
                           const Knowledge& knowledge) {
  std::vector<Finding> findings;
  for (const Check& check : chapter.checks)
    for (Finding& finding : check.judge(cluster, host, knowledge)) findings.push_back(std::move(finding));
  return findings;
}

Fleet::~Fleet() {
  if (hosts_.empty()) return;
  ThreadPool threads("goodbye", static_cast<int>(std::min(hosts_.size(), kMostThreads)));
  for (const std::unique_ptr<HostRun>& host : hosts_)
    threads.add([&host](const std::stop_token&) { host->session_.reset(); });
  threads.wait_until_idle();
}

void Fleet::add(const Host& host, std::vector<const Chapter*> chapters) {
  hosts_.push_back(std::make_unique<HostRun>(host, std::move(chapters)));
}

HostRun* Fleet::find(std::string_view name) {
  for (const std::unique_ptr<HostRun>& host : hosts_)
    if (host->host().name == name) return host.get();
  return nullptr;
}

Result<> Fleet::connect(HostRun& host) {
  if (host.session_ != nullptr) return Ok{};
  const Moment asked = settings_.clock.now();
  std::unique_ptr<ByteStream> stream = TRY(settings_.connect(host.host()));
  host.session_ =
      TRY(NodeSession::open(std::move(stream), settings_.program, settings_.stop, pieces_, settings_.owner));
  learn(host, asked, settings_.clock.now());
  return Ok{};
}

// The host said its time at some moment between our question and its answer, most likely in the middle.
void Fleet::learn(HostRun& host, Moment asked, Moment answered) {
  using std::chrono::milliseconds;
  const auto half = std::chrono::duration_cast<milliseconds>((answered - asked) / 2);
  const auto ours = std::chrono::duration_cast<milliseconds>(settings_.clock.wall().time_since_epoch()) - half;
  HostKnowledge known{.facts = host.session_->facts()};
  known.clock_ahead = milliseconds(known.facts.time_ms) - ours;
  known.clock_doubt = half;
  knowledge_.with([&](Knowledge& all) { all.insert_or_assign(host.host().name, std::move(known)); });
}

// Of two hosts, the one that connects later probes the other: each pair once, and nobody waits for anybody.
std::vector<Peer> Fleet::peers_of(const Host& host) const {
  std::vector<Peer> peers;
  knowledge_.with([&](const Knowledge& all) {
    for (const Host& other : settings_.design.cluster.hosts)
      if (const auto known = all.find(other.name); known != all.end() && other.name != host.name)
        peers.push_back({.host = other.name, .address = other.private_address, .port = known->second.facts.probe_port});
  });
  return peers;
}

const Result<HostSurvey>& Fleet::survey(HostRun& host) {
  if (!host.survey_) host.survey_ = look(host);
  return *host.survey_;
}

// Computed anew whenever it is needed: it always comes out the same, and contents are too large to be kept.
std::vector<Resource> Fleet::resources_of(const Chapter& chapter, const Host& host) const {
  return chapter.resources == nullptr ? std::vector<Resource>{} : chapter.resources(settings_.design, host);
}

void Fleet::judge_all() {
  knowledge_.with([&](const Knowledge& all) {
    for (const std::unique_ptr<HostRun>& host : hosts_)
      if (host->survey_ && *host->survey_)
        for (StageSurvey& stage : (*host->survey_)->stages)
          stage.findings = judge(*stage.chapter, settings_.design.cluster, host->host(), all);
  });
}

Result<HostSurvey> Fleet::look(HostRun& host) {
  TRY(connect(host));
  HostSurvey survey{.host = &host.host(), .stages = {}, .round_trips = 0};
  std::vector<StageResources> wanted;
  for (const Chapter* chapter : host.chapters_) {
    wanted.push_back({.chapter = std::string(chapter->name), .resources = resources_of(*chapter, host.host())});
    survey.stages.push_back({.chapter = chapter, .findings = {}, .resources = {}, .sight = {}});
  }
  const bool has_checks =
      std::ranges::any_of(host.chapters_, [](const Chapter* chapter) { return !chapter->checks.empty(); });
  LookAndProbe seen = TRY(host.session_->look_and_probe(std::move(wanted), settings_.texts, host.host().private_address,
                                                        has_checks ? peers_of(host.host()) : std::vector<Peer>{}));
  for (std::size_t i = 0; i < survey.stages.size(); ++i) {
    StageSurvey& stage = survey.stages[i];
    stage.sight = std::move(seen.look.stages.at(i));
    if (settings_.texts == Texts::yes && !stage.is_unchanged())
      stage.resources = resources_of(*stage.chapter, host.host());
  }
  // Judged under the lock: a copy for each of 300 hosts would be 300 times 300 facts.
  knowledge_.with([&](Knowledge& all) {
    all.at(host.host().name).reaches = seen.reaches;
    for (StageSurvey& stage : survey.stages)
      stage.findings = judge(*stage.chapter, settings_.design.cluster, host.host(), all);
  });
  survey.round_trips = host.session_->round_trips();
  return survey;
}

StageResources Fleet::stage_of(const HostRun& host, const Chapter& chapter) const {
  return {.chapter = std::string(chapter.name), .resources = resources_of(chapter, host.host())};
}

bool Fleet::interrupts_others(HostRun& host) {
  const Result<HostSurvey>& seen = survey(host);
  return seen && std::ranges::any_of(seen->stages, [](const StageSurvey& stage) {
           return stage.chapter->in_turn && starts_anew_what_runs(stage.sight);
         });
}

Result<> Fleet::take_turn(HostRun& host) {
  if (host.has_turn_) return Ok{};
  TRY(turns_.take(host.host().name, settings_.stop));
  host.has_turn_ = true;
  return Ok{};
}

void Fleet::end_turn(HostRun& host, bool is_back) { turns_.give_back(host.host().name, is_back); }

Result<> Fleet::make(HostRun& host, const Chapter& chapter, const StepListener& listener) {
  const Result<HostSurvey>& survey = this->survey(host);
  if (!survey) return fail(survey.error());
  const auto stage = std::ranges::find(survey->stages, &chapter, &StageSurvey::chapter);
  if (stage == survey->stages.end())
    return fail(Error(ErrorKind::bug, fmt::format("{} was not surveyed on {}", chapter.name, host.host().name)));
  if (!stage->is_unchanged() || host.has_changed_) {
    const Result<> made = make_now(host, chapter, [&](const StepTaken& step) {
      host.has_changed_ = host.has_changed_ || step.step == Step::making || step.step == Step::undoing;
      listener(step);
    });
    host.has_failed_ = host.has_failed_ || !made;
    TRY(Result<>(made));
  }
  host.done_.insert(chapter.name);
  return Ok{};
}

Result<> Fleet::make_now(HostRun& host, const Chapter& chapter, const StepListener& listener) {
  if (!host.asked_for_.contains(chapter.name)) TRY(ask_for(host, stage_of(host, chapter)));
  if (!host.has_failed_) TRY(ask_for_what_follows(host));
  const auto request = host.asked_for_.extract(std::string(chapter.name));
  Result<> made = host.session_->finish_make(request.mapped(), listener);
  if (made || (made.error().id != kNotTried && made.error().id != kContentMissing)) return made;
  // What it was to follow failed, or something that was right is no longer.
  return host.session_->make(stage_of(host, chapter), settings_.purpose, listener);
}

Result<> Fleet::ask_for(HostRun& host, const StageResources& stage) {
  // Who has heard of all failures needs not to be kept from anything.
  const std::optional<std::int64_t> after = host.asked_for_.empty() ? std::nullopt : host.last_asked_for_;
  host.last_asked_for_ = TRY(host.session_->begin_make(stage, settings_.purpose, after));
  host.asked_for_.emplace(stage.chapter, *host.last_asked_for_);
  return Ok{};
}

// Not what is large: while it is sent we would not hear how the earlier ones went.
Result<> Fleet::ask_for_what_follows(HostRun& host) {
  ChapterNames begun = host.done_;
  for (const auto& [name, request] : host.asked_for_) begun.insert(name);
  for (const StageSurvey& stage : (*host.survey_)->stages)
    if (stage.chapter->resources == nullptr) begun.insert(stage.chapter->name);
  const bool is_its_turn = host.has_turn_ || !interrupts_others(host);
  for (const Chapter* chapter : chapters_to_follow(host.chapters_, begun, is_its_turn)) {
    const auto stage = std::ranges::find((*host.survey_)->stages, chapter, &StageSurvey::chapter);
    if (stage->is_blocked()) return Ok{};
    const StageResources wanted = stage_of(host, *chapter);
    if (host.session_->is_large(wanted)) return Ok{};
    TRY(ask_for(host, wanted));
  }
  return Ok{};
}

Result<> Fleet::settle() {
  std::vector<Result<>> settled(hosts_.size(), Ok{});
  ThreadPool threads("settle", static_cast<int>(std::min(hosts_.size(), kMostThreads)));
  for (std::size_t i = 0; i < hosts_.size(); ++i)
    if (HostRun& host = *hosts_[i]; host.has_changed_ && host.session_ != nullptr)
      threads.add([&, i](const std::stop_token&) {
        settled[i] = while_doing(fmt::format("waiting for the disk of {}", hosts_[i]->host().name),
                                 hosts_[i]->session_->settle());
      });
  threads.wait_until_idle();
  for (Result<>& one : settled)
    if (!one && one.error().kind != ErrorKind::not_reachable) return std::move(one);
  return Ok{};
}

Result<> Fleet::undo(HostRun& host, const StepListener& listener) {
  TRY(connect(host));
  return host.session_->undo(settings_.purpose, listener);
}

}  // namespace vent
