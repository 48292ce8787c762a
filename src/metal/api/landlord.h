#pragma once

#include <thread>

#include "metal/api/context.h"

namespace vent::metal {

// What the cloud does by itself as time passes: who is outbid gets notice, devices whose time has come are deleted, and
// spot market requests are filled. It looks every half second; everything it goes by stands in the store.
class Landlord {
 public:
  Landlord(ApiContext& context, EventBus& bus);

 private:
  ApiContext& context_;
  EventBus& bus_;
  std::jthread thread_;  // last: it uses the above
};

// One look.
Result<> end_leases(ApiContext& context);
Result<> fill_spot_requests(ApiContext& context);

}  // namespace vent::metal
