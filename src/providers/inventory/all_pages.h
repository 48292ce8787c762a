#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/json.h"

namespace vent {

// Reads one page of a list, counted from 1. Each is used by one thread, and has a connection of its own.
using PageReader = std::function<Result<Json>(int page)>;

// A long list in little time: once the first page has told how many there are, several readers get the others at once.
// The items are in the order of the list. Nothing when the pages don't fit together, because the list has changed
// meanwhile or the API's `meta` is not to be believed: then one page after another must be read, with care.
Result<std::optional<std::vector<Json>>> all_pages_at_once(const std::function<PageReader()>& make_reader, int readers,
                                                           const std::string& key);

}  // namespace vent
