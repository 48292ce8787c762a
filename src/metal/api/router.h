#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "metal/api/call.h"

namespace vent::metal {

struct ApiContext;
using Endpoint = Result<Answer> (*)(ApiContext&, const Call&);

// "GET", "/projects/{project}/devices", and who answers it.
struct Route {
  std::string_view method, pattern;
  Endpoint endpoint;
};

// A path as the routes know it: clients send "//capacity", a slash at the end, and the prefix of the newer API.
struct PlainPath {
  std::string path;
  bool has_prefix = false;  // "/metal/v1" stood before it
};
PlainPath plain_path(std::string_view asked);

// What stands in the places of the pattern when the path fits it.
std::optional<std::map<std::string, std::string>> match(std::string_view pattern, std::string_view path);

// A pattern of a person: "*" is any text.
bool matches_wildcard(std::string_view pattern, std::string_view text);

}  // namespace vent::metal
