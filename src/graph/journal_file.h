#pragma once

#include <functional>
#include <string>

#include "base/database.h"

namespace vent {

// Shows a sentence to the person: [&](std::string text) { bus.warn(std::move(text)); }
using Warn = std::function<void(std::string)>;

// The journal's database, brought up to date. What can't be read as one is renamed to NAME.broken, with a warning, and a
// new one takes its place. Errors that another file would not cure (no right, no space, a newer vent) are returned.
Result<Database> open_journal_file(const Path& file, const Warn& warn);

}  // namespace vent
