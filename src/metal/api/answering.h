#pragma once

#include <functional>
#include <map>
#include <string>

#include "metal/api/context.h"

namespace vent::metal {

// A request and its answer as they are on the wire, without the HTTP library.
struct WireRequest {
  std::string method, path, body;
  std::multimap<std::string, std::string> query;
};
struct WireAnswer {
  int status = 200;
  std::string body = {};
  std::string type = "application/json; charset=utf-8";
  std::map<std::string, std::string> headers = {};
  double delay_seconds = 0;  // before it is sent
  bool is_cut = false;       // the connection ends instead
};

// Finds the route, does the work, and writes the answer as the rented cloud would; injected faults included. The token
// was checked before.
WireAnswer answer_to(ApiContext& context, const WireRequest& request);

// The answer to a request without the right token.
WireAnswer unauthorized_answer();

}  // namespace vent::metal
