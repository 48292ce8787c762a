#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace vent {

// The error of a call to OpenSSL that failed, with OpenSSL's own words as details; they are gone from its queue then.
Error openssl_error(std::string_view doing);

}  // namespace vent
