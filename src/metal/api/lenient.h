#pragma once

#include <optional>
#include <string>
#include <vector>

#include "formats/json.h"

namespace vent::metal {

// Fields as the various clients send them: a flag as a text, a number as a text, a list as a text or an empty object.
Result<bool> flag(const Json& body, const std::string& key, bool usual = false);
Result<std::optional<double>> amount(const Json& body, const std::string& key);
Result<int> count(const Json& body, const std::string& key, int usual);
Result<std::vector<std::string>> text_list(const Json& body, const std::string& key);
Result<std::vector<std::string>> tag_list(const Json& body);  // its "tags", none too long
// Any JSON, or a text that holds JSON; `usual` when there is none.
Result<std::string> any_json(const Json& body, const std::string& key, const std::string& usual);

}  // namespace vent::metal
