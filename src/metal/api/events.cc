#include "metal/api/endpoints.h"
#include "metal/api/paging.h"

namespace vent::metal {
namespace {

Result<Answer> list(ApiContext& context, const Call& call, const RecordFilter& filter) {
  // There are many: only those of the page are read, the newest first.
  const PageRequest request = TRY(page_request(call));
  const std::size_t total = TRY(context.store().count_records(filter));
  const PageRange range = page_range(request, total);
  Json events = Json::array();
  for (const Record& record :
       TRY(context.store().records(filter, {.skip = range.begin, .most = range.size(), .newest_first = true})))
    events.push(TRY(parse_json(record.document, "an event")));
  return Answer{200, Json::object().set("events", std::move(events)).set("meta", page_meta(call, request, total))};
}

}  // namespace

Result<Answer> list_events(ApiContext& context, const Call& call) { return list(context, call, {.kind = "event"}); }

Result<Answer> list_project_events(ApiContext& context, const Call& call) {
  const std::string project = TRY(find_project(context, call.name("project")));
  return list(context, call, {.kind = "event", .owner = project});
}

Result<Answer> list_device_events(ApiContext& context, const Call& call) {
  const std::string id = call.name("device");
  // Also of one that is gone, where they say why.
  if (!TRY(is_gone(context.store(), id))) TRY(find_device(context, id));
  return list(context, call, {.kind = "event", .subject = id});
}

Result<Answer> get_event(ApiContext& context, const Call& call) {
  return Answer{200, TRY(with_includes(context, call, TRY(document(context.store(), "event", call.name("event")))))};
}

}  // namespace vent::metal
