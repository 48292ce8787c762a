#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/files.h"
#include "chapters/design.h"

namespace vent {

// What hosts and the API tell, for an archive. Only what is named in sections.cc is asked for, none of it secret, each
// within its time and its size. What could not be asked stands there as its error.

struct SupportFile {
  std::string name;  // "hosts/worker-0/units.txt"
  std::string text;
};

struct Gathered {
  std::vector<SupportFile> files;
  std::vector<std::string> errors;  // one sentence each
};

// All hosts side by side.
Gathered gather_hosts(const Design& outline, const Path& known_hosts, const std::stop_token& stop);
// By kubectl on the first controller on which it works.
Gathered gather_cluster(const Cluster& cluster, const Path& known_hosts, const std::stop_token& stop);

}  // namespace vent
