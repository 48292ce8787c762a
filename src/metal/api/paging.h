#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/json.h"
#include "metal/api/call.h"

namespace vent::metal {

// Lists come in pages: `page` counts from 1, `per_page` is 10 unless the list or the client says otherwise.
struct PageRequest {
  std::size_t page = 1;
  std::size_t per_page = 10;
};
Result<PageRequest> page_request(const Call& call, std::size_t usual = 10);

// The places of a list that are on the page.
struct PageRange {
  std::size_t begin = 0, end = 0;
  std::size_t size() const { return end - begin; }
};
PageRange page_range(const PageRequest& request, std::size_t total);

// The "meta" object beside the list. An empty list has 0 as its last page.
Json page_meta(const Call& call, const PageRequest& request, std::size_t total);

// {"devices": [what is on the page], "meta": {…}}. `shown` makes of an item what clients see, only where it is seen.
Result<Json> page_of(
    const Call& call, const std::string& key, const std::vector<Json>& all,
    const std::function<Result<Json>(const Json&)>& shown = [](const Json& item) { return item; },
    std::size_t usual = 10);

}  // namespace vent::metal
