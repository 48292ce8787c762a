#pragma once

#include <string>

#include "commands/context.h"

namespace vent {

// A question on the terminal; only "yes" is yes, so that a key pressed too early decides nothing. Where there is
// nobody to ask it is an error, whose hint says how to answer beforehand.
Result<bool> ask(CommandContext& context, const std::string& question, const std::string& hint);

// The same for a word to be typed.
Result<std::string> ask_for_word(CommandContext& context, const std::string& question, const std::string& hint);

}  // namespace vent
