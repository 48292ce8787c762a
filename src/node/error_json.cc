#include "node/error_json.h"

#include <algorithm>
#include <array>

namespace vent {
namespace {

constexpr std::array kKinds = {ErrorKind::bad_input, ErrorKind::not_permitted, ErrorKind::missing,
                               ErrorKind::conflict,  ErrorKind::not_reachable, ErrorKind::timed_out,
                               ErrorKind::failed,    ErrorKind::no_space,      ErrorKind::interrupted,
                               ErrorKind::bug};

}  // namespace

Json to_json(const Error& error) {
  Json context = Json::array();
  for (const std::string& line : error.context) context.push(line);
  return Json::object()
      .set("kind", kind_name(error.kind))
      .set("message", error.message)
      .set("id", error.id)
      .set("context", context)
      .set("hint", error.hint)
      .set("details", error.details)
      .set("retry", error.retry == Retry::later);
}

Error error_from_json(const Json& json) {
  const std::string kind = json.text("kind").value_or("");
  const auto* found = std::ranges::find(kKinds, kind, kind_name);
  Error error(found == kKinds.end() ? ErrorKind::failed : *found,
              json.text("message").value_or("the host reported an error that can't be read: " + json.compact()));
  error.id = json.text("id").value_or("");
  error.context = json.texts("context").value_or(std::vector<std::string>{});
  error.hint = json.text("hint").value_or("");
  error.details = json.text("details").value_or("");
  error.retry = json.boolean("retry").value_or(false) ? Retry::later : Retry::never;
  return error;
}

}  // namespace vent
