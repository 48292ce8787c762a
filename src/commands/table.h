#pragma once

#include <string>
#include <vector>

namespace vent {

// Rows under a head, columns as wide as they need; nothing stands behind the last. The first row is the head.
std::string render_table(const std::vector<std::vector<std::string>>& rows);

}  // namespace vent
