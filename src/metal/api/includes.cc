// ?include= and ?exclude=: nested objects in full, or only where they are.

#include "base/text.h"
#include "metal/api/context.h"
#include "metal/api/errors.h"
#include "metal/api/owners.h"
#include "metal/device_json.h"

namespace vent::metal {
namespace {

constexpr int kDeepest = 3;

// What stands behind "/ssh-keys/ID"; nothing when that is not a thing one can look at.
Result<std::optional<Json>> look_up(ApiContext& context, const std::string& href) {
  const std::vector<std::string> parts = split(href, '/');
  if (parts.size() < 3) return std::nullopt;
  const std::string& kind = parts[parts.size() - 2];
  const std::string& id = parts.back();
  if (kind == "devices") {
    const Result<Host> host = context.cloud.host(id);
    if (!host) return std::nullopt;
    return TRY(whole_device(context, *host));
  }
  if (kind == "facilities" && find_facility(id) != nullptr) return facility_json(*find_facility(id));
  if (kind == "metros" && find_metro(id) != nullptr) return metro_json(*find_metro(id));
  if (kind == "plans" && find_plan(id) != nullptr) return plan_json(*find_plan(id));
  if (kind == "users") return user_json();
  if (kind == "organizations") return TRY(organization_json(context.store()));
  for (const auto& [plural, record] : {std::pair("projects", "project"), {"ssh-keys", "ssh key"}, {"events", "event"}})
    if (kind == plural)
      if (const Result<Json> found = document(context.store(), record, id)) return *found;
  return std::nullopt;
}

Result<Json> include(ApiContext& context, Json thing, const std::string& path, int depth);

Result<Json> include_in_value(ApiContext& context, const Json& value, const std::string& rest, int depth) {
  if (value.is_array()) {
    Json list = Json::array();
    for (const Json& item : value.items()) list.push(TRY(include_in_value(context, item, rest, depth)));
    return list;
  }
  if (!value.is_object()) return value;
  Json whole = value;
  const Result<std::string> href = value.text("href");
  if (href && value.keys().size() == 1) whole = TRY(look_up(context, *href)).value_or(value);
  return rest.empty() ? whole : TRY(include(context, whole, rest, depth + 1));
}

Result<Json> include(ApiContext& context, Json thing, const std::string& path, int depth) {
  const std::size_t dot = path.find('.');
  const std::string field = path.substr(0, dot);
  if (depth > kDeepest || !thing.is_object() || !thing.has(field)) return thing;
  const std::string rest = dot == std::string::npos ? "" : path.substr(dot + 1);
  thing.set(field, TRY(include_in_value(context, TRY(thing.field(field)), rest, depth)));
  return thing;
}

Json folded(const Json& value) {
  const Result<std::string> href = value.text("href");
  if (value.is_object() && href) return Json::object().set("href", *href);
  if (!value.is_array()) return {};
  Json list = Json::array();
  for (const Json& item : value.items()) list.push(folded(item));
  return list;
}

}  // namespace

Result<Json> with_includes(ApiContext& context, const Call& call, Json thing) {
  for (const std::string& path : split(call.asked("include").value_or(""), ','))
    thing = TRY(include(context, std::move(thing), std::string(trim(path)), 1));
  for (const std::string& field : split(call.asked("exclude").value_or(""), ','))
    if (thing.has(field)) thing.set(field, folded(TRY(thing.field(field))));
  return thing;
}

}  // namespace vent::metal
