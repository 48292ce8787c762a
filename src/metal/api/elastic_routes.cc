#include "metal/api/elastic_routes.h"

#include <algorithm>

#include "formats/json.h"

namespace vent::metal {

Result<std::vector<Ipv4Range>> elastic_blocks(const Store& store, const std::string& host_id) {
  std::vector<Ipv4Range> blocks;
  for (const Record& record : TRY(store.records({.kind = "assignment", .subject = host_id}))) {
    const Json json = TRY(parse_json(record.document, "an assignment"));
    blocks.push_back(TRY(Ipv4Range::parse(TRY(json.text("block")))));
  }
  return blocks;
}

std::optional<Ipv4Range> free_block(const Ipv4Range& pool, const std::vector<Ipv4Range>& taken, int prefix) {
  if (prefix < pool.prefix) return std::nullopt;
  const std::uint64_t step = std::uint64_t{1} << (32 - prefix);
  for (std::uint64_t offset = 0; offset < pool.size(); offset += step) {
    const Ipv4Range block{pool.at(offset), prefix};
    if (std::ranges::none_of(taken, [&](const Ipv4Range& other) { return other.overlaps(block); })) return block;
  }
  return std::nullopt;
}

}  // namespace vent::metal
