#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/json.h"

namespace vent::metal {

// How the API refuses. Programs go by the status and by the texts in "errors"; "id" and "hint" are for ours.
int http_status(const Error& error);
Json error_body(const Error& error);
// For a request without the right token. Old clients read "error", newer ones "errors".
Json unauthorized_body();

Error not_found(const std::string& what);         // 404: the text is always the same, `what` goes into the hint
Error not_authorized(const std::string& what);    // 403: also what is said of a device that is gone
Error unprocessable(const std::string& message);  // 422
Error unavailable();                              // 503: it can't be had now
// 422, with the nearest of the known names as a hint: "Plan 'c2.medim.x86' is not known".
Error unknown_name(std::string_view kind, const std::string& name, std::span<const std::string> known);

}  // namespace vent::metal
