#include "metal/client.h"

#include <fmt/core.h>

#include "base/text.h"
#include "formats/json.h"
#include "metal/api.h"

namespace vent::metal {
namespace {

// The project that all hosts of a lab are in; the API takes any name here.
constexpr const char* kDevices = "/metal/v1/projects/lab/devices";
constexpr std::size_t kPerPage = 1000;  // the most that the API gives at once

Error not_running(const Lab& lab) {
  return Error(ErrorKind::missing, fmt::format("lab '{}' is not running", lab.settings.name))
      .with_id("VENT_METAL_NOT_RUNNING")
      .with_hint(lab.command("start"));
}

Error error_of(const HttpResponse& response) {
  const ErrorKind kind = response.status == 404   ? ErrorKind::missing
                         : response.status == 401 ? ErrorKind::not_permitted
                         : response.status == 422 ? ErrorKind::bad_input
                                                  : ErrorKind::failed;
  Error error(kind, fmt::format("the lab answered {}", response.status));
  const Result<Json> body = parse_json(response.body, "the answer");
  if (!body) return std::move(error).with_details(response.body);
  if (const Result<std::vector<std::string>> messages = body->texts("errors")) error.message = join(*messages, ", ");
  error.id = body->optional_text("id").value_or(std::nullopt).value_or("");
  error.hint = body->optional_text("hint").value_or(std::nullopt).value_or("");
  return error;
}

}  // namespace

Client::Client(const Lab& lab) : lab_(lab), http_(std::make_unique<CurlHttpClient>()) {}

Result<HttpResponse> Client::send(const std::string& method, const std::string& path, const std::string& body) {
  Result<Secret> token = read_token(lab_);
  if (!token) return fail(token.error().kind == ErrorKind::missing ? not_running(lab_) : token.error());
  Result<HttpResponse> response = http_->send({.method = method,
                                               .url = fmt::format("http://127.0.0.1:{}{}", lab_.settings.port, path),
                                               .headers = {{"Content-Type", "application/json"}},
                                               .body = body,
                                               .token = *std::move(token)});
  if (!response) return fail(response.error().kind == ErrorKind::not_reachable ? not_running(lab_) : response.error());
  if (response->status >= 300) return fail(error_of(*response));
  return response;
}

Result<LabStatus> Client::status() {
  const Json json = TRY(parse_json(TRY(send("GET", "/lab/status")).body, "the lab's status"));
  return LabStatus{.process_id = static_cast<int>(TRY(json.integer("process_id"))),
                   .cgroups = TRY(json.text("cgroups")),
                   .hosts = static_cast<int>(TRY(json.integer("hosts")))};
}

Result<std::vector<HostView>> Client::hosts() {
  std::vector<HostView> hosts;
  for (int page = 1;; ++page) {
    const std::string path = fmt::format("{}?page={}&per_page={}", kDevices, page, kPerPage);
    const Json json = TRY(parse_json(TRY(send("GET", path)).body, "the lab's hosts"));
    const std::vector<Json> devices = TRY(json.list("devices"));
    for (const Json& device : devices) hosts.push_back(TRY(host_from_device(device)));
    if (devices.size() < kPerPage) return hosts;
  }
}

Result<HostView> Client::host(const std::string& name_or_id) {
  std::vector<HostView> found;
  std::vector<std::string> names;
  for (HostView& host : TRY(hosts())) {
    names.push_back(host.name);
    if (host.name == name_or_id || host.id == name_or_id) found.push_back(std::move(host));
  }
  if (found.size() == 1) return std::move(found.front());
  if (found.size() > 1) {
    std::vector<std::string> ids;
    for (const HostView& host : found) ids.push_back(host.id);
    return fail(Error(ErrorKind::bad_input, fmt::format("{} hosts are called '{}'", found.size(), name_or_id))
                    .with_id("VENT_HOST_AMBIGUOUS")
                    .with_hint("name one by its id: " + join(ids, ", ")));
  }
  const std::optional<std::string> near = nearest(name_or_id, names);
  return fail(Error(ErrorKind::missing, fmt::format("there is no host '{}'", name_or_id))
                  .with_id("VENT_NO_HOST")
                  .with_hint(near            ? fmt::format("did you mean '{}'?", *near)
                             : names.empty() ? "the lab has no hosts: vent metal create NAME"
                                             : "there are: " + join(names, ", ")));
}

Result<HostView> Client::create(const std::string& name, const std::string& user_data,
                                const std::vector<std::string>& authorized_keys) {
  Json keys = Json::array();
  for (const std::string& key : authorized_keys) keys.push(key);
  const Json request = Json::object().set("hostname", name).set("userdata", user_data).set("ssh_keys", std::move(keys));
  return host_from_device(TRY(parse_json(TRY(send("POST", kDevices, request.compact())).body, "the new host")));
}

Result<> Client::remove(const HostView& host) {
  TRY(send("DELETE", "/metal/v1/devices/" + host.id));
  return Ok{};
}

Result<> Client::act(const HostView& host, const std::string& action) {
  TRY(send("POST", fmt::format("/metal/v1/devices/{}/actions", host.id), Json::object().set("type", action).compact()));
  return Ok{};
}

Result<ConsolePiece> Client::console(const HostView& host, std::size_t from) {
  const HttpResponse response = TRY(send("GET", fmt::format("/lab/devices/{}/console?from={}", host.id, from)));
  const Json json = TRY(parse_json(response.body, "the console"));
  // Not counted from the text: bytes that are no characters were replaced in it.
  return ConsolePiece{.text = TRY(json.text("text")), .end = static_cast<std::size_t>(TRY(json.integer("size")))};
}

Result<std::vector<Link>> Client::links() {
  const Json json = TRY(parse_json(TRY(send("GET", "/lab/links")).body, "the lab's links"));
  std::vector<Link> links;
  for (const Json& link : TRY(json.list("links"))) links.push_back(TRY(link_from_json(link)));
  return links;
}

Result<> Client::set_link(const Link& link) {
  TRY(send("PUT", "/lab/links", link_json(link).compact()));
  return Ok{};
}

Result<Json> Client::market() { return parse_json(TRY(send("GET", "/lab/market")).body, "the lab's market"); }

Result<> Client::change_market(const Json& change) {
  TRY(send("PUT", "/lab/market", change.compact()));
  return Ok{};
}

}  // namespace vent::metal
