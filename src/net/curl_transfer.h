#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vent {

// What all that speaks HTTP shares: which URLs may be used and how they are shown, one transfer of libcurl that a stop
// ends at once, and what libcurl's codes mean. Its own header stays in .cc files: its options and codes are int here.

// Header names don't differ by case.
bool same_name(std::string_view a, std::string_view b);

struct UrlParts {
  std::string host;
  std::string server;  // "https://dl.example:8443"
  std::string shown;   // for messages: without the query, which may hold anything
};
// Only http and https, and no user name or password in it.
Result<UrlParts> take_apart(const std::string& url);
// Where a Location header leads, which may be a path only.
Result<std::string> redirected_url(const std::string& from, const std::string& location);

// Not lower: a name with several addresses, the first of them dead, needs this much.
constexpr std::chrono::milliseconds kConnectDeadline = std::chrono::seconds(15);

// A list of header lines to send.
class HeaderLines {
 public:
  void add(const std::string& line);
  const void* get() const { return list_.get(); }

 private:
  std::unique_ptr<void, void (*)(void*)> list_{nullptr, nullptr};
};

// One request at a time, and connections are used again by later ones. Errors of the library itself are exceptions.
class CurlTransfer {
 public:
  using Take = std::size_t(char* bytes, std::size_t unit, std::size_t count, void* target);

  CurlTransfer();
  ~CurlTransfer();
  CurlTransfer(const CurlTransfer&) = delete;

  // Everything as at first. Proxies from the environment are used, but never for this machine itself.
  void begin(const std::string& url, const UrlParts& parts);
  void set(int option, long value);
  void set(int option, const void* value);
  void set(int option, Take* take);

  struct Outcome {
    int code = 0;
    std::string explanation;
  };
  // Nothing when stopped. `is_enough` is asked after whatever happened, and at the latest after each `look_every`; when
  // it says true, the transfer is left, and there is nothing either.
  std::optional<Outcome> run(const std::stop_token& stop, const std::function<bool()>& is_enough = {},
                             std::chrono::milliseconds look_every = std::chrono::minutes(1));

  int status() const;
  bool has_connected() const;  // also through a proxy, and with TLS where the URL says so
  int proxy_status() const;    // what a proxy answered that was asked for a way through; 0 when none was

 private:
  struct Handles;
  std::unique_ptr<Handles> handles_;
};

// What a transfer's code means, as an error that begins with `what`. The kinds: see HttpClient.
Error explain_transfer(const CurlTransfer::Outcome& outcome, const std::string& what);

}  // namespace vent
