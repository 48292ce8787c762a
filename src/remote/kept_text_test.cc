#include "remote/kept_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vent {
namespace {

TEST(KeptText, KeepsBeginningAndEnd) {
  KeptText kept(10);
  kept.add("12345");
  kept.add("67890");
  EXPECT_EQ(kept.text(), "1234567890");
  kept.add("abc");
  EXPECT_EQ(kept.text(), "12345\n[3 bytes left out]\n90abc");
}

RC_GTEST_PROP(KeptText, ThePiecesMakeNoDifference, (const std::vector<std::string>& pieces)) {
  KeptText in_pieces(20);
  KeptText at_once(20);
  std::string all;
  for (const std::string& piece : pieces) {
    in_pieces.add(piece);
    all += piece;
  }
  at_once.add(all);
  RC_ASSERT(in_pieces.text() == at_once.text());
  RC_ASSERT(all.size() > 20 || in_pieces.text() == all);
}

}  // namespace
}  // namespace vent
