#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace vent {

// Where and why the YAML scanner gave up, in its own words. Lines and columns count from 1.
struct YamlFault {
  std::string_view file;
  std::string_view problem;
  int line = 1;
  int column = 1;
  int context_line = 0;  // where the thing began that could not be read; 0 when it doesn't say
  int context_column = 0;
};

// The same for the person who wrote the text: what is wrong there and what probably mends it.
Error explain_yaml_fault(std::string_view source, const YamlFault& fault);

}  // namespace vent
