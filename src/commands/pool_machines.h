#pragma once

#include <string>
#include <vector>

#include "cluster/pools.h"
#include "commands/machine_scope.h"

namespace vent {

// The machines of a cluster's pools: rented, and given back.

// Where the machines of this cluster are.
MachineOptions machine_options(const std::string& cluster_file, const Cluster& cluster);

// Rents what is missing and waits until each lets us in. Where they are is noted beside the cluster's keys. Said again, it
// goes on where it was: machines that are there are not rented twice.
Result<> rent_pools(CommandContext& context, const std::string& cluster_file);

// Those that were rented and that the cluster file no longer wants.
Result<std::vector<RentedHost>> surplus_machines(const std::string& cluster_file);

// Takes them out of the cluster, their pods first, and gives them back.
Result<> give_back_surplus(CommandContext& context, const std::string& cluster_file);

// All machines that are tagged as this cluster's are given back, and forgotten.
Result<std::vector<Machine>> machines_of_cluster(MachineScope& scope);
Result<> give_back_all(CommandContext& context, MachineScope& scope);

}  // namespace vent
