#include "metal/api/elastic_routes.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vent::metal {
namespace {

const Ipv4Range kPool = *Ipv4Range::parse("198.51.100.128/25");

RC_GTEST_PROP(FreeBlockProperty, BlocksAreInsideAndApartUntilNoneIsLeft, ()) {
  std::vector<Ipv4Range> taken;
  std::uint64_t used = 0;
  for (int i = 0; i < 200; ++i) {
    const int prefix = *rc::gen::inRange(25, 33);
    const std::optional<Ipv4Range> block = free_block(kPool, taken, prefix);
    if (!block) {
      // A single address is refused only when all are taken.
      if (prefix == 32) RC_ASSERT(used == kPool.size());
      continue;
    }
    RC_ASSERT(block->prefix == prefix);
    RC_ASSERT(kPool.contains(*block));
    RC_ASSERT(block->first.value % block->size() == 0);
    for (const Ipv4Range& other : taken) RC_ASSERT(!other.overlaps(*block));
    used += block->size();
    taken.push_back(*block);
  }
}

TEST(FreeBlock, IsNeverLargerThanThePool) { EXPECT_FALSE(free_block(kPool, {}, 24)); }

}  // namespace
}  // namespace vent::metal
