#include "net/test_server.h"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdlib>
#include <stdexcept>

namespace vent {

bool TestConnection::read_more() {
  char piece[65536];
  const ssize_t count = ::recv(socket_.number(), piece, sizeof piece, 0);
  if (count <= 0) return false;
  received_.append(piece, static_cast<std::size_t>(count));
  return true;
}

std::string TestConnection::read_request() {
  std::size_t head_end = 0;
  while ((head_end = received_.find("\r\n\r\n")) == std::string::npos)
    if (!read_more()) return {};
  std::size_t whole = head_end + 4;
  constexpr std::string_view kLength = "\r\nContent-Length: ";
  if (const std::size_t length = received_.find(kLength); length < head_end)
    whole += static_cast<std::size_t>(std::atol(received_.c_str() + length + kLength.size()));
  while (received_.size() < whole)
    if (!read_more()) return {};
  std::string request = received_.substr(0, whole);
  received_.erase(0, whole);
  return request;
}

bool TestConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool TestConnection::send_answer(std::string_view status, std::string_view headers, std::string_view body) {
  return send(fmt::format("HTTP/1.1 {}\r\n{}Content-Length: {}\r\n\r\n{}", status, headers, body.size(), body));
}

void TestConnection::wait_until_closed() {
  while (read_more()) received_.clear();
}

void TestConnection::cut() { ::shutdown(socket_.number(), SHUT_RDWR); }

TestServer::TestServer(std::function<void(TestConnection&)> serve)
    : serve_(std::move(serve)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_.number(), generic, size) != 0 || ::listen(listener_.number(), 16) != 0 ||
      ::getsockname(listener_.number(), generic, &size) != 0)
    throw std::runtime_error("the test server can't listen on 127.0.0.1");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

TestServer::~TestServer() {
  ::shutdown(listener_.number(), SHUT_RDWR);
  acceptor_.join();
  for (const std::unique_ptr<TestConnection>& connection : connections_) connection->cut();
  for (std::thread& thread : threads_) thread.join();
}

std::string TestServer::url(std::string_view path) const { return fmt::format("http://127.0.0.1:{}{}", port_, path); }

void TestServer::accept_all() {
  while (true) {
    FileDescriptor socket(::accept4(listener_.number(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!socket.is_open()) return;
    const int number = static_cast<int>(connections_.size()) + 1;
    connections_.push_back(std::make_unique<TestConnection>(std::move(socket), number));
    threads_.emplace_back([this, connection = connections_.back().get()] {
      serve_(*connection);
      connection->cut();
    });
  }
}

}  // namespace vent
