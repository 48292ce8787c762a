#include "validate/by_hand.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "validate/checks.h"

namespace vent {
namespace {

TEST(TypedByHand, EachIsCoveredByACheckThatThereIs) {
  std::set<std::string_view> names;
  for (const ClusterCheck& check : all_cluster_checks()) names.insert(check.name);
  for (const TypedByHand& one : typed_by_hand()) EXPECT_TRUE(names.contains(one.check)) << one.name;
}

TEST(TypedByHand, NoNameStandsForTwoThings) {
  std::set<std::string_view> names;
  for (const ClusterCheck& check : all_cluster_checks()) names.insert(check.name);
  for (const TypedByHand& one : typed_by_hand()) EXPECT_TRUE(names.insert(one.name).second) << one.name;
}

TEST(TypedByHand, ANameIsTakenForItsCheck) {
  EXPECT_EQ(check_meant_by("data-encryption"), "secrets-at-rest");
  EXPECT_EQ(check_meant_by("dns"), "dns");
  EXPECT_EQ(check_meant_by("nothing"), "nothing");
}

}  // namespace
}  // namespace vent
