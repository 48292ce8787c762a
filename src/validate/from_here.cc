#include "validate/from_here.h"

#include <fmt/core.h>

#include "base/text.h"
#include "net/http_client.h"

namespace vent {

std::string ask_from_here(const std::string& address, int port, const std::string& path, const std::stop_token& stop) {
  HttpRequest request;
  request.url = fmt::format("http://{}:{}{}", address, port, path);
  request.deadline = std::chrono::seconds(5);
  request.stop = stop;
  request.is_direct = true;
  CurlHttpClient client;
  const Result<HttpResponse> answer = client.send(request);
  return answer ? std::string(trim(answer->body)) : answer.error().message;
}

}  // namespace vent
