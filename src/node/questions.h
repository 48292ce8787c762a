#pragma once

#include <string>

#include "base/result.h"
#include "resources/this_host.h"

namespace vent {

// What an error report may want to know of a host. Each is a program that only looks; the answer is its output.
//   unit NAME          what systemd says of it
//   journal NAME       the end of its journal
//   ports              who listens where
//   certificate PATH   whose it is, and from when to when
Result<std::string> answer_question(const std::string& question, const std::string& subject, const ThisHost& host);

}  // namespace vent
