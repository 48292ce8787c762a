#pragma once

#include <string>

#include "base/result.h"

namespace vent::metal {

// A host name as the rented cloud and Linux take it: labels of letters, digits and dashes, joined by dots, at most 63
// characters (Linux' own limit for a host name), and not to be mistaken for an address or for the operator.
Result<> check_hostname(const std::string& name);

}  // namespace vent::metal
