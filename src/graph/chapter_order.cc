#include "graph/chapter_order.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

namespace vent {
namespace {

constexpr std::string_view kTellUs = "this is a mistake in vent's list of chapters, not in yours: please report it";

Error order_error(std::string message) {
  return Error(ErrorKind::bug, std::move(message)).with_id("VENT_CHAPTER_ORDER").with_hint(std::string(kTellUs));
}

Result<> check_names(const std::vector<ChapterOrder>& chapters, const std::vector<StageHost>& hosts) {
  std::set<std::string_view> host_names;
  for (const StageHost& host : hosts)
    if (!host_names.insert(host.name).second)
      return fail(order_error(fmt::format("host '{}' stands twice", host.name)));
  std::set<std::string_view> chapter_names;
  for (const ChapterOrder& chapter : chapters) {
    if (!chapter_names.insert(chapter.name).second)
      return fail(order_error(fmt::format("chapter '{}' stands twice", chapter.name)));
    std::set<std::string_view> seen;
    for (const std::string& host : chapter.hosts) {
      if (!host_names.contains(host))
        return fail(order_error(fmt::format("chapter '{}' runs on '{}', which is no host", chapter.name, host)));
      if (!seen.insert(host).second)
        return fail(order_error(fmt::format("chapter '{}' runs on '{}' twice", chapter.name, host)));
    }
  }
  for (const ChapterOrder& chapter : chapters)
    for (const Need& need : chapter.needs)
      if (!chapter_names.contains(need.chapter))
        return fail(
            order_error(fmt::format("chapter '{}' needs '{}', which is no chapter", chapter.name, need.chapter)));
  return Ok{};
}

using ByName = std::map<std::string_view, const ChapterOrder*>;

// Of chapters that all need another of them: go from one to the next until one comes again.
std::vector<std::string> find_circle(const ByName& left) {
  std::vector<std::string> way = {std::string(left.begin()->first)};
  for (;;) {
    const std::vector<Need>& needs = left.at(way.back())->needs;
    const auto next = std::ranges::find_if(needs, [&](const Need& need) { return left.contains(need.chapter); });
    std::vector<std::string> circle(std::ranges::find(way, next->chapter), way.end());
    way.emplace_back(next->chapter);
    if (circle.empty()) continue;
    circle.emplace_back(next->chapter);
    return circle;
  }
}

Result<> check_circles(const std::vector<ChapterOrder>& chapters) {
  ByName left;
  for (const ChapterOrder& chapter : chapters) left.emplace(chapter.name, &chapter);
  const auto is_free = [&](const ByName::value_type& entry) {
    return std::ranges::none_of(entry.second->needs, [&](const Need& need) { return left.contains(need.chapter); });
  };
  while (std::erase_if(left, is_free) > 0) continue;
  if (left.empty()) return Ok{};
  return fail(order_error(fmt::format("chapters need each other in a circle: {}", join(find_circle(left), " → "))));
}

}  // namespace

Result<> check_order(const std::vector<ChapterOrder>& chapters, const std::vector<StageHost>& hosts) {
  TRY(check_names(chapters, hosts));
  return check_circles(chapters);
}

}  // namespace vent
