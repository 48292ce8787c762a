#pragma once

#include "base/locked.h"
#include "metal/api/call.h"
#include "metal/api/device_events.h"
#include "metal/api/fault_rules.h"
#include "metal/api/market.h"
#include "metal/cloud.h"

namespace vent::metal {

// What the endpoints of the API work with.
struct ApiContext {
  Cloud& cloud;
  Locked<FaultRules>& faults;

  Store& store() const { return cloud.store(); }
  WallTime now() const { return cloud.clock().wall(); }
};

// Found, or the error that the API gives instead.
Result<std::string> find_project(ApiContext& context, const std::string& name);  // its id
Result<Host> find_device(ApiContext& context, const std::string& id);

// The documents of records.
Result<std::vector<Json>> documents(const Store& store, const RecordFilter& filter);
Result<Json> document(const Store& store, const std::string& kind, const std::string& id);  // `missing` when not there
Result<> add_document(Store& store, const Record& about, const Json& document);

Result<Market> read_market(const Store& store);
Result<> write_market(Store& store, const Market& market);
InUse machines_in_use(const Store& store);
MarketPlace market_place(const Rental& rental);

// With the elastic addresses that are assigned to it.
Result<Json> whole_device(ApiContext& context, const Host& host);
// Rents one: everything that POST /projects/ID/devices does.
Result<Host> rent_device(ApiContext& context, const std::string& project, const Json& body, bool is_from_lab = false,
                         const std::string& spot_request = {});
// Gives one back, with its event and its addresses.
Result<> return_device(ApiContext& context, const Host& host);
// Expands {"href"} objects that the query asks for (include), and folds what it does not want (exclude).
Result<Json> with_includes(ApiContext& context, const Call& call, Json thing);

}  // namespace vent::metal
