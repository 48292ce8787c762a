#include "metal/link_setting.h"

#include <fmt/core.h>

namespace vent::metal {
namespace {

Result<> check(const LinkSetting& setting) {
  // Written so that a loss that is no number is refused too.
  if (!(setting.loss >= 0 && setting.loss <= 1))
    return fail(Error(ErrorKind::bad_input, fmt::format("a link can't lose {} of its packets", setting.loss))
                    .with_id("VENT_BAD_LINK")
                    .with_hint("a loss is a number from 0 (nothing is lost) to 1 (everything)"));
  if (setting.delay < std::chrono::microseconds::zero() || setting.delay > std::chrono::hours(1))
    return fail(Error(ErrorKind::bad_input, fmt::format("a link can't take {} µs", setting.delay.count()))
                    .with_id("VENT_BAD_LINK")
                    .with_hint("a delay is between nothing and an hour"));
  return Ok{};
}

}  // namespace

Result<LinkTable> link_table(const std::vector<LinkSetting>& settings) {
  LinkTable table;
  for (const LinkSetting& setting : settings) {
    TRY(check(setting));
    const LinkEffect effect{setting.delay, setting.loss, setting.blocked};
    for (const Ipv4 a : setting.a)
      for (const Ipv4 b : setting.b)
        if (a != b) table[{a, b}] = table[{b, a}] = effect;
  }
  std::erase_if(table, [](const auto& entry) { return entry.second.is_plain(); });
  return table;
}

}  // namespace vent::metal
