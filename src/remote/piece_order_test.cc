#include "remote/piece_order.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "node/message.h"

namespace vent {
namespace {

RC_GTEST_PROP(PieceOrder, HasEachPieceOnceAndThoseOfOneContentInTheirOrder, ()) {
  const auto sizes = *rc::gen::container<std::vector<std::uint64_t>>(rc::gen::element<std::uint64_t>(
      1, kPieceBytes - 1, kPieceBytes, kPieceBytes + 1, 3 * kPieceBytes, 7 * kPieceBytes + 5));
  PieceOrder order(sizes);
  std::vector<std::uint64_t> arrived(sizes.size());
  std::set<std::size_t> begun;  // and not done
  while (const auto next = order.next()) {
    const std::uint64_t size = sizes.at(next->content);
    RC_ASSERT(next->at == arrived.at(next->content));
    RC_ASSERT(next->at < size);
    arrived[next->content] += std::min<std::uint64_t>(kPieceBytes, size - next->at);
    begun.insert(next->content);
    if (arrived[next->content] == size) begun.erase(next->content);
    RC_ASSERT(begun.size() <= 4U);
  }
  RC_ASSERT(arrived == sizes);
}

TEST(PieceOrder, ASmallOneDoesNotWaitForALargeOne) {
  PieceOrder order({1000 * kPieceBytes, 2 * kPieceBytes});
  std::vector<std::size_t> contents;
  for (int i = 0; i < 5; ++i) contents.push_back(order.next()->content);
  EXPECT_EQ(contents, (std::vector<std::size_t>{0, 1, 0, 1, 0}));
}

}  // namespace
}  // namespace vent
