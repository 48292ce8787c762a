#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "metal/api/endpoints.h"
#include "metal/api/errors.h"
#include "metal/api/paging.h"
#include "metal/api/ssh_fingerprint.h"
#include "metal/identity.h"

namespace vent::metal {
namespace {

std::string user_id() { return stable_id("user"); }

Result<> check_key(const std::string& key) {
  if (key.empty()) return fail(unprocessable("Key can't be blank"));
  if (key.find('\n') != std::string::npos || !ssh_fingerprint(key))
    return fail(unprocessable("Key is not a valid SSH public key"));
  return Ok{};
}

Result<Json> read_key(const Json& body, Json key) {
  if (const std::optional<std::string> label = TRY(body.optional_text("label"))) key.set("label", *label);
  if (const std::optional<std::string> text = TRY(body.optional_text("key"))) {
    const std::string line(trim(*text));
    TRY(check_key(line));
    key.set("key", line).set("fingerprint", *ssh_fingerprint(line));
  }
  return key;
}

Result<Answer> create(ApiContext& context, const Call& call, const std::string& owner, const std::string& path) {
  TRY(check_key(std::string(trim(TRY(call.body.optional_text("key")).value_or("")))));
  if (TRY(call.body.optional_text("label")).value_or("").empty()) return fail(unprocessable("Label can't be blank"));
  const std::string id = TRY(new_uuid());
  const std::string now = format_utc(context.now());
  Json key = TRY(read_key(call.body, Json::object().set("id", id)));
  const std::string line = TRY(key.text("key"));
  for (const Json& other : TRY(documents(context.store(), {.kind = "ssh key", .owner = owner})))
    if (TRY(other.text("key")) == line) return fail(unprocessable("Key has already been taken"));
  const Json where = Json::object().set("href", path);
  key.set("created_at", now)
      .set("updated_at", now)
      .set("owner", where)
      .set("entity", where)
      .set("user", where)
      .set("tags", Json::array())
      .set("href", "/ssh-keys/" + id);
  TRY(add_document(context.store(), {.kind = "ssh key", .id = id, .owner = owner, .subject = {}, .document = {}}, key));
  return Answer{201, key};
}

Result<Answer> list(ApiContext& context, const Call& call, const std::string& owner) {
  const std::string words = call.asked("search").value_or(call.asked("query").value_or(""));
  std::vector<Json> keys;
  for (Json& key : TRY(documents(context.store(), {.kind = "ssh key", .owner = owner})))
    if (TRY(key.text("label")).find(words) != std::string::npos) keys.push_back(std::move(key));
  Json list = Json::array();
  for (const Json& key : keys) list.push(TRY(with_includes(context, call, key)));
  // All at once, and with the counts that some clients ask of every list.
  const PageRequest whole{.page = 1, .per_page = std::max<std::size_t>(keys.size(), 1)};
  return Answer{200, Json::object().set("ssh_keys", std::move(list)).set("meta", page_meta(call, whole, keys.size()))};
}

}  // namespace

Result<Answer> list_ssh_keys(ApiContext& context, const Call& call) { return list(context, call, user_id()); }

Result<Answer> list_project_ssh_keys(ApiContext& context, const Call& call) {
  return list(context, call, TRY(find_project(context, call.name("project"))));
}

Result<Answer> list_device_ssh_keys(ApiContext& context, const Call& call) {
  const Host host = TRY(find_device(context, call.name("device")));
  Json keys = Json::array();
  for (const std::string& id : host.rental.ssh_keys)
    if (const Result<Json> key = document(context.store(), "ssh key", id)) keys.push(*key);
  return Answer{200, Json::object().set("ssh_keys", std::move(keys))};
}

Result<Answer> create_ssh_key(ApiContext& context, const Call& call) {
  return create(context, call, user_id(), "/users/" + user_id());
}

Result<Answer> create_project_ssh_key(ApiContext& context, const Call& call) {
  const std::string project = TRY(find_project(context, call.name("project")));
  return create(context, call, project, "/projects/" + project);
}

Result<Answer> get_ssh_key(ApiContext& context, const Call& call) {
  return Answer{200, TRY(with_includes(context, call, TRY(document(context.store(), "ssh key", call.name("key")))))};
}

Result<Answer> update_ssh_key(ApiContext& context, const Call& call) {
  const std::optional<Record> record = TRY(context.store().record("ssh key", call.name("key")));
  if (!record) return fail(not_found("that SSH key"));
  Json key = TRY(read_key(call.body, TRY(parse_json(record->document, "an SSH key"))));
  key.set("updated_at", format_utc(context.now()));
  TRY(add_document(context.store(), *record, key));
  return Answer{200, key};
}

Result<Answer> delete_ssh_key(ApiContext& context, const Call& call) {
  TRY(document(context.store(), "ssh key", call.name("key")));
  TRY(context.store().remove_record("ssh key", call.name("key")));
  return Answer{204};
}

}  // namespace vent::metal
