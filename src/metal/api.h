#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "events/bus.h"
#include "metal/cloud.h"

namespace vent::metal {

// The HTTP door of the cloud, on loopback: the Packet API (api/routes.cc lists all of it), and `/lab/…` for what only a
// cloud on one's own machine can do. Every request carries the lab's token. With it come the metadata service for the
// hosts, and the landlord, who ends leases.
class Api {
 public:
  // Answers from the return of this call until it is destroyed.
  static Result<std::unique_ptr<Api>> start(Cloud& cloud, EventBus& bus);
  virtual ~Api() = default;
  virtual std::string address() const = 0;  // "http://127.0.0.1:7480"
};

// The token that requests carry, made once per lab; readable by its owner only.
Result<Secret> read_token(const Lab& lab);
Result<Secret> ensure_token(const Lab& lab);

}  // namespace vent::metal
