#include "cluster/host_pattern.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/text.h"

namespace vent {
namespace {

TEST(ExpandHostPattern, NamesAllHosts) {
  for (const auto& [pattern, expected] : std::vector<std::pair<std::string, std::string>>{
           {"worker-0", "worker-0"},
           {"worker-[0:2]", "worker-0 worker-1 worker-2"},
           {"[0:1].example.com", "0.example.com 1.example.com"},
           {"w[08:11]", "w08 w09 w10 w11"},
           {"w[0:6:3]", "w0 w3 w6"},
           {"db-[a:c]", "db-a db-b db-c"},
           {"[:1]x", "0x 1x"},
           {"r[1:2]-n[8:9]", "r1-n8 r1-n9 r2-n8 r2-n9"},
           {"w[3:3]", "w3"},
           {"[Y:b]", "Y Z a b"},
           {"", ""},
       })
    EXPECT_EQ(join(expand_host_pattern(pattern).value(), " "), expected) << pattern;
}

TEST(ExpandHostPattern, RefusesWhatIsNoRange) {
  for (const char* pattern :
       {"w[", "w[0:2", "w[]", "w[1]", "w[0:]", "w[2:1]", "w[c:a]", "w[a:2]", "w[00:5]", "w[0:2:0]", "w[0:2:-1]",
        "w[0:1:2:3]", "w[-1:2]", "w[0:5000]", "w[0:999][0:999]", "w[0:99999999999999999999]"}) {
    const Result<std::vector<std::string>> names = expand_host_pattern(pattern);
    ASSERT_FALSE(names) << pattern;
    EXPECT_EQ(names.error().id, "VENT_HOST_RANGE");
  }
}

RC_GTEST_PROP(ExpandHostPatternProperty, CountsFromTheFirstToTheLast, ()) {
  const int first = *rc::gen::inRange(0, 500);
  const int last = *rc::gen::inRange(first, first + 50);
  const std::vector<std::string> names = *expand_host_pattern(fmt::format("w-[{}:{}].x", first, last));
  RC_ASSERT(names.size() == static_cast<std::size_t>(last - first + 1));
  RC_ASSERT(names.front() == fmt::format("w-{}.x", first));
  RC_ASSERT(names.back() == fmt::format("w-{}.x", last));
}

}  // namespace
}  // namespace vent
