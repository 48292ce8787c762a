#pragma once

#include "base/error.h"
#include "formats/json.h"

namespace vent {

// An error on its way from a host: nothing of it is lost.
Json to_json(const Error& error);
Error error_from_json(const Json& json);

}  // namespace vent
