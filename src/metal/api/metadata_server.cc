#include "metal/api/metadata_server.h"

#include <fmt/core.h>
#include <httplib.h>
#include <sys/socket.h>

#include <thread>

#include "metal/api/elastic.h"
#include "metal/api/metadata.h"
#include "metal/link_namespace.h"

namespace vent::metal {
namespace {

constexpr int kPort = 80;
constexpr std::size_t kThreads = 4;

class HttpMetadataServer final : public MetadataServer {
 public:
  explicit HttpMetadataServer(ApiContext& context) : context_(context) {}

  ~HttpMetadataServer() override {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

  Result<> listen() {
    add_routes();
    server_.set_socket_options([](int socket) {
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    // Few and short requests. A connection that stays open would hold a thread that other hosts wait for.
    server_.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };  // NOLINT: the library deletes it
    server_.set_keep_alive_max_count(1);
    server_.set_tcp_nodelay(true);
    TRY(in_network_namespace(context_.cloud.lab().router_namespace(), [this]() -> Result<> {
      if (server_.bind_to_port(kMetadataAddress, kPort)) return Ok{};
      return fail(Error(ErrorKind::conflict,
                        fmt::format("port {} of {} in the lab's router is in use", kPort, kMetadataAddress))
                      .with_id("VENT_PORT_IN_USE"));
    }));
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
    return Ok{};
  }

 private:
  using Say = std::function<void(const Host&, const Json& metadata, httplib::Response&)>;

  httplib::Server::Handler of_host(Say say) {
    return [this, say = std::move(say)](const httplib::Request& request, httplib::Response& response) {
      const std::vector<Host> hosts = context_.cloud.hosts();
      const Host* const host = host_with_address(hosts, context_.cloud.plan(), request.remote_addr);
      const Result<std::vector<Json>> elastic =
          host != nullptr ? assigned_addresses(context_.store(), host->id) : std::vector<Json>{};
      if (host == nullptr || !elastic) {
        response.status = 404;
        return;
      }
      say(*host, metadata_json(*host, context_.cloud.plan(), *elastic), response);
    };
  }

  void add_routes() {
    server_.Get("/metadata", of_host([](const Host&, const Json& metadata, httplib::Response& response) {
                  response.set_content(metadata.compact(), "application/json; charset=utf-8");
                }));
    const auto user_data = of_host([](const Host& host, const Json&, httplib::Response& response) {
      response.set_content(host.user_data, "text/plain");
    });
    server_.Get("/userdata", user_data);
    server_.Get(R"(/(?:2009-04-04|latest)/user-data)", user_data);
    server_.Get(R"(/(?:2009-04-04|latest)/meta-data/?([a-z0-9-]*))",
                [this](const httplib::Request& request, httplib::Response& response) {
                  of_host([&](const Host&, const Json& metadata, httplib::Response& answer) {
                    const std::optional<std::string> word = metadata_word(metadata, request.matches[1]);
                    answer.status = word ? 200 : 404;
                    answer.set_content(word.value_or(""), "text/plain");
                  })(request, response);
                });
    // A host may say that it is ready, or how far its installation is; that is noted and changes nothing.
    const auto note = of_host([this](const Host& host, const Json&, httplib::Response&) {
      static_cast<void>(
          write_event(context_.store(), host, {"user.state", "\"%device%\" said how it is"}, context_.now()));
    });
    server_.Post("/phone-home", note);
    server_.Post("/events", note);
  }

  ApiContext& context_;
  httplib::Server server_;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<MetadataServer>> MetadataServer::start(ApiContext& context) {
  std::unique_ptr<HttpMetadataServer> server = std::make_unique<HttpMetadataServer>(context);
  TRY(server->listen());
  return server;
}

}  // namespace vent::metal
