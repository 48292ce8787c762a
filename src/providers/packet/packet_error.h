#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/error.h"
#include "net/http_client.h"

namespace vent {

// Our error for an answer of the API that is none, in all the shapes its errors have: texts, lists and mappings of
// texts, or the HTML of whatever stands before the API.
//
//   VENT_API_TOKEN      401: no or a wrong token
//   VENT_API_FORBIDDEN  403: not for this token; of a device also: it is gone
//   VENT_API_NOT_FOUND  404
//   VENT_API_REFUSED    any other 4xx: the API says no
//   VENT_API_BUSY       429
//   VENT_API_FAILED     5xx
//   VENT_API_NOT_JSON   something that is no API answered
Error packet_error(const HttpResponse& response, const std::string& request);

// Whether the body says of itself that it is JSON.
bool is_json_answer(const HttpResponse& response);

// How long the API asks to be left alone; nothing when it doesn't say, or gives a date.
std::optional<std::chrono::seconds> retry_after(const HttpResponse& response);

}  // namespace vent
