#pragma once

#include <string>

#include "cluster/cluster.h"

namespace vent {

// Bare: what the cluster says and nothing else, with its notes as comments. Brief: the same, with what each field means.
// Explained: for a person to go on with, every
// field with what it means, and those that are not used as comments (#port: 22).
enum class Commentary { bare, brief, explained };

// The cluster as a cluster file. Read again, it is the same cluster, without notes. What is so anyway is left out, and
// what all hosts have in common stands once.
std::string write_cluster(const Cluster& cluster, Commentary commentary);

// One controller and two workers, at addresses that nobody has.
Cluster example_cluster();

}  // namespace vent
