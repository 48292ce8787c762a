#include <fmt/core.h>

#include "base/text.h"
#include "metal/api/endpoints.h"
#include "metal/api/errors.h"
#include "metal/api/lenient.h"
#include "metal/api/paging.h"
#include "metal/identity.h"

namespace vent::metal {
namespace {

Json href(const std::string& path) { return Json::object().set("href", path); }

// The body of the device with this number: `hostnames` by turn, or "w{{index}}" filled in.
Result<Json> body_of(Json batch, int index) {
  const std::vector<std::string> names = TRY(text_list(batch, "hostnames"));
  const std::string pattern = TRY(batch.optional_text("hostname")).value_or("");
  if (static_cast<std::size_t>(index) < names.size()) {
    batch.set("hostname", names[static_cast<std::size_t>(index)]);
  } else if (!pattern.empty()) {
    batch.set("hostname", replace_all(pattern, "{{index}}", std::to_string(index)));
  }
  return batch;
}

Result<Json> make_batch(ApiContext& context, const std::string& project, const Json& wanted) {
  const int quantity = TRY(count(wanted, "quantity", 1));
  if (quantity < 1) return fail(unprocessable("Quantity must be at least 1"));
  const std::string id = TRY(new_uuid());
  Json devices = Json::array();
  Json errors = Json::array();
  for (int index = 0; index < quantity; ++index) {
    const Result<Host> host = rent_device(context, project, TRY(body_of(wanted, index)));
    if (host) {
      devices.push(href("/devices/" + host->id));
    } else {
      errors.push(host.error().message);
    }
  }
  const std::string now = format_utc(context.now());
  const Json batch = Json::object()
                         .set("id", id)
                         .set("state", errors.items().empty() ? "completed" : "failed")
                         .set("quantity", quantity)
                         .set("created_at", now)
                         .set("updated_at", now)
                         .set("devices", std::move(devices))
                         .set("error_messages", std::move(errors))
                         .set("project", href("/projects/" + project))
                         .set("href", "/batches/" + id);
  TRY(add_document(context.store(), {.kind = "batch", .id = id, .owner = project, .subject = {}, .document = {}},
                   batch));
  return batch;
}

Result<Json> shown(ApiContext& context, const Call& call, const std::vector<Json>& batches) {
  Json list = Json::array();
  for (const Json& batch : batches) list.push(TRY(with_includes(context, call, batch)));
  return Json::object().set("batches", std::move(list));
}

}  // namespace

Result<Answer> create_batch(ApiContext& context, const Call& call) {
  const std::string project = TRY(find_project(context, call.name("project")));
  std::vector<Json> made;
  for (const Json& wanted : TRY(call.body.list("batches"))) made.push_back(TRY(make_batch(context, project, wanted)));
  return Answer{201, TRY(shown(context, call, made))};
}

Result<Answer> list_batches(ApiContext& context, const Call& call) {
  const std::string project = TRY(find_project(context, call.name("project")));
  return Answer{200, TRY(shown(context, call, TRY(documents(context.store(), {.kind = "batch", .owner = project}))))};
}

Result<Answer> get_batch(ApiContext& context, const Call& call) {
  return Answer{200, TRY(with_includes(context, call, TRY(document(context.store(), "batch", call.name("batch")))))};
}

Result<Answer> delete_batch(ApiContext& context, const Call& call) {
  const Json batch = TRY(document(context.store(), "batch", call.name("batch")));
  const bool with_devices = TRY(
      flag(call.body, "remove_associated_instances", call.asked("remove_associated_instances").value_or("") == "true"));
  if (with_devices)
    for (const Json& device : TRY(batch.list("devices"))) {
      const std::string path = TRY(device.text("href"));
      const Result<Host> host = context.cloud.host(path.substr(path.rfind('/') + 1));
      if (host) TRY(return_device(context, *host));
    }
  TRY(context.store().remove_record("batch", call.name("batch")));
  return Answer{204};
}

}  // namespace vent::metal
