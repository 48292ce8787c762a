#include "net/test_files.h"

#include <fmt/core.h>

#include <cstdlib>
#include <numeric>
#include <optional>

namespace vent {
namespace {

std::optional<std::string> header(const std::string& request, std::string_view name) {
  const std::string begin = fmt::format("\r\n{}: ", name);
  const std::size_t found = request.find(begin);
  if (found == std::string::npos) return std::nullopt;
  const std::size_t value = found + begin.size();
  return request.substr(value, request.find("\r\n", value) - value);
}

std::size_t range_of(const std::string& request) {
  const std::optional<std::string> range = header(request, "Range");  // "bytes=5-"
  return range ? static_cast<std::size_t>(std::atol(range->c_str() + 6)) : 0;
}

std::string path_of(const std::string& request) {
  const std::size_t begin = request.find(' ') + 1;
  return request.substr(begin, request.find(' ', begin) - begin);
}

}  // namespace

void TestFiles::put(const std::string& path, std::string bytes, std::string etag) {
  state_.with([&](State& state) { state.files[path] = {std::move(bytes), std::move(etag)}; });
}

void TestFiles::misbehave(const std::string& path, Behaviour behaviour) {
  state_.with([&](State& state) { state.behaviours[path] = std::move(behaviour); });
}

std::vector<std::string> TestFiles::requests() const {
  return state_.with([](const State& state) { return state.requests; });
}

void TestFiles::answer(TestConnection& connection, const std::string& request, std::size_t most) const {
  const auto file = state_.with([&](const State& state) -> std::optional<File> {
    const auto found = state.files.find(path_of(request));
    return found == state.files.end() ? std::nullopt : std::optional(found->second);
  });
  if (!file) {
    connection.send_answer("404 Not Found", "Connection: close\r\n", "no such file here");
    return;
  }
  const std::size_t size = file->bytes.size();
  const bool same = header(request, "If-Range").value_or(file->etag) == file->etag;
  const std::size_t from = same ? range_of(request) : 0;
  std::string headers = "Connection: close\r\n";
  if (!file->etag.empty()) headers += fmt::format("ETag: {}\r\n", file->etag);
  if (from > size) {
    connection.send_answer("416 Range Not Satisfiable", headers + fmt::format("Content-Range: bytes */{}\r\n", size),
                           "");
    return;
  }
  if (from > 0) headers += fmt::format("Content-Range: bytes {}-{}/{}\r\n", from, size - 1, size);
  connection.send(fmt::format("HTTP/1.1 {}\r\n{}Content-Length: {}\r\n\r\n",
                              from > 0 ? "206 Partial Content" : "200 OK", headers, size - from));
  connection.send(std::string_view(file->bytes).substr(from, most));
}

void TestFiles::serve(TestConnection& connection) {
  const std::string request = connection.read_request();
  if (request.empty()) return;
  const std::string path = path_of(request);
  int number = 0;
  const Behaviour behaviour = state_.with([&](State& state) {
    number = ++state.counts[path];
    const std::size_t from = range_of(request);
    state.requests.push_back(from > 0 ? fmt::format("{} from {}", path, from) : path);
    const auto found = state.behaviours.find(path);
    return found == state.behaviours.end() ? Behaviour() : found->second;
  });
  if (!behaviour || !behaviour(connection, request, number)) answer(connection, request);
}

TestFiles::Behaviour always(const std::string& status, const std::string& headers, const std::string& body) {
  return [=](TestConnection& connection, const std::string&, int) {
    connection.send_answer(status, "Connection: close\r\n" + headers, body);
    return true;
  };
}

TestFiles::Behaviour redirects_to(const std::string& url) { return always("302 Found", "Location: " + url + "\r\n"); }

bool SkippingClock::sleep_until(Moment moment, std::stop_token stop) {
  pauses.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(moment - now()));
  return !stop.stop_requested();
}

std::chrono::milliseconds SkippingClock::slept() const {
  return std::accumulate(pauses.begin(), pauses.end(), std::chrono::milliseconds(0));
}

}  // namespace vent
