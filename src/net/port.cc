#include "net/port.h"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <iterator>

#include "base/clock.h"
#include "base/file_descriptor.h"
#include "base/poll_deadline.h"
#include "base/stop_event.h"

namespace vent {
namespace {

// More than any greeting has; SSH allows 255.
constexpr std::size_t kLongestBanner = 1024;

std::string place_name(Ipv4 address, int port) { return fmt::format("{}:{}", address.text(), port); }

Result<sockaddr_in> socket_address(Ipv4 address, int port) {
  if (port < 1 || port > 65535)
    return fail(Error(ErrorKind::bad_input, fmt::format("{} is not a TCP port", port))
                    .with_id("VENT_BAD_PORT")
                    .with_hint("a port is a number from 1 to 65535"));
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(static_cast<std::uint16_t>(port));
  result.sin_addr.s_addr = htonl(address.value);
  return result;
}

// The socket functions take every address family behind this one type.
const sockaddr* generic(const sockaddr_in& address) { return reinterpret_cast<const sockaddr*>(&address); }

Result<FileDescriptor> tcp_socket() {
  FileDescriptor result(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!result.is_open())
    return fail(Error(ErrorKind::failed, fmt::format("can't make a socket: {}", std::strerror(errno))));
  return result;
}

Error connection_error(const std::string& place, int error_number) {
  return Error(ErrorKind::not_reachable, fmt::format("can't connect to {}: {}", place, std::strerror(error_number)))
      .with_id("VENT_NOT_REACHABLE")
      .with_retry(Retry::later);
}

// Waits for a socket within one deadline for everything that is done with it.
class Waiter {
 public:
  Waiter(std::string place, std::chrono::milliseconds deadline, const std::stop_token& stop)
      : place_(std::move(place)), allowed_(deadline), end_(moment_after(deadline)), stop_(stop) {}

  Result<> wait(const FileDescriptor& socket, short events, std::string_view awaited) {
    while (true) {
      const int left = poll_timeout(end_);
      pollfd waits[] = {{socket.number(), events, 0}, {stop_.descriptor(), POLLIN, 0}};
      if (::poll(waits, std::size(waits), left) < 0 && errno != EINTR) return fail(connection_error(place_, errno));
      if (waits[1].revents != 0)
        return fail(Error(ErrorKind::interrupted, fmt::format("stopped waiting for {}", place_)));
      if (waits[0].revents != 0) return Ok{};
      if (left == 0)
        return fail(Error(ErrorKind::timed_out,
                          fmt::format("{} gave no {} within {}", place_, awaited, format_duration(allowed_)))
                        .with_id("VENT_TIMED_OUT")
                        .with_retry(Retry::later));
    }
  }

 private:
  std::string place_;
  std::chrono::milliseconds allowed_;
  Moment end_;
  StopEvent stop_;
};

Result<FileDescriptor> connected(Ipv4 address, int port, const std::string& place, Waiter& waiter) {
  const sockaddr_in wanted = TRY(socket_address(address, port));
  FileDescriptor socket = TRY(tcp_socket());
  if (::connect(socket.number(), generic(wanted), sizeof wanted) == 0) return socket;
  if (errno != EINPROGRESS) return fail(connection_error(place, errno));
  TRY(waiter.wait(socket, POLLOUT, "connection"));
  int outcome = 0;
  socklen_t size = sizeof outcome;
  ::getsockopt(socket.number(), SOL_SOCKET, SO_ERROR, &outcome, &size);
  if (outcome != 0) return fail(connection_error(place, outcome));
  return socket;
}

}  // namespace

Result<bool> tcp_port_is_free(Ipv4 address, int port) {
  const sockaddr_in wanted = TRY(socket_address(address, port));
  const FileDescriptor socket = TRY(tcp_socket());
  // As servers do it: connections of an earlier server that are still closing don't count.
  const int on = 1;
  ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(socket.number(), generic(wanted), sizeof wanted) == 0) return true;
  const int error_number = errno;
  if (error_number == EADDRINUSE) return false;
  const bool may_not = error_number == EACCES || error_number == EPERM;
  return fail(Error(may_not ? ErrorKind::not_permitted : ErrorKind::missing,
                    fmt::format("can't use {}: {}", place_name(address, port), std::strerror(error_number)))
                  .with_hint(may_not ? "ports below 1024 need root" : "give an address of this machine"));
}

Result<> try_tcp_connection(Ipv4 address, int port, std::chrono::milliseconds deadline, std::stop_token stop) {
  const std::string place = place_name(address, port);
  Waiter waiter(place, deadline, stop);
  TRY(connected(address, port, place, waiter));
  return Ok{};
}

Result<std::string> read_tcp_banner(Ipv4 address, int port, std::chrono::milliseconds deadline, std::stop_token stop) {
  const std::string place = place_name(address, port);
  Waiter waiter(place, deadline, stop);
  const FileDescriptor socket = TRY(connected(address, port, place, waiter));

  std::string banner;
  while (banner.size() < kLongestBanner) {
    TRY(waiter.wait(socket, POLLIN, "greeting"));
    char piece[256];
    const ssize_t count = ::recv(socket.number(), piece, sizeof piece, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (count < 0) return fail(connection_error(place, errno));
    if (count == 0)
      return fail(Error(ErrorKind::not_reachable, fmt::format("{} closed the connection before its greeting", place))
                      .with_id("VENT_NOT_REACHABLE")
                      .with_retry(Retry::later));
    banner.append(piece, static_cast<std::size_t>(count));
    if (const std::size_t end = banner.find('\n'); end != std::string::npos) {
      banner.resize(end);
      if (banner.ends_with('\r')) banner.pop_back();
      return banner;
    }
  }
  return fail(
      Error(ErrorKind::failed, fmt::format("{} sent more than {} bytes without a line", place, kLongestBanner)));
}

}  // namespace vent
