#pragma once

#include <span>
#include <string>
#include <vector>

#include "graph/stage_outcome.h"

namespace vent {

// How one host fared: its part of a report. Pure.

// All the stages of one host, in order.
struct HostStages {
  struct Entry {
    StageName name;
    const StageResult* result = nullptr;
  };
  std::string host;
  std::vector<Entry> stages = {};

  // The host as a whole, as its worst stage says: failed, not reachable, stopped, never tried, changed, unchanged.
  StageEnd end() const;
  int changes() const;
};

// "2 unchanged, 1 changed, 04_etcd failed (7 changes)", and a line for each reason why others were never tried. Names no
// host but others that are to blame, so hosts that fared alike have the same text.
std::string summary_text(const HostStages& host);

// "worker-0, worker-1, worker-2 and 5 more"
std::string names_in_short(std::span<const std::string> names);
// "1 change", "7 changes"
std::string count_text(long long count, std::string_view one, std::string_view several);

}  // namespace vent
