#include "metal/api/projects.h"

#include "metal/api/endpoints.h"
#include "metal/api/errors.h"
#include "metal/api/lenient.h"
#include "metal/api/owners.h"
#include "metal/api/paging.h"
#include "metal/identity.h"

namespace vent::metal {
namespace {

Json href(const std::string& path) { return Json::object().set("href", path); }
std::string user_id() { return stable_id("user"); }
std::string organization_id() { return stable_id("organization"); }

Json new_project(const std::string& id, const std::string& name, const std::string& customdata, WallTime now) {
  return Json::object()
      .set("id", id)
      .set("name", name)
      .set("created_at", format_utc(now))
      .set("updated_at", format_utc(now))
      .set("backend_transfer_enabled", false)
      .set("customdata", parse_json(customdata, "custom data").value_or(Json::object()))
      .set("event_alert_configuration", Json())
      .set("memberships", Json::array())
      .set("invitations", Json::array())
      .set("devices", Json::array())
      .set("ssh_keys", Json::array())
      .set("volumes", Json::array())
      .set("members", Json::array().push(href("/users/" + user_id())))
      .set("payment_method", href("/payment-methods/" + stable_id("payment method")))
      .set("transfers", Json::array())
      .set("organization", href("/organizations/" + organization_id()))
      .set("href", "/projects/" + id);
}

Result<> keep(ApiContext& context, const std::string& id, const Json& project) {
  return add_document(context.store(), {.kind = "project", .id = id, .owner = {}, .subject = {}, .document = {}},
                      project);
}

// As it was written, with what is in it now.
Result<Json> whole_project(ApiContext& context, Json project) {
  const std::string id = TRY(project.text("id"));
  Json devices = Json::array();
  for (const Host& host : context.cloud.hosts())
    if (project_id_of(host) == id) devices.push(href("/devices/" + host.id));
  Json keys = Json::array();
  for (const Record& key : TRY(context.store().records({.kind = "ssh key", .owner = id})))
    keys.push(href("/ssh-keys/" + key.id));
  return project.set("devices", std::move(devices)).set("ssh_keys", std::move(keys));
}

Result<Json> project_of(ApiContext& context, const Call& call) {
  return document(context.store(), "project", TRY(find_project(context, call.name("project"))));
}

}  // namespace

Json user_json() {
  return Json::object()
      .set("id", user_id())
      .set("short_id", user_id().substr(0, 8))
      .set("first_name", "Vent")
      .set("last_name", "Operator")
      .set("full_name", "Vent Operator")
      .set("email", "operator@localhost")
      .set("social_accounts", Json::object())
      .set("created_at", "2026-01-01T00:00:00Z")
      .set("updated_at", "2026-01-01T00:00:00Z")
      .set("default_organization_id", organization_id())
      .set("default_project_id", lab_project_id())
      .set("avatar_url", "")
      .set("avatar_thumb_url", "")
      .set("customdata", Json::object())
      .set("timezone", "UTC")
      .set("verification_stage", "verified")
      .set("two_factor_auth", "")
      .set("max_projects", 0)
      .set("vpn", false)
      .set("last_login_at", Json())
      .set("emails", Json::array())
      .set("restricted", false)
      .set("href", "/users/" + user_id());
}

Result<Json> organization_json(const Store& store) {
  Json projects = Json::array();
  for (const Record& project : TRY(store.records({.kind = "project"}))) projects.push(href("/projects/" + project.id));
  return Json::object()
      .set("id", organization_id())
      .set("name", "vent")
      .set("description", Json())
      .set("website", Json())
      .set("twitter", Json())
      .set("created_at", "2026-01-01T00:00:00Z")
      .set("updated_at", "2026-01-01T00:00:00Z")
      .set("credit_amount", 0.0)
      .set("personal", true)
      .set("customdata", Json::object())
      .set("address", Json())
      .set("billing_address", Json())
      .set("logo", Json())
      .set("projects", std::move(projects))
      .set("members", Json::array().push(href("/users/" + user_id())))
      .set("monthly_spend", 0.0)
      .set("href", "/organizations/" + organization_id());
}

Result<> ensure_lab_project(ApiContext& context) {
  const std::string id = lab_project_id();
  if (TRY(context.store().record("project", id))) return Ok{};
  return keep(context, id, new_project(id, context.cloud.lab().settings.name, "{}", context.now()));
}

Result<Answer> list_projects(ApiContext& context, const Call& call) {
  const std::string wanted = call.asked("name").value_or("");
  std::vector<Json> projects;
  for (const Json& project : TRY(documents(context.store(), {.kind = "project"}))) {
    const std::string name = TRY(project.text("name"));
    if (name.find(wanted) != std::string::npos) projects.push_back(project);
  }
  const auto shown = [&](const Json& project) -> Result<Json> {
    return with_includes(context, call, TRY(whole_project(context, project)));
  };
  return Answer{200, TRY(page_of(call, "projects", projects, shown))};
}

Result<Answer> create_project(ApiContext& context, const Call& call) {
  const std::string name = TRY(call.body.optional_text("name")).value_or("");
  if (name.empty()) return fail(unprocessable("Name can't be blank"));
  const std::string id = TRY(new_uuid());
  const Json project = new_project(id, name, TRY(any_json(call.body, "customdata", "{}")), context.now());
  TRY(keep(context, id, project));
  return Answer{201, project};
}

Result<Answer> get_project(ApiContext& context, const Call& call) {
  const Json project = TRY(whole_project(context, TRY(project_of(context, call))));
  return Answer{200, TRY(with_includes(context, call, project))};
}

Result<Answer> update_project(ApiContext& context, const Call& call) {
  Json project = TRY(project_of(context, call));
  if (const std::optional<std::string> name = TRY(call.body.optional_text("name"))) {
    if (name->empty()) return fail(unprocessable("Name can't be blank"));
    project.set("name", *name);
  }
  if (call.body.has("customdata")) {
    const std::string customdata = TRY(any_json(call.body, "customdata", "{}"));
    project.set("customdata", TRY(parse_json(customdata, "custom data")));
  }
  if (call.body.has("backend_transfer_enabled"))
    project.set("backend_transfer_enabled", TRY(flag(call.body, "backend_transfer_enabled")));
  project.set("updated_at", format_utc(context.now()));
  TRY(keep(context, TRY(project.text("id")), project));
  return Answer{200, TRY(whole_project(context, project))};
}

Result<Answer> delete_project(ApiContext& context, const Call& call) {
  const std::string id = TRY(find_project(context, call.name("project")));
  if (id == lab_project_id()) return fail(unprocessable("The lab's own project can't be deleted"));
  for (const Host& host : context.cloud.hosts())
    if (project_id_of(host) == id) return fail(unprocessable("Cannot delete a project with active devices"));
  for (const char* const kind : {"ssh key", "address", "spot request", "batch"})
    for (const Record& record : TRY(context.store().records({.kind = kind, .owner = id})))
      TRY(context.store().remove_record(kind, record.id));
  TRY(context.store().remove_record("project", id));
  return Answer{204};
}

Result<Answer> get_bgp_config(ApiContext& context, const Call& call) {
  TRY(project_of(context, call));
  // What a project without BGP says.
  return Answer{200, Json::object().set("id", Json()).set("status", "disabled").set("asn", Json()).set("md5", Json())};
}

Result<Answer> get_user(ApiContext&, const Call&) { return Answer{200, user_json()}; }

Result<Answer> list_users(ApiContext&, const Call& call) {
  return Answer{200, TRY(page_of(call, "users", {user_json()}))};
}

Result<Answer> list_organizations(ApiContext& context, const Call& call) {
  const Json organization = TRY(organization_json(context.store()));
  return Answer{200, TRY(page_of(call, "organizations", {TRY(with_includes(context, call, organization))}))};
}

Result<Answer> get_organization(ApiContext& context, const Call& call) {
  if (call.name("organization") != organization_id()) return fail(not_found("that organization"));
  return Answer{200, TRY(with_includes(context, call, TRY(organization_json(context.store()))))};
}

}  // namespace vent::metal
