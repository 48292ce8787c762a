#pragma once

#include <string>
#include <vector>

#include "chapters/chapter.h"

namespace vent {

// How etcdctl asks the member of the controller on which it is called.
std::vector<std::string> etcdctl(std::vector<std::string> arguments);

// The member of etcd on a controller.
std::vector<Resource> etcd_resources(const Design& design, const Host& host);

}  // namespace vent
