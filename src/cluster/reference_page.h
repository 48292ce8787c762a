#pragma once

#include <string>

namespace vent {

// docs/reference/cluster-file.md: every field of the cluster file, and the other formats that are taken for one.
std::string reference_page();

}  // namespace vent
