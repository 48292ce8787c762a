#pragma once

#include <memory>

#include "base/result.h"
#include "metal/api/context.h"

namespace vent::metal {

// Answers the lab's hosts at the metadata address, inside the router's namespace, where nobody else can reach it. Who
// asks is known by the address.
class MetadataServer {
 public:
  static Result<std::unique_ptr<MetadataServer>> start(ApiContext& context);
  virtual ~MetadataServer() = default;
};

}  // namespace vent::metal
