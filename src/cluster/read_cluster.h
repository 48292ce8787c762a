#pragma once

#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"
#include "cluster/cluster.h"
#include "cluster/draft.h"

namespace vent {

// Reads what describes a cluster: a cluster file, a machines.txt, or an inventory of Ansible (input_kind.h tells them
// apart). One error stands for all that is wrong, each with its line.
//
// The file's name is shown in errors, and relative paths in it begin in the folder of that name.
Result<Cluster> read_cluster(std::string_view text, const std::string& file_name);
Result<Cluster> load_cluster(const Path& file);

// The same without looking at this process's environment.
Result<Cluster> read_cluster(std::string_view text, const std::string& file_name, const Surroundings& surroundings);

// HOME, when it is an absolute path; empty otherwise.
Path home_directory();

}  // namespace vent
