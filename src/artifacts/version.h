#pragma once

#include <compare>
#include <string_view>

namespace vent {

// By the numbers between the dots, a missing one being 0: 1.9 < 1.10, 2.2 = 2.2.0. What follows a - or + is a release
// before ("-rc.1") or beside ("+k3s1") the plain one, and counts for the order of equals only, the plain one last.
std::strong_ordering compare_versions(std::string_view a, std::string_view b);

}  // namespace vent
