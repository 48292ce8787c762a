#include "metal/api/fault_rules.h"

#include <fmt/core.h>

#include <algorithm>

#include "metal/api/errors.h"
#include "metal/api/lenient.h"
#include "metal/api/router.h"

namespace vent::metal {
namespace {

const std::vector<std::string>& kind_names() {
  static const std::vector<std::string> names = {"delay",      "too_many",  "server_error", "html",
                                                 "cut_before", "cut_after", "device"};
  return names;
}

}  // namespace

std::optional<FaultRule> next_fault(FaultRules& rules, const std::string& method, const std::string& path) {
  std::optional<FaultRule> hit;
  for (FaultRule& rule : rules.rules) {
    if ((!rule.method.empty() && rule.method != method) || !matches_wildcard(rule.path, path)) continue;
    ++rule.seen;
    const bool is_due = rule.seen >= rule.nth && (rule.times == 0 || rule.seen < rule.nth + rule.times);
    if (is_due && !hit) hit = rule;
  }
  return hit;
}

Json fault_json(const FaultRule& rule) {
  return Json::object()
      .set("method", rule.method)
      .set("path", rule.path)
      .set("nth", rule.nth)
      .set("times", rule.times)
      .set("kind", kind_names().at(static_cast<std::size_t>(rule.kind)))
      .set("status", rule.status)
      .set("seconds", rule.seconds)
      .set("device", fault_name(rule.device_fault))
      .set("seen", rule.seen);
}

Result<FaultRule> fault_from_json(const Json& json) {
  FaultRule rule;
  rule.method = TRY(json.optional_text("method")).value_or("");
  rule.path = TRY(json.optional_text("path")).value_or("*");
  rule.nth = TRY(count(json, "nth", 1));
  rule.times = TRY(count(json, "times", 1));
  rule.status = TRY(count(json, "status", 500));
  rule.seconds = TRY(amount(json, "seconds")).value_or(1);
  const std::string kind = TRY(json.text("kind"));
  const std::vector<std::string>& kinds = kind_names();
  const auto found = std::ranges::find(kinds, kind);
  if (found == kinds.end()) return fail(unknown_name("the fault", kind, kinds));
  rule.kind = static_cast<FaultKind>(found - kinds.begin());
  if (!(rule.seconds >= 0 && rule.seconds <= 600)) return fail(unprocessable("seconds are from 0 to 600"));
  if (rule.status < 400 || rule.status > 599) return fail(unprocessable("status is from 400 to 599"));
  if (rule.nth < 1) return fail(unprocessable("nth counts from 1"));
  const std::string device = TRY(json.optional_text("device")).value_or("none");
  const std::optional<DeviceFault> device_fault = fault_from_name(device);
  if (!device_fault || (rule.kind == FaultKind::device) == (*device_fault == DeviceFault::none))
    return fail(unprocessable("device is fails, never_active or early_active, and belongs to the kind device"));
  rule.device_fault = *device_fault;
  return rule;
}

}  // namespace vent::metal
