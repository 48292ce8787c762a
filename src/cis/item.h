#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cis/host_facts.h"

namespace vent {

// What the CIS Kubernetes Benchmark (numbers of v1.11) asks of a cluster, as data: a number of theirs, a title of ours,
// what to look at, and how to judge it. Where they ask for 0600 and root, and a part runs as a user of its own, the
// group of that user may read, and nobody but root change: that is the same, for a part that isn't root.

enum class CisEnd { passed, failed, does_not_apply };

struct Judgement {
  CisEnd end = CisEnd::passed;
  std::string reason;  // what was seen
};

// Files that fit one of these patterns: who may do what with them, and whose they are.
struct FilesAre {
  std::vector<std::string_view> patterns;
  unsigned most;           // rights beyond these are a failure
  std::string_view owner;  // "root", or a part's user
};

enum class Asks { is, is_not, is_set, is_not_set, lists, lists_not, at_least, only };

// A value, and what is asked of it; when it isn't set, what the part takes then. `only` and lists: words behind commas.
struct Asked {
  Asks asks;
  std::string_view value = {};
  std::string_view by_default = {};
};

// A word on the command line of a part.
struct FlagSays {
  std::string_view unit;
  std::string_view flag;
  Asked asked;
};
// A field of a part's settings: "authentication.anonymous.enabled".
struct SettingSays {
  std::string_view path;
  std::string_view field;
  Asked asked;
};
// Several of these, all of which must be so.
using Says = std::variant<FlagSays, SettingSays>;
using All = std::vector<Says>;
// What fits no pattern.
using JudgedBy = Judgement (*)(const HostFacts& facts);
// Nothing of it is in a cluster of systemd units.
struct NotHere {
  std::string_view reason;
};

enum class On { controllers, every_host };

struct CisItem {
  std::string_view number;
  std::string_view title;
  On on;
  std::variant<FilesAre, All, JudgedBy, NotHere> look;
  std::string_view explained = {};  // why vent has it otherwise on purpose
};

Judgement judge(const CisItem& item, const HostFacts& facts);

// The whole benchmark, in its order.
const std::vector<CisItem>& all_cis_items();

// control_plane_files.cc, api_server.cc, control_plane.cc, etcd.cc, configuration.cc, workers.cc
std::vector<CisItem> control_plane_file_items();
std::vector<CisItem> api_server_items();
std::vector<CisItem> control_plane_items();
std::vector<CisItem> etcd_items();
std::vector<CisItem> configuration_items();
std::vector<CisItem> worker_items();

}  // namespace vent
