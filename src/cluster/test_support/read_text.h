#pragma once

#include <string>
#include <string_view>

#include "cluster/read_cluster.h"

namespace vent {

// As if the file stood in /work, and the user's home were /home/ada.
Result<Cluster> read_text(std::string_view text, const std::string& file_name = "cluster.yaml");

// The errors as a person sees them; a text of its own when there are none.
std::string problems_of(std::string_view text, const std::string& file_name = "cluster.yaml");

// Every value of the cluster, a line each, for goldens.
std::string described(const Cluster& cluster);

// The head of a cluster file, to be followed by hosts.
inline constexpr std::string_view kHead = "apiVersion: vent/v1\nkind: Cluster\nname: paris\n";

}  // namespace vent
