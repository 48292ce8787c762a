#include "node/error_json.h"

#include <algorithm>
#include <array>

namespace vent {
namespace {

constexpr std::array kKinds = {ErrorKind::bad_input, ErrorKind::not_permitted, ErrorKind::missing,
                               ErrorKind::conflict,  ErrorKind::not_reachable, ErrorKind::timed_out,
                               ErrorKind::failed,    ErrorKind::no_space,      ErrorKind::interrupted,
                               ErrorKind::bug};

std::optional<Place> place_in(const Json& json) {
  const auto place = json.optional_field("place");
  if (!place || !*place) return std::nullopt;
  return Place{.file = (*place)->text("file").value_or(""),
               .line = static_cast<int>((*place)->integer("line").value_or(0)),
               .column = static_cast<int>((*place)->integer("column").value_or(0))};
}

}  // namespace

Json to_json(const Error& error) {
  Json context = Json::array();
  for (const std::string& line : error.context) context.push(line);
  Json json = Json::object()
                  .set("kind", kind_name(error.kind))
                  .set("message", error.message)
                  .set("id", error.id)
                  .set("context", context)
                  .set("hint", error.hint)
                  .set("details", error.details)
                  .set("retry", error.retry == Retry::later);
  if (error.place)
    json.set("place", Json::object()
                          .set("file", error.place->file)
                          .set("line", error.place->line)
                          .set("column", error.place->column));
  return json;
}

Error error_from_json(const Json& json) {
  const std::string kind = json.text("kind").value_or("");
  const auto* found = std::ranges::find(kKinds, kind, kind_name);
  Error error(found == kKinds.end() ? ErrorKind::failed : *found,
              json.text("message").value_or("the host reported an error that can't be read: " + json.compact()));
  error.id = json.text("id").value_or("");
  error.place = place_in(json);
  error.context = json.texts("context").value_or(std::vector<std::string>{});
  error.hint = json.text("hint").value_or("");
  error.details = json.text("details").value_or("");
  error.retry = json.boolean("retry").value_or(false) ? Retry::later : Retry::never;
  return error;
}

}  // namespace vent
