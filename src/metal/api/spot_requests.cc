#include "metal/api/spot_requests.h"

#include <algorithm>

#include "base/text.h"
#include "metal/api/times.h"

namespace vent::metal {
namespace {

Json texts(const std::vector<std::string>& list) {
  Json json = Json::array();
  for (const std::string& text : list) json.push(text);
  return json;
}

bool is_taken(const std::vector<std::string>& taken, const std::string& name) {
  return std::ranges::find(taken, name) != taken.end();
}

}  // namespace

Json spot_request_record(const SpotRequest& request) {
  return Json::object()
      .set("id", request.id)
      .set("project", request.project)
      .set("devices_min", request.devices_min)
      .set("devices_max", request.devices_max)
      .set("max_bid_price", request.max_bid_price)
      .set("end_at", request.end_at ? Json(format_utc(*request.end_at)) : Json())
      .set("facilities", texts(request.facilities))
      .set("metro", request.metro ? Json(*request.metro) : Json())
      .set("parameters", request.parameters)
      .set("created_at", format_utc(request.created_at))
      .set("problem", request.problem);
}

Result<SpotRequest> spot_request_from(const Json& json) {
  SpotRequest request;
  request.id = TRY(json.text("id"));
  request.project = TRY(json.text("project"));
  request.devices_min = static_cast<int>(TRY(json.integer("devices_min")));
  request.devices_max = static_cast<int>(TRY(json.integer("devices_max")));
  request.max_bid_price = TRY(json.number("max_bid_price"));
  if (const std::optional<std::string> end = TRY(json.optional_text("end_at"))) request.end_at = TRY(parse_time(*end));
  request.facilities = TRY(json.texts("facilities"));
  request.metro = TRY(json.optional_text("metro"));
  request.parameters = TRY(json.field("parameters"));
  request.created_at = TRY(parse_time(TRY(json.text("created_at"))));
  request.problem = TRY(json.text("problem"));
  return request;
}

Result<std::vector<SpotRequest>> spot_requests(const Store& store, const std::optional<std::string>& project) {
  std::vector<SpotRequest> requests;
  for (const Json& json : TRY(documents(store, {.kind = "spot request", .owner = project})))
    requests.push_back(TRY(spot_request_from(json)));
  return requests;
}

Result<> keep_spot_request(Store& store, const SpotRequest& request) {
  return add_document(
      store, {.kind = "spot request", .id = request.id, .owner = request.project, .subject = {}, .document = {}},
      spot_request_record(request));
}

Json device_body(const SpotRequest& request, const std::vector<std::string>& taken_names) {
  Json body = request.parameters;
  std::vector<std::string> names = body.texts("hostnames").value_or(std::vector<std::string>{});
  const std::string pattern = body.optional_text("hostname").value_or(std::nullopt).value_or("");
  for (int index = 1; !pattern.empty() && index <= request.devices_max; ++index)
    names.push_back(replace_all(pattern, "{{index}}", std::to_string(index)));
  for (const std::string& name : names)
    if (!is_taken(taken_names, name)) {
      body.set("hostname", name);
      break;
    }
  body.set("spot_instance", true).set("spot_price_max", request.max_bid_price);
  if (request.metro) {
    body.set("metro", *request.metro);
  } else {
    body.set("facility", texts(request.facilities));
  }
  if (request.end_at) body.set("termination_time", format_utc(*request.end_at));
  return body;
}

}  // namespace vent::metal
