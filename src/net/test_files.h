#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/locked.h"
#include "net/test_server.h"

namespace vent {

// A server of files for tests, which knows Range and If-Range as real ones do, and misbehaves where a test says so.
class TestFiles {
 public:
  struct File {
    std::string bytes;
    std::string etag;  // with its quotes; empty: none is sent
  };
  // Called for a path's requests, which are counted from 1. False: answer it as usual.
  using Behaviour = std::function<bool(TestConnection& connection, const std::string& request, int number)>;

  TestFiles() : server_([this](TestConnection& connection) { serve(connection); }) {}

  void put(const std::string& path, std::string bytes, std::string etag = "\"one\"");
  void misbehave(const std::string& path, Behaviour behaviour);

  std::string url(std::string_view path) const { return server_.url(path); }
  int port() const { return server_.port(); }
  // What was asked for, in order: "/kubelet", "/kubelet from 4096".
  std::vector<std::string> requests() const;

  // The answer as it would be, of which only so many bytes of the body are sent.
  void answer(TestConnection& connection, const std::string& request, std::size_t most = std::string::npos) const;

 private:
  void serve(TestConnection& connection);

  struct State {
    std::map<std::string, File> files;
    std::map<std::string, Behaviour> behaviours;
    std::map<std::string, int> counts;
    std::vector<std::string> requests;
  };
  Locked<State> state_;
  TestServer server_;  // last: its threads use the above
};

// Behaviours that several tests share.
TestFiles::Behaviour always(const std::string& status, const std::string& headers = "", const std::string& body = "");
TestFiles::Behaviour redirects_to(const std::string& url);

// A clock whose sleeps are over at once, and are written down.
class SkippingClock final : public Clock {
 public:
  WallTime wall() const override { return WallTime{std::chrono::sys_days{std::chrono::year(2026) / 1 / 1}} + slept(); }
  Moment now() const override { return Moment{} + slept(); }
  bool sleep_until(Moment moment, std::stop_token stop) override;

  std::vector<std::chrono::milliseconds> pauses;  // of the thread that sleeps

 private:
  std::chrono::milliseconds slept() const;
};

}  // namespace vent
