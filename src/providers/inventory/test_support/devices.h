#pragma once

#include <string>
#include <vector>

#include "formats/json.h"

namespace vent {

// A machine as the API shows it: active, with a public, an IPv6 and a private address.
struct DeviceWish {
  std::string hostname = "worker-0";
  std::string id = "0d5f6b1e-0000-4000-8000-000000000000";
  std::vector<std::string> tags = {"worker"};
  std::string state = "active";
  std::string facility = "ams1";
  std::string address = "192.0.2.10";  // empty: none yet
  std::string elastic_address = {};    // one more, which was given to it later
};
Json device_json(const DeviceWish& wish);

}  // namespace vent
