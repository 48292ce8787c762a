#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace vent {

// What is wrong with a text that a person wrote. Readers go on after a problem and collect all of them, so one run
// shows everything there is to mend.
using Problems = std::vector<Error>;

// A piece of such a text inside a message: in single quotes, one line, control characters as escapes, long ones elided.
std::string in_quotes(std::string_view text);

// The line of the source that an error points at, with a caret under the column:
//   12 |   contoller: 3
//      |   ^
// Empty when the error has no place in the source.
std::string render_place(std::string_view source, const Error& error);

// All problems by their place, each with its line of the source. Ends without a newline.
std::string render_problems(std::string_view source, Problems problems);

// One error that stands for all of them (there must be one): a single problem itself, or a count with the rendered
// problems as details.
Error as_one_error(std::string_view source, Problems problems);

}  // namespace vent
