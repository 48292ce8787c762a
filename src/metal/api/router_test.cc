#include "metal/api/router.h"

#include <gtest/gtest.h>

#include <set>

#include "metal/api/routes.h"

namespace vent::metal {
namespace {

TEST(PlainPath, TakesAwayWhatClientsAdd) {
  EXPECT_EQ(plain_path("/projects").path, "/projects");
  EXPECT_FALSE(plain_path("/projects").has_prefix);
  EXPECT_EQ(plain_path("/metal/v1/projects/").path, "/projects");
  EXPECT_TRUE(plain_path("/metal/v1/projects/").has_prefix);
  EXPECT_EQ(plain_path("//market/spot//prices").path, "/market/spot/prices");
  EXPECT_EQ(plain_path("/metal/v10/projects").path, "/metal/v10/projects") << "only the whole prefix is one";
  EXPECT_EQ(plain_path("/").path, "");
}

TEST(Match, GivesWhatStandsInThePlaces) {
  const auto names = match("/projects/{project}/devices", "/projects/some-id/devices");
  ASSERT_TRUE(names);
  EXPECT_EQ(names->at("project"), "some-id");
  EXPECT_FALSE(match("/projects/{project}/devices", "/projects/some-id"));
  EXPECT_FALSE(match("/projects/{project}", "/projects/some-id/devices"));
  EXPECT_FALSE(match("/projects/{project}/devices", "/projects/some-id/events"));
  EXPECT_TRUE(match("/plans", "/plans")->empty());
}

TEST(Routes, NoneHidesAnother) {
  for (const Route& route : routes())
    for (const Route& other : routes()) {
      if (&other == &route) break;
      EXPECT_FALSE(route.method == other.method && match(other.pattern, route.pattern))
          << other.method << " " << other.pattern << " takes what is meant for " << route.pattern;
    }
}

TEST(MatchesWildcard, AStarIsAnyText) {
  EXPECT_TRUE(matches_wildcard("*", ""));
  EXPECT_TRUE(matches_wildcard("/projects/*/devices", "/projects/a/devices"));
  EXPECT_FALSE(matches_wildcard("/projects/*/devices", "/projects/a/devices/batch"));
  EXPECT_TRUE(matches_wildcard("/devices*", "/devices/a/actions"));
  EXPECT_FALSE(matches_wildcard("/devices", "/devices/a"));
  EXPECT_TRUE(matches_wildcard("*a*a*", "aa"));
  EXPECT_FALSE(matches_wildcard("*aa*aa", "aaa"));
}

}  // namespace
}  // namespace vent::metal
