#pragma once

#include "base/error.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
class ParseError;
}  // namespace CLI

namespace vent {

// What is wrong with a command line that couldn't be read, in our words, with the command or option that was probably
// meant. The command's own help is the hint otherwise.
Error line_error(const CLI::App& app, const CLI::ParseError& problem);

}  // namespace vent
