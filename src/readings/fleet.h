#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/locked.h"
#include "chapters/chapter.h"
#include "readings/follow_up.h"
#include "readings/turns.h"
#include "remote/byte_stream.h"
#include "remote/node_program.h"
#include "remote/node_session.h"

namespace vent {

// How a host is reached: by ssh, or in tests by a program on this machine.
using Connect = std::function<Result<std::unique_ptr<ByteStream>>(const Host& host)>;

// One chapter on one host: what it should be, and what was seen.
struct StageSurvey {
  const Chapter* chapter = nullptr;
  std::vector<Finding> findings;    // of its checks
  std::vector<Resource> resources;  // when something differs and texts were asked for
  StageSight sight;                 // resources in the same order

  bool is_blocked() const;    // a check found an error
  bool is_unchanged() const;  // nothing differs, and nothing is left over
};

// What a host turned out to be.
struct HostSurvey {
  const Host* host = nullptr;
  std::vector<StageSurvey> stages;
  int round_trips = 0;
};

// One host during one run of vent: one connection, asked once.
class HostRun {
 public:
  HostRun(const Host& host, std::vector<const Chapter*> chapters) : host_(&host), chapters_(std::move(chapters)) {}

  const Host& host() const { return *host_; }
  // The chapters of the run for it, in their order.
  const std::vector<const Chapter*>& chapters() const { return chapters_; }
  // How often it was waited for; 0 when it was never reached.
  int round_trips() const { return session_ == nullptr ? 0 : session_->round_trips(); }

 private:
  friend class Fleet;
  const Host* host_;
  std::vector<const Chapter*> chapters_;
  std::unique_ptr<NodeSession> session_;
  std::optional<Result<HostSurvey>> survey_;
  bool has_changed_ = false;  // so what was seen before may be otherwise by now
  ChapterNames done_;
  std::map<std::string, std::int64_t, std::less<>>
      asked_for_;  // chapters that are being made, by the number of the request
  std::optional<std::int64_t> last_asked_for_;
  bool has_turn_ = false;
  bool has_failed_ = false;  // then each chapter is asked for by itself
};

// All hosts of a run. Each host may have a thread of its own; what one learns of another stands under a lock.
class Fleet {
 public:
  struct Settings {
    const Design& design;
    const NodeProgram& program;
    Connect connect;
    Clock& clock;
    std::stop_token stop;
    Texts texts = Texts::yes;  // whether anybody will read what differs in files
    std::string purpose;       // told to whoever finds a host locked
    std::string owner = {};    // of whom one run at a time changes hosts (node/host_lock.h)
    std::optional<KeptPieces> kept_pieces = std::nullopt;
  };
  explicit Fleet(Settings settings)
      : settings_(std::move(settings)),
        pieces_(std::make_shared<PieceCache>(PieceCache::kMostBytes, settings_.kept_pieces)),
        turns_(settings_.clock) {}
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;
  ~Fleet();  // says goodbye to all hosts at once: one after another, far ones would add up

  // The chapters to be looked at on this host, in their order.
  void add(const Host& host, std::vector<const Chapter*> chapters);
  std::vector<std::unique_ptr<HostRun>>& hosts() { return hosts_; }
  HostRun* find(std::string_view name);

  // Connects, looks at everything, and judges the checks: in two round trips. Later calls give the same.
  const Result<HostSurvey>& survey(HostRun& host);
  // When all have answered: judges the checks of all once more, so that it no longer matters who answered first.
  void judge_all();
  // Whether a part that the other controllers rely on runs there and would be started anew.
  bool interrupts_others(HostRun& host);
  // Waits until that is all right, and with the last chapter in turn says how it ended.
  Result<> take_turn(HostRun& host);
  void end_turn(HostRun& host, bool is_back);
  // Makes a stage as it was surveyed, and counts what was changed by the listener's steps. Meanwhile the host learns what
  // is next, where that is sure to be.
  Result<> make(HostRun& host, const Chapter& chapter, const StepListener& listener);
  // Waits until all hosts have on their disks what was made. One that is gone by now has told so before.
  Result<> settle();
  // Takes back all that vent ever made there.
  Result<> undo(HostRun& host, const StepListener& listener);

 private:
  Result<> connect(HostRun& host);
  Result<HostSurvey> look(HostRun& host);
  Result<> make_now(HostRun& host, const Chapter& chapter, const StepListener& listener);
  Result<> ask_for(HostRun& host, const StageResources& stage);
  Result<> ask_for_what_follows(HostRun& host);
  StageResources stage_of(const HostRun& host, const Chapter& chapter) const;
  std::vector<Resource> resources_of(const Chapter& chapter, const Host& host) const;
  void learn(HostRun& host, Moment asked, Moment answered);
  std::vector<Peer> peers_of(const Host& host) const;

  Settings settings_;
  std::shared_ptr<PieceCache> pieces_;
  std::vector<std::unique_ptr<HostRun>> hosts_;
  Locked<Knowledge> knowledge_;
  Turns turns_;
};

// The checks of a chapter, for a host that is in the knowledge.
std::vector<Finding> judge(const Chapter& chapter, const Cluster& cluster, const Host& host,
                           const Knowledge& knowledge);

}  // namespace vent
