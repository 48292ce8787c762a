#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chapters/design.h"
#include "cluster/cluster.h"
#include "node/facts.h"
#include "node/probe.h"
#include "resources/resource.h"

namespace vent {

// Where a chapter that comes before must be done.
enum class Where { this_host, every_host, every_controller, any_controller };

struct Need {
  std::string_view chapter;
  Where where = Where::this_host;
};

// What is known of a host before anything is made there.
struct HostKnowledge {
  Facts facts;
  std::vector<Reach> reaches = {};           // how it reaches the others
  std::chrono::milliseconds clock_ahead{0};  // of the operator's clock; negative: behind
  std::chrono::milliseconds clock_doubt{0};  // how far off that may be, because answers take time
};
using Knowledge = std::map<std::string, HostKnowledge>;  // by host name; hosts that can't be reached are not in it

enum class Severity { warning, error };  // an error keeps the chapter, and what needs it, from being made

struct Finding {
  Severity severity = Severity::error;
  std::string message;  // one sentence about the host
  std::string hint;
};

// Something that must be so before vent begins, and which is not vent's to make so.
struct Check {
  std::string_view name;     // "clock"
  std::string_view why;      // for the guide
  std::string_view by_hand;  // shell that shows it
  std::vector<Finding> (*judge)(const Cluster& cluster, const Host& host, const Knowledge& knowledge);
};

// A step of the Hard Way: what must be true on a host for it. Pure: no clock, no files, no network, no random.
struct Chapter {
  std::string_view name;         // "03_machines": its number, and what it is about
  std::string_view title;        // "The machines"
  std::string_view holds_after;  // what is true when it is done
  std::vector<Need> needs = {};
  std::string_view behind =
      {};  // needs nothing of this one, and waits for it on a host that has both: it is more urgent
  std::optional<Role> only_on = {};  // those that do its work; nothing: every host
  // What it starts anew on a controller is missed by the others for a moment: they take turns (readings/turns.h).
  bool in_turn = false;
  std::vector<Check> checks = {};
  bool needs_parts = false;  // keys and artifacts; a design for other chapters may have none
  // For the guide: shell that is typed on the operator's machine before anything on the hosts.
  std::string (*on_own_machine)(const Cluster& cluster) = nullptr;
  std::vector<Resource> (*resources)(const Design& design, const Host& host) = nullptr;
};

bool runs_on(const Chapter& chapter, const Host& host);

}  // namespace vent
