#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/json.h"

namespace vent {

// A machine that somebody wants to have, whatever the provider.
struct MachineWish {
  std::string name;
  std::string cluster, role;            // empty: none
  std::optional<int> index;             // among those of its role
  std::vector<std::string> facilities;  // any of them will do
  std::string plan, operating_system;
  std::vector<std::string> tags;
  std::string user_data;
  std::optional<double> max_price;  // a bid; nothing: on demand
  std::string termination_time;     // RFC 3339; empty: none
  std::string ipxe_script_url;
  bool always_pxe = false;
  bool is_locked = false;
  std::string billing_cycle = "hourly";
  std::vector<std::string> public_keys;  // may log in; empty: those the project has
  Json custom_data, storage;             // passed through; null: none
};

// The same wish has the same token, on any day and after any crash: by it a machine is found again that was made
// although no answer came.
std::string creation_token(const MachineWish& wish, const std::string& project);

// Which tags a machine gets: those that were wished for, its role, and ours.
std::vector<std::string> tags_of(const MachineWish& wish, const std::string& token);

inline constexpr const char* kTokenTag = "vent-token";
inline constexpr const char* kClusterTag = "vent-cluster";
inline constexpr const char* kRoleTag = "vent-role";
inline constexpr const char* kIndexTag = "vent-index";

// Host names from a pattern: "worker-%02d" and 3 from 0 give worker-00, worker-01, worker-02. A name without a pattern
// gets one when several are wanted. An API would refuse names with other characters only after money was spent on those
// before.
Result<std::vector<std::string>> expand_names(const std::string& pattern, int count, int first);
Result<> check_machine_name(const std::string& name);

}  // namespace vent
