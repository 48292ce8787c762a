#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace vent {

class CurlTransfer;

struct HttpHeader {
  std::string name;
  std::string value;

  bool operator==(const HttpHeader&) const = default;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  // http:// or https://, without a user name or password in it
  std::vector<HttpHeader> headers;
  std::string body;
  // Sent as the header of that name when it isn't empty, and shown nowhere.
  std::string token_header = "X-Auth-Token";
  Secret token;
  std::chrono::milliseconds deadline = std::chrono::seconds(30);  // for all of it, until the last byte of the answer
  std::stop_token stop = {};
  bool is_direct = false;                       // past any proxy
  std::size_t answer_limit = 16 * 1024 * 1024;  // bytes of headers and body
};

struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers;
  std::string body;

  // The first header of that name, in whatever case it was written.
  std::optional<std::string> header(std::string_view name) const;
};

// Sends requests. Any answer of the server is a value, whatever its status; redirections are not followed. Errors:
//   not_reachable  the name is unknown or nobody answers there (later)
//   timed_out      the deadline, or 15 seconds without a connection (later)
//   interrupted    the stop token
//   not_permitted  the two sides don't trust each other (TLS)
//   failed         the connection broke (later), or the answer is no HTTP or too long
//   bad_input      a malformed URL or header
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  virtual Result<HttpResponse> send(const HttpRequest& request) = 0;
};

// The real one: HTTP/1.1, and connections are used again by later requests. One object serves one thread at a time.
// Proxies from the environment are used, but never for this machine itself.
class CurlHttpClient final : public HttpClient {
 public:
  CurlHttpClient();
  ~CurlHttpClient() override;
  Result<HttpResponse> send(const HttpRequest& request) override;

 private:
  std::unique_ptr<CurlTransfer> transfer_;
};

}  // namespace vent
