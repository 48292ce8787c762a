#include "metal/api/context.h"

#include "metal/api/errors.h"
#include "metal/api/projects.h"

namespace vent::metal {

Result<std::string> find_project(ApiContext& context, const std::string& name) {
  // The lab's own commands know no ids, and call every project theirs.
  if (name == "lab" || name == "any") return lab_project_id();
  if (!TRY(context.store().record("project", name))) return fail(not_found("a project with the id " + name));
  return name;
}

Result<Host> find_device(ApiContext& context, const std::string& id) {
  Result<Host> host = context.cloud.host(id);
  if (host || host.error().kind != ErrorKind::missing) return host;
  if (TRY(is_gone(context.store(), id))) return fail(not_authorized("device"));
  return fail(not_found("a device with the id " + id).with_id("VENT_NO_HOST"));
}

Result<std::vector<Json>> documents(const Store& store, const RecordFilter& filter) {
  std::vector<Json> found;
  for (const Record& record : TRY(store.records(filter)))
    found.push_back(TRY(parse_json(record.document, "a record of the lab")));
  return found;
}

Result<Json> document(const Store& store, const std::string& kind, const std::string& id) {
  const std::optional<Record> record = TRY(store.record(kind, id));
  if (!record) return fail(not_found("that " + kind));
  return parse_json(record->document, "a record of the lab");
}

Result<> add_document(Store& store, const Record& about, const Json& document) {
  Record record = about;
  record.document = document.compact();
  return store.put_record(record);
}

Result<Market> read_market(const Store& store) {
  const std::optional<Record> record = TRY(store.record("market", "market"));
  if (!record) return Market{};
  return market_from_json(TRY(parse_json(record->document, "the market")));
}

Result<> write_market(Store& store, const Market& market) {
  return add_document(store, {.kind = "market", .id = "market", .owner = {}, .subject = {}, .document = {}},
                      market_json(market));
}

MarketPlace market_place(const Rental& rental) { return {rental.facility, rental.plan}; }

InUse machines_in_use(const Store& store) {
  InUse in_use;
  for (const Host& host : store.hosts())
    if (!host.wanted.deleted) ++in_use[market_place(host.rental)];
  return in_use;
}

}  // namespace vent::metal
