#include "metal/api.h"

#include <fmt/core.h>
#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <thread>

#include "base/text.h"
#include "formats/json.h"
#include "metal/device_json.h"
#include "metal/identity.h"

namespace vent::metal {
namespace {

constexpr const char* kAddress = "127.0.0.1";

int http_status(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::bad_input:
    case ErrorKind::conflict:
      return 422;
    case ErrorKind::missing:
      return 404;
    case ErrorKind::not_permitted:
      return 401;
    default:
      return 500;
  }
}

void answer(httplib::Response& response, int status, const Json& body) {
  response.status = status;
  response.set_content(body.compact(), "application/json; charset=utf-8");
}

void answer(httplib::Response& response, const Error& error) {
  Json body = Json::object();
  body.set("errors", Json::array().push(error.message));
  body.set("id", error.id);
  body.set("hint", error.hint);
  answer(response, http_status(error.kind), body);
}

// What an endpoint says: a status and a body, which may be empty.
struct Answer {
  int status = 200;
  std::optional<Json> body;
};
using Endpoint = std::function<Result<Answer>(const httplib::Request&)>;

class HttpApi final : public Api {
 public:
  HttpApi(Cloud& cloud, EventBus& bus, Secret token) : cloud_(cloud), bus_(bus), token_(std::move(token)) {}

