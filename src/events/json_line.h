#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace vent {

// Just enough to write JSON on one line; reading and larger documents are the business of formats/.

// A string with its quotes. Bytes that are not UTF-8 become U+FFFD, so the result always is.
std::string json_string(std::string_view text);

// An object with its members in this order; the values are JSON already.
std::string json_object(std::initializer_list<std::pair<std::string_view, std::string>> members);

}  // namespace vent
