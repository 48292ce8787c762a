#include "metal/api/errors.h"

#include <fmt/core.h>

#include "base/text.h"

namespace vent::metal {

int http_status(const Error& error) {
  if (error.id == "VENT_UNAVAILABLE") return 503;
  switch (error.kind) {
    case ErrorKind::bad_input:
    case ErrorKind::conflict:
      return 422;
    case ErrorKind::missing:
      return 404;
    case ErrorKind::not_permitted:
      return 403;
    default:
      return 500;
  }
}

Json error_body(const Error& error) {
  return Json::object().set("errors", Json::array().push(error.message)).set("id", error.id).set("hint", error.hint);
}

Json unauthorized_body() {
  const char* const text = "Invalid authentication token";
  return Json::object().set("error", text).set("errors", Json::array().push(text));
}

Error not_found(const std::string& what) {
  return Error(ErrorKind::missing, "Not found").with_id("VENT_NOT_FOUND").with_hint(what + " is not there");
}

Error not_authorized(const std::string& what) {
  return Error(ErrorKind::not_permitted, fmt::format("You are not authorized to view this {}", what))
      .with_id("VENT_GONE");
}

Error unprocessable(const std::string& message) {
  return Error(ErrorKind::bad_input, message).with_id("VENT_UNPROCESSABLE");
}

Error unavailable() { return Error(ErrorKind::not_reachable, "Service Unavailable").with_id("VENT_UNAVAILABLE"); }

Error unknown_name(std::string_view kind, const std::string& name, std::span<const std::string> known) {
  const std::optional<std::string> near = nearest(name, known);
  return Error(ErrorKind::bad_input, fmt::format("{} '{}' is not known{}", kind, name,
                                                 near ? fmt::format(", did you mean '{}'?", *near) : ""))
      .with_id("VENT_UNKNOWN_NAME")
      .with_hint("known: " + join(known, ", "));
}

}  // namespace vent::metal
