// vent-echo: answers over HTTP and UDP with who was asked and who asked, so that services, routes and policies of a
// cluster can be seen at work.
//
//   vent-echo [--port N] [--udp-port N]      8080; UDP only when a port is given; 0: one that is free
//
//   /healthz     ok
//   /hostname    the host's name
//   else         JSON: the host's name, the addresses of both ends, and the request
//   UDP          the host's name, a space, and the datagram
//
// Each request gets a connection of its own. There is nothing of the C++ library in here, so that it stays small.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

constexpr int kThreads = 64;  // so many requests at once; others wait in line
constexpr std::size_t kHeadLimit = 16UL * 1024;
constexpr std::size_t kAnswerLimit = 8 * kHeadLimit;  // a byte takes six at most
constexpr std::size_t kStack = 512UL * 1024;
constexpr int kSeconds = 10;  // for a request to come, or an answer to go
constexpr int kExitBadInput = 64;

// Text of limited length; what is more is cut.
template <std::size_t limit>
class Text {
 public:
  void add(std::string_view text) {
    for (const char byte : text)
      if (size_ < limit) bytes_[size_++] = byte;
  }
  // As a JSON string. Bytes that aren't ASCII stand as the characters of Latin-1, as HTTP has it.
  void add_quoted(std::string_view text) {
    constexpr char kDigits[] = "0123456789abcdef";
    add("\"");
    for (const char byte : text) {
      const auto number = static_cast<unsigned char>(byte);
      const char escaped[] = {'\\', 'u', '0', '0', kDigits[number >> 4], kDigits[number & 15]};
      const bool is_plain = number >= 0x20 && number < 0x7f && byte != '"' && byte != '\\';
      add(is_plain ? std::string_view(&byte, 1) : std::string_view(escaped, sizeof escaped));
    }
    add("\"");
  }
  std::string_view view() const { return {bytes_, size_}; }

 private:
  char bytes_[limit];
  std::size_t size_ = 0;
};

using ShortText = Text<256>;
using Answer = Text<kAnswerLimit>;

ShortText host_name() {
  char name[HOST_NAME_MAX + 1] = {};
  gethostname(name, sizeof name - 1);
  ShortText text;
  text.add(name);
  return text;
}

ShortText decimal(std::size_t number) {
  char digits[24];
  ShortText text;
  text.add({digits, static_cast<std::size_t>(std::snprintf(digits, sizeof digits, "%zu", number))});
  return text;
}

// "10.0.0.1:80" or "[::1]:80".
ShortText address_text(const sockaddr_storage& address) {
  char name[INET6_ADDRSTRLEN] = {};
  in_port_t port = 0;
  if (address.ss_family == AF_INET6) {
    sockaddr_in6 six{};
    std::memcpy(&six, &address, sizeof six);
    port = six.sin6_port;
    inet_ntop(AF_INET6, &six.sin6_addr, name, sizeof name);
  } else {
    sockaddr_in four{};
    std::memcpy(&four, &address, sizeof four);
    port = four.sin_port;
    inet_ntop(AF_INET, &four.sin_addr, name, sizeof name);
  }
  // A socket for both kinds of addresses shows one of IPv4 like this.
  constexpr std::string_view kMapped = "::ffff:";
  std::string_view host = name;
  const bool is_mapped = host.starts_with(kMapped) && std::strchr(name, '.') != nullptr;
  if (is_mapped) host.remove_prefix(kMapped.size());
  const bool is_bracketed = address.ss_family == AF_INET6 && !is_mapped;
  ShortText text;
  text.add(is_bracketed ? "[" : "");
  text.add(host);
  text.add(is_bracketed ? "]:" : ":");
  text.add(decimal(ntohs(port)).view());
  return text;
}

