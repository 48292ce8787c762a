#pragma once

#include "metal/api/context.h"

namespace vent::metal {

// A spot market request keeps a number of devices alive: it rents them as soon as its bid is enough, and again when one
// is lost.
struct SpotRequest {
  std::string id, project;
  int devices_min = 1, devices_max = 1;
  double max_bid_price = 0;
  std::optional<WallTime> end_at = std::nullopt;
  std::vector<std::string> facilities = {};  // codes
  std::optional<std::string> metro = std::nullopt;
  Json parameters = Json::object();  // of its devices
  WallTime created_at{};
  std::string problem = {};  // why a device could not be rented
};

Json spot_request_record(const SpotRequest& request);
Result<SpotRequest> spot_request_from(const Json& json);
Result<std::vector<SpotRequest>> spot_requests(const Store& store, const std::optional<std::string>& project);
Result<> keep_spot_request(Store& store, const SpotRequest& request);

// The body for the next device, whose name follows from how many names are taken: "worker-{{index}}" and `hostnames`
// are filled in.
Json device_body(const SpotRequest& request, const std::vector<std::string>& taken_names);

}  // namespace vent::metal
