#include "metal/api/paging.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vent::metal {
namespace {

Call list_call(const std::multimap<std::string, std::string>& query) {
  return {.method = "GET", .path = "/projects/p/devices", .names = {}, .query = query};
}

std::vector<Json> numbers(std::size_t count) {
  std::vector<Json> all;
  for (std::size_t i = 0; i < count; ++i) all.emplace_back(i);
  return all;
}

TEST(PageOf, TheFirstOfTwo) {
  EXPECT_EQ(page_of(list_call({{"per_page", "2"}}), "devices", numbers(3))->compact(),
            R"({"devices":[0,1],"meta":{"first":{"href":"/projects/p/devices?page=1&per_page=2"},"previous":null,)"
            R"("self":{"href":"/projects/p/devices?page=1&per_page=2"},)"
            R"("next":{"href":"/projects/p/devices?page=2&per_page=2"},)"
            R"("last":{"href":"/projects/p/devices?page=2&per_page=2"},"current_page":1,"last_page":2,"total":3}})");
}

TEST(PageOf, AnEmptyListHasNoLastPage) {
  EXPECT_EQ(page_of(list_call({}), "devices", {})->compact(),
            R"({"devices":[],"meta":{"first":{"href":"/projects/p/devices?page=1"},"previous":null,)"
            R"("self":{"href":"/projects/p/devices?page=1"},"next":null,)"
            R"("last":{"href":"/projects/p/devices?page=0"},"current_page":1,"last_page":0,"total":0}})");
}

TEST(PageOf, RefusesWhatIsNoPage) {
  for (const char* const wrong : {"0", "-1", "x", "1x", "1001", ""})
    EXPECT_EQ(page_of(list_call({{"per_page", wrong}}), "devices", {}).error().kind, ErrorKind::bad_input) << wrong;
  EXPECT_FALSE(page_of(list_call({{"page", "0"}}), "devices", {}));
}

TEST(PageOf, LinksKeepTheFilters) {
  const Json page = *page_of(list_call({{"tag", "a b&c"}, {"per_page", "1"}}), "devices", numbers(2));
  EXPECT_EQ(*page.field("meta")->field("next")->text("href"), "/projects/p/devices?page=2&per_page=1&tag=a%20b%26c");
}

// Whatever the size of the pages: who follows `next` sees everything once, in order, and comes to an end.
RC_GTEST_PROP(PageOfProperty, FollowingNextSeesAllOnce, ()) {
  const auto total = *rc::gen::inRange<std::size_t>(0, 60);
  const auto per_page = *rc::gen::inRange<std::size_t>(1, 20);
  std::vector<std::int64_t> seen;
  for (std::size_t page = 1;; ++page) {
    RC_ASSERT(page <= total + 1);
    const Json answer = *page_of(list_call({{"page", std::to_string(page)}, {"per_page", std::to_string(per_page)}}),
                                 "devices", numbers(total));
    const std::vector<Json> devices = *answer.list("devices");
    for (const Json& item : devices) seen.push_back(*item.integer());
    const Json meta = *answer.field("meta");
    RC_ASSERT(*meta.integer("total") == static_cast<std::int64_t>(total));
    const bool is_last = meta.field("next")->is_null();
    RC_ASSERT(is_last == (static_cast<std::int64_t>(page) >= *meta.integer("last_page")));
    if (is_last) break;
  }
  RC_ASSERT(seen.size() == total);
  for (std::size_t i = 0; i < seen.size(); ++i) RC_ASSERT(seen[i] == static_cast<std::int64_t>(i));
}

}  // namespace
}  // namespace vent::metal