  ~HttpApi() override {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

  Result<> listen() {
    add_endpoints();
    // The library would share the port with another daemon (SO_REUSEPORT), and requests would be lost at random.
    server_.set_socket_options([](int socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    const int port = cloud_.lab().settings.port;
    if (!server_.bind_to_port(kAddress, port))
      return fail(Error(ErrorKind::conflict, fmt::format("port {} on {} is in use", port, kAddress))
                      .with_id("VENT_PORT_IN_USE")
                      .with_hint(fmt::format("ss -ltnp 'sport = :{}'", port)));
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    // The library's stop() passes by a server that is only about to run, which would then run for ever.
    while (!server_.is_running()) std::this_thread::yield();
    return Ok{};
  }

  std::string address() const override { return fmt::format("http://{}:{}", kAddress, cloud_.lab().settings.port); }

 private:
  // Wraps an endpoint: the token is checked, an error becomes an error body.
  httplib::Server::Handler guarded(Endpoint endpoint) {
    return [this, endpoint = std::move(endpoint)](const httplib::Request& request, httplib::Response& response) {
      if (!(Secret(request.get_header_value("X-Auth-Token")) == token_)) {
        answer(response, 401, Json::object().set("error", "Invalid authentication token"));
        return;
      }
      const Result<Answer> result = endpoint(request);
      if (!result) {
        answer(response, result.error());
      } else if (result->body) {
        answer(response, result->status, *result->body);
      } else {
        response.status = result->status;
      }
    };
  }

  Json device(const Host& host) const { return device_json(host, cloud_.plan()); }

  Result<Answer> list() const {
    Json devices = Json::array();
    for (const Host& host : TRY(cloud_.hosts())) devices.push(device(host));
    return Answer{200, Json::object().set("devices", std::move(devices))};
  }

  Result<Answer> create(const std::string& body) {
    const Json wanted = TRY(parse_json(body, "the request"));
    HostRequest request{.name = TRY(wanted.text("hostname")),
                        .user_data = TRY(wanted.optional_text("userdata")).value_or(""),
                        .authorized_keys = {}};
    if (wanted.has("ssh_keys"))
      for (const Json& key : TRY(wanted.list("ssh_keys"))) request.authorized_keys.push_back(TRY(key.text()));
    return Answer{201, device(TRY(cloud_.create(request)))};
  }

  Result<Answer> act(const std::string& id, const std::string& body) {
    const std::string type = TRY(TRY(parse_json(body, "the request")).text("type"));
    const std::optional<Wish> wish = wish_from_action(type);
    if (!wish)
      return fail(Error(ErrorKind::bad_input, fmt::format("'{}' is not an action", type)).with_id("VENT_ACTION"));
    TRY(cloud_.ask(id, *wish));
    return Answer{202, std::nullopt};
  }

  Result<Answer> console(const httplib::Request& request) const {
    const std::string text = TRY(cloud_.console(request.matches[1]));
    const std::string from_text = request.has_param("from") ? request.get_param_value("from") : "0";
    const std::optional<long long> from = parse_integer(from_text, 0, std::numeric_limits<long long>::max());
    if (!from)
      return fail(
          Error(ErrorKind::bad_input, fmt::format("'{}' is no place in a console", from_text)).with_id("VENT_FROM"));
    const std::size_t begin = std::min(text.size(), static_cast<std::size_t>(*from));
    return Answer{200, Json::object().set("text", text.substr(begin)).set("size", text.size())};
  }

  Result<Answer> status() const {
    const std::vector<Host> hosts = TRY(cloud_.hosts());
    return Answer{200, Json::object()
                           .set("process_id", static_cast<std::int64_t>(::getpid()))
                           .set("cgroups", cloud_.cgroups().unified ? "v2" : "v1")
                           .set("hosts", hosts.size())};
  }

  void add_endpoints() {
    const std::string devices = R"((?:/metal/v1)?/devices)";
    server_.Get(R"((?:/metal/v1)?/projects/[^/]+/devices)", guarded([this](const auto&) { return list(); }));
    server_.Post(R"((?:/metal/v1)?/projects/[^/]+/devices)",
                 guarded([this](const auto& request) { return create(request.body); }));
    server_.Get(devices + "/([^/]+)", guarded([this](const auto& request) -> Result<Answer> {
                  return Answer{200, device(TRY(cloud_.host(request.matches[1])))};
                }));
    server_.Delete(devices + "/([^/]+)", guarded([this](const auto& request) -> Result<Answer> {
                     TRY(cloud_.ask(request.matches[1], Wish::remove));
                     return Answer{204, std::nullopt};
                   }));
    server_.Post(devices + "/([^/]+)/actions",
                 guarded([this](const auto& request) { return act(request.matches[1], request.body); }));
    server_.Get("/lab/status", guarded([this](const auto&) { return status(); }));
    server_.Get("/lab/devices/([^/]+)/console", guarded([this](const auto& request) { return console(request); }));
    server_.Get("/lab/links", guarded([this](const auto&) -> Result<Answer> {
                  Json links = Json::array();
                  for (const Link& link : TRY(cloud_.links())) links.push(link_json(link));
                  return Answer{200, Json::object().set("links", std::move(links))};
                }));
    server_.Put("/lab/links", guarded([this](const auto& request) -> Result<Answer> {
                  TRY(cloud_.set_link(TRY(link_from_json(TRY(parse_json(request.body, "the request"))))));
                  return Answer{204, std::nullopt};
                }));
    server_.set_exception_handler([this](const auto&, httplib::Response& response, std::exception_ptr) {
      const Error error = Error(ErrorKind::bug, "a request ended in an exception").with_id("VENT_BUG");
      bus_.warn(error.text());
      answer(response, error);
    });
  }

  Cloud& cloud_;
  EventBus& bus_;
  const Secret token_;
  httplib::Server server_;
  std::thread thread_;
};

}  // namespace

Result<Secret> read_token(const Lab& lab) { return Secret(TRY(read_file(lab.token_file()))); }

Result<Secret> ensure_token(const Lab& lab) {
  if (!path_exists(lab.token_file())) TRY(write_file(lab.token_file(), TRY(new_uuid()), 0600));
  return read_token(lab);
}

Result<std::unique_ptr<Api>> Api::start(Cloud& cloud, EventBus& bus) {
  std::unique_ptr<HttpApi> api = std::make_unique<HttpApi>(cloud, bus, TRY(ensure_token(cloud.lab())));
  TRY(api->listen());
  return api;
}

}  // namespace vent::metal
