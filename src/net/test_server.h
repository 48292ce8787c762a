#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/file_descriptor.h"

namespace vent {

// One connection as a test's server sees it: bytes, so that a test can misbehave exactly as it wants to.
class TestConnection {
 public:
  TestConnection(FileDescriptor socket, int number) : socket_(std::move(socket)), number_(number) {}

  int number() const { return number_; }  // counts from 1
  // One HTTP request with its whole body; empty when the other side has closed.
  std::string read_request();
  // False when the other side has gone.
  bool send(std::string_view bytes);
  bool send_answer(std::string_view status, std::string_view headers, std::string_view body);
  void wait_until_closed();
  void cut();

 private:
  bool read_more();

  FileDescriptor socket_;
  int number_;
  std::string received_;
};

// A TCP server on a free port of 127.0.0.1 for tests. Each connection gets a thread that runs `serve` and closes the
// connection when it returns. The destructor cuts all connections and waits.
class TestServer {
 public:
  explicit TestServer(std::function<void(TestConnection&)> serve);
  ~TestServer();

  int port() const { return port_; }
  std::string url(std::string_view path) const;

 private:
  void accept_all();

  std::function<void(TestConnection&)> serve_;
  FileDescriptor listener_;
  int port_ = 0;
  std::vector<std::unique_ptr<TestConnection>> connections_;  // of accept_all()'s thread, then of the destructor
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace vent