// The address of one end of a connection: getsockname or getpeername.
ShortText end_of(int connection, int (*ask)(int, sockaddr*, socklen_t*)) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (ask(connection, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  return address_text(address);
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

// Takes what stands before the separator off the text; all of it when there is none.
std::string_view take(std::string_view& text, char separator) {
  const std::size_t at = text.find(separator);
  const std::string_view before(text.data(), at == std::string_view::npos ? text.size() : at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return before;
}

struct Request {
  std::string_view method;
  std::string_view path;
  std::string_view headers;  // lines
};

// Whether it is HTTP at all.
bool read_request(std::string_view head, Request& request) {
  std::string_view line = trim(take(head, '\n'));
  request = {.method = take(line, ' '), .path = take(line, ' '), .headers = head};
  if (request.method.empty() || !request.path.starts_with('/') || !line.starts_with("HTTP/1.")) return false;
  for (const char byte : request.method)
    if (byte < 'A' || byte > 'Z') return false;
  return true;
}

void add_description(Answer& body, const Request& request, int connection) {
  const auto field = [&body](std::string_view name, std::string_view value) {
    body.add_quoted(name);
    body.add(": ");
    body.add_quoted(value);
  };
  body.add("{");
  field("hostname", host_name().view());
  body.add(", ");
  field("client", end_of(connection, getpeername).view());
  body.add(", ");
  field("server", end_of(connection, getsockname).view());
  body.add(", ");
  field("method", request.method);
  body.add(", ");
  field("path", request.path);
  body.add(", \"headers\": [");
  std::string_view headers = request.headers;
  for (bool is_first = true; !headers.empty();) {
    std::string_view line = trim(take(headers, '\n'));
    if (line.empty()) continue;
    body.add(is_first ? "{" : ", {");
    field("name", take(line, ':'));
    body.add(", ");
    field("value", trim(line));
    body.add("}");
    is_first = false;
  }
  body.add("]}\n");
}

long long now_in_milliseconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1'000'000;
}

// Waits until something can be read; false at the deadline.
bool wait_for_bytes(int connection, long long deadline) {
  pollfd waiting{.fd = connection, .events = POLLIN, .revents = 0};
  const long long left = deadline - now_in_milliseconds();
  return left > 0 && poll(&waiting, 1, static_cast<int>(left)) > 0;
}

enum class Head { whole, too_large, broken };

// Reads up to the empty line behind the headers, or to the end.
Head read_head(int connection, char* bytes, std::size_t limit, std::size_t& size) {
  const long long deadline = now_in_milliseconds() + kSeconds * 1000LL;
  while (size < limit) {
    if (!wait_for_bytes(connection, deadline)) return Head::broken;
    const ssize_t count = recv(connection, bytes + size, limit - size, 0);
    if (count < 0) return Head::broken;
    if (count == 0) return size == 0 ? Head::broken : Head::whole;  // all that will come
    size += static_cast<std::size_t>(count);
    const std::string_view head(bytes, size);
    if (head.find("\r\n\r\n") != std::string_view::npos || head.find("\n\n") != std::string_view::npos)
      return Head::whole;
  }
  return Head::too_large;
}

void send_all(int connection, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void answer(int connection, std::string_view status, std::string_view type, std::string_view body, bool with_body) {
  Text<512> head;
  for (const std::string_view piece : {std::string_view("HTTP/1.1 "), status, std::string_view("\r\nContent-Type: "),
                                       type, std::string_view("\r\nContent-Length: ")})
    head.add(piece);
  head.add(decimal(body.size()).view());
  head.add("\r\nConnection: close\r\n\r\n");
  send_all(connection, head.view());
  if (with_body) send_all(connection, body);
}

// To close while the client still sends would take the answer away from it.
void let_it_finish(int connection) {
  shutdown(connection, SHUT_WR);
  const long long deadline = now_in_milliseconds() + 1000;
  char dropped[4096];
  while (wait_for_bytes(connection, deadline) && recv(connection, dropped, sizeof dropped, 0) > 0) {
  }
}

void serve(int connection) {
  const timeval patience{.tv_sec = kSeconds, .tv_usec = 0};
  setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  char head[kHeadLimit];
  std::size_t size = 0;
  const Head outcome = read_head(connection, head, sizeof head, size);
  constexpr std::string_view kPlain = "text/plain";
  Request request{};
  if (outcome == Head::broken) return;
  if (outcome == Head::too_large) {
    answer(connection, "431 Request Header Fields Too Large", kPlain, "the headers are too large\n", true);
  } else if (!read_request({head, size}, request)) {
    answer(connection, "400 Bad Request", kPlain, "this is no HTTP request\n", true);
  } else {
    const bool with_body = request.method != "HEAD";
    Answer body;
    if (request.path == "/healthz") {
      body.add("ok\n");
    } else if (request.path == "/hostname") {
      body.add(host_name().view());
      body.add("\n");
    } else {
      add_description(body, request, connection);
    }
    const bool is_plain = request.path == "/healthz" || request.path == "/hostname";
    answer(connection, "200 OK", is_plain ? kPlain : "application/json", body.view(), with_body);
  }
  let_it_finish(connection);
}

// A socket on all addresses of this host; -1 when there can be none.
int open_port(int type, in_port_t port) {
  const int yes = 1, no = 0;
  const int both = socket(AF_INET6, type | SOCK_CLOEXEC, 0);
  const sockaddr_in6 six{.sin6_family = AF_INET6,
                         .sin6_port = htons(port),
                         .sin6_flowinfo = 0,
                         .sin6_addr = IN6ADDR_ANY_INIT,
                         .sin6_scope_id = 0};
  if (both >= 0) {
    setsockopt(both, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
    setsockopt(both, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(both, reinterpret_cast<const sockaddr*>(&six), sizeof six) == 0) return both;
    if (errno == EADDRINUSE || errno == EACCES) return -1;
    close(both);
  }
  // A kernel, or a host, without IPv6.
  const int four_only = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  const sockaddr_in four{
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {.s_addr = INADDR_ANY}, .sin_zero = {}};
  setsockopt(four_only, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  return bind(four_only, reinterpret_cast<const sockaddr*>(&four), sizeof four) == 0 ? four_only : -1;
}

int open_port_or_end(const char* what, int type, in_port_t port) {
  const int opened = open_port(type, port);
  if (opened < 0 || (type == SOCK_STREAM && listen(opened, SOMAXCONN) != 0)) {
    std::fprintf(stderr, "vent-echo: there is no listening on %s port %d: %s\n", what, port, std::strerror(errno));
    std::exit(EXIT_FAILURE);
  }
  const ShortText address = end_of(opened, getsockname);
  std::printf("%s %.*s\n", what, static_cast<int>(address.view().size()), address.view().data());
  std::fflush(stdout);
  return opened;
}

void* serve_tcp(void* listening) {
  while (true) {
    const int connection = accept4(*static_cast<int*>(listening), nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) {
      // Out of descriptors or memory: later there may be some.
      if (errno != EINTR && errno != ECONNABORTED) usleep(10'000);
      continue;
    }
    serve(connection);
    close(connection);
  }
}

void* serve_udp(void* opened) {
  const int udp = *static_cast<int*>(opened);
  while (true) {
    char datagram[65536];
    sockaddr_storage client{};
    socklen_t size = sizeof client;
    const ssize_t count = recvfrom(udp, datagram, sizeof datagram, 0, reinterpret_cast<sockaddr*>(&client), &size);
    if (count < 0) continue;
    Text<65507> echo;  // more fits in no datagram
    echo.add(host_name().view());
    echo.add(" ");
    echo.add({datagram, static_cast<std::size_t>(count)});
    sendto(udp, echo.view().data(), echo.view().size(), 0, reinterpret_cast<sockaddr*>(&client), size);
  }
}

void start(void* (*work)(void*), int& port) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStack);
  pthread_t thread{};
  if (pthread_create(&thread, &attributes, work, &port) != 0) {
    std::fputs("vent-echo: there is no room for its threads\n", stderr);
    std::exit(EXIT_FAILURE);
  }
}

// A port's number, or -1.
int read_port(const char* text) {
  char* end = nullptr;
  const long number = std::strtol(text, &end, 10);
  return *text >= '0' && *text <= '9' && *end == '\0' && number <= 65535 ? static_cast<int>(number) : -1;
}

struct Settings {
  int port = 8080;
  int udp_port = -1;  // none
};

Settings read_arguments(int count, char** arguments) {
  Settings settings;
  bool is_good = count % 2 == 1;
  for (int i = 1; is_good && i < count; i += 2) {
    const std::string_view name = arguments[i];
    const int port = read_port(arguments[i + 1]);
    if (name == "--port") settings.port = port;
    if (name == "--udp-port") settings.udp_port = port;
    is_good = port >= 0 && (name == "--port" || name == "--udp-port");
  }
  if (is_good) return settings;
  std::fputs("usage: vent-echo [--port N] [--udp-port N]\n", stderr);
  std::exit(kExitBadInput);
}

}  // namespace

int main(int count, char** arguments) {
  const Settings settings = read_arguments(count, arguments);
  // As the first process of a container it gets only signals that it asks for, and the orphans of others.
  std::signal(SIGTERM, [](int) { _exit(0); });
  std::signal(SIGINT, [](int) { _exit(0); });
  std::signal(SIGCHLD, SIG_IGN);
  int tcp = open_port_or_end("tcp", SOCK_STREAM, static_cast<in_port_t>(settings.port));
  int udp = -1;
  if (settings.udp_port >= 0) {
    udp = open_port_or_end("udp", SOCK_DGRAM, static_cast<in_port_t>(settings.udp_port));
    start(serve_udp, udp);
  }
  for (int i = 0; i < kThreads; ++i) start(serve_tcp, tcp);
  while (true) pause();
}
