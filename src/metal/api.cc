#include "metal/api.h"

#include <fmt/core.h>
#include <httplib.h>
#include <sys/socket.h>

#include <thread>

#include "metal/api/answering.h"
#include "metal/api/cut_connection.h"
#include "metal/api/endpoints.h"
#include "metal/api/errors.h"
#include "metal/api/landlord.h"
#include "metal/api/metadata_server.h"
#include "metal/identity.h"

namespace vent::metal {
namespace {

constexpr const char* kAddress = "127.0.0.1";
constexpr std::size_t kThreads = 32;

// Clients slow down by these. The lab itself takes any number.
constexpr int kRequestsPerMinute = 10000;
struct RequestsLeft {
  int remaining = kRequestsPerMinute;
  std::int64_t reset = 0;  // Unix time
};
class RequestCount {
 public:
  RequestsLeft count(WallTime now) {
    const std::int64_t second = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    return left_.with([&](RequestsLeft& left) {
      if (second >= left.reset) left = {.remaining = kRequestsPerMinute, .reset = second + 60};
      if (left.remaining > 0) --left.remaining;
      return left;
    });
  }

 private:
  Locked<RequestsLeft> left_;
};

class HttpApi final : public Api {
 public:
  HttpApi(Cloud& cloud, EventBus& bus, Secret token) : cloud_(cloud), bus_(bus), token_(std::move(token)) {}

  ~HttpApi() override {
    stopping_.request_stop();
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

  Result<> listen() {
    TRY(ensure_lab_project(context_));
    add_handlers();
    // The library would share the port with another daemon (SO_REUSEPORT), and requests would be lost at random.
    server_.set_socket_options([](int socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    // A client that keeps its connection open holds a thread for seconds.
    server_.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };  // NOLINT: the library deletes it
    // Else the second packet of an answer waits for the client's word on the first, and that for 40 ms.
    server_.set_tcp_nodelay(true);
    const int port = cloud_.lab().settings.port;
    if (!server_.bind_to_port(kAddress, port))
      return fail(Error(ErrorKind::conflict, fmt::format("port {} on {} is in use", port, kAddress))
                      .with_id("VENT_PORT_IN_USE")
                      .with_hint(fmt::format("ss -ltnp 'sport = :{}'", port)));
    metadata_ = TRY(MetadataServer::start(context_));
    landlord_.emplace(context_, bus_);
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    // The library's stop() passes by a server that is only about to run, which would then run for ever.
    while (!server_.is_running()) std::this_thread::yield();
    return Ok{};
  }

  std::string address() const override { return fmt::format("http://{}:{}", kAddress, cloud_.lab().settings.port); }

 private:
  void handle(const httplib::Request& request, httplib::Response& response) {
    const bool may_ask = Secret(request.get_header_value("X-Auth-Token")) == token_;
    WireAnswer wire = unauthorized_answer();
    if (may_ask)
      wire = answer_to(context_, {.method = request.method,
                                  .path = request.path,
                                  .body = request.body,
                                  .query = {request.params.begin(), request.params.end()}});
    if (wire.delay_seconds > 0)
      cloud_.clock().sleep_for(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(wire.delay_seconds)),
                               stopping_.get_token());
    if (wire.is_cut) {
      cut_connection(request.remote_port);
      return;
    }
    response.status = wire.status;
    for (const auto& [name, value] : wire.headers) response.set_header(name, value);
    const RequestsLeft rate = count_.count(cloud_.clock().wall());
    response.set_header("X-RateLimit-Limit", std::to_string(kRequestsPerMinute));
    response.set_header("X-RateLimit-Remaining", std::to_string(rate.remaining));
    response.set_header("X-RateLimit-Reset", std::to_string(rate.reset));
    response.set_header("X-Request-Id", new_uuid().value_or(""));
    response.set_header("Cache-Control", "max-age=0, private, must-revalidate");
    response.set_content(wire.body, wire.type);
  }

  void add_handlers() {
    const httplib::Server::Handler all = [this](const httplib::Request& request, httplib::Response& response) {
      handle(request, response);
    };
    server_.Get(".*", all);
    server_.Post(".*", all);
    server_.Put(".*", all);
    server_.Patch(".*", all);
    server_.Delete(".*", all);
    server_.set_exception_handler([this](const auto&, httplib::Response& response, std::exception_ptr) {
      const Error error = Error(ErrorKind::bug, "a request ended in an exception").with_id("VENT_BUG");
      bus_.warn(error.text());
      response.status = http_status(error);
      response.set_content(error_body(error).compact(), "application/json; charset=utf-8");
    });
  }

  Cloud& cloud_;
  EventBus& bus_;
  const Secret token_;
  Locked<FaultRules> faults_;
  ApiContext context_{cloud_, faults_};
  RequestCount count_;
  std::stop_source stopping_;
  std::unique_ptr<MetadataServer> metadata_;
  std::optional<Landlord> landlord_;
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
