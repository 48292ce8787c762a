#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "formats/json.h"

namespace vent::metal {

// One request to the API, taken apart.
struct Call {
  std::string method;
  std::string path;                          // without the prefix of the newer API: "/projects/ID/devices"
  std::map<std::string, std::string> names;  // what stands in the places of the route's pattern: {"project", "ID"}
  std::multimap<std::string, std::string> query;
  Json body = Json::object();  // of a request without one: what its query says, since some clients send it there

  std::string name(const std::string& place) const { return names.at(place); }
  std::optional<std::string> asked(const std::string& key) const {
    const auto found = query.find(key);
    return found == query.end() ? std::nullopt : std::optional(found->second);
  }
};

// What the API says: a status and a body, which may be empty.
struct Answer {
  int status = 200;
  std::optional<Json> body = std::nullopt;
};

}  // namespace vent::metal
