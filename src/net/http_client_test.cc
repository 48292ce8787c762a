#include "net/http_client.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <future>
#include <thread>

#include "net/test_server.h"

namespace vent {
namespace {

using namespace std::chrono_literals;

HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.url = url;
  request.deadline = 60s;
  return request;
}

// Answers every request on a connection with the request itself.
void echo(TestConnection& connection) {
  while (true) {
    const std::string request = connection.read_request();
    if (request.empty() || !connection.send_answer("200 OK", "", request)) return;
  }
}

std::string echoed(const HttpRequest& request) {
  CurlHttpClient client;
  const Result<HttpResponse> response = client.send(request);
  return response ? response->body : response.error().text();
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// ---- what is sent

TEST(CurlHttpClient, SendsMethodPathHeadersAndBody) {
  const TestServer server(echo);
  HttpRequest request = get(server.url("/projects/1/devices?include=plan"));
  request.method = "POST";
  request.headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}};
  request.body = R"({"plan":"small"})";
  const std::string sent = echoed(request);
  EXPECT_TRUE(sent.starts_with("POST /projects/1/devices?include=plan HTTP/1.1\r\n")) << sent;
  EXPECT_TRUE(contains(sent, "\r\nContent-Type: application/json\r\n")) << sent;
  EXPECT_TRUE(contains(sent, "\r\nX-Empty:\r\n")) << sent;
  EXPECT_TRUE(contains(sent, "\r\nContent-Length: 16\r\n")) << sent;
  EXPECT_TRUE(sent.ends_with("\r\n\r\n{\"plan\":\"small\"}")) << sent;
}

TEST(CurlHttpClient, AddsNoHeaderThatChangesTheMeaning) {
  const TestServer server(echo);
  HttpRequest request = get(server.url("/"));
  request.method = "PUT";
  request.body = std::string(2'000'000, 'x');
  const std::string sent = echoed(request);
  EXPECT_FALSE(contains(sent, "Expect:"));
  EXPECT_FALSE(contains(sent, "Content-Type:"));
  EXPECT_TRUE(sent.ends_with(std::string(2'000'000, 'x')));
}

TEST(CurlHttpClient, AnEmptyBodyHasALengthWhereTheMethodCarriesOne) {
  const TestServer server(echo);
  HttpRequest request = get(server.url("/"));
  for (const char* method : {"POST", "PUT", "PATCH"}) {
    request.method = method;
    EXPECT_TRUE(contains(echoed(request), "\r\nContent-Length: 0\r\n")) << method;
  }
  for (const char* method : {"GET", "DELETE"}) {
    request.method = method;
    const std::string sent = echoed(request);
    EXPECT_TRUE(sent.starts_with(method)) << sent;
    EXPECT_FALSE(contains(sent, "Content-Length")) << sent;
  }
}

TEST(CurlHttpClient, ABodyMayHoldZeroBytes) {
  const TestServer server(echo);
  HttpRequest request = get(server.url("/"));
  request.method = "POST";
  request.body = std::string("a\0b", 3);
  EXPECT_TRUE(echoed(request).ends_with(request.body));
}

TEST(CurlHttpClient, HeadHasNoBody) {
  const TestServer server([](TestConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
  });
  HttpRequest request = get(server.url("/"));
  request.method = "HEAD";
  CurlHttpClient client;
  const Result<HttpResponse> response = client.send(request);
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_EQ(response->header("content-length"), "1000");
  EXPECT_EQ(response->body, "");
}

TEST(CurlHttpClient, OneRequestLeavesNothingBehindForTheNext) {
  const TestServer server(echo);
  CurlHttpClient client;
  HttpRequest first = get(server.url("/first"));
  first.method = "POST";
  first.body = "the body of the first";
  first.headers = {{"X-First", "yes"}};
  first.token = Secret("first-token");
  ASSERT_TRUE(client.send(first));
  const Result<HttpResponse> second = client.send(get(server.url("/second")));
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->body.starts_with("GET /second ")) << second->body;
  EXPECT_FALSE(contains(second->body, "irst")) << second->body;
}

TEST(CurlHttpClient, UsesAConnectionAgain) {
  std::atomic<int> connections = 0;
  const TestServer server([&](TestConnection& connection) {
    connections = connection.number();
    echo(connection);
  });
  CurlHttpClient client;
  for (int request = 0; request < 5; ++request) ASSERT_TRUE(client.send(get(server.url("/"))));
  EXPECT_EQ(connections, 1);
}

TEST(CurlHttpClient, AConnectionThatTheServerClosedMeanwhileIsMadeAgain) {
  const TestServer server([](TestConnection& connection) {
    connection.read_request();
    connection.send_answer("200 OK", "", "once");  // and closes without having said so
  });
  CurlHttpClient client;
  for (int request = 0; request < 5; ++request) {
    const Result<HttpResponse> response = client.send(get(server.url("/")));
    ASSERT_TRUE(response) << response.error().text();
    EXPECT_EQ(response->body, "once");
  }
}

// Whoever asks for a machine and is cut off must not have asked twice.
TEST(CurlHttpClient, AChangeIsSentOnceAlsoWhenTheConnectionIsCut) {
  std::atomic<int> changes = 0;
  const TestServer server([&](TestConnection& connection) {
    while (true) {
      const std::string request = connection.read_request();
      if (request.starts_with("POST")) ++changes;
      if (request.empty() || request.starts_with("POST") || !connection.send_answer("200 OK", "", "")) return;
    }
  });
  CurlHttpClient client;
  ASSERT_TRUE(client.send(get(server.url("/"))));  // leaves a connection to be used again
  HttpRequest change = get(server.url("/devices"));
  change.method = "POST";
  change.body = "{}";
  EXPECT_FALSE(client.send(change));
  EXPECT_EQ(changes, 1);
}

TEST(CurlHttpClient, UsesNoProxyForThisMachine) {
  ::setenv("http_proxy", "http://127.0.0.1:1/", 1);  // would be refused
  const TestServer server(echo);
  EXPECT_TRUE(echoed(get(server.url("/"))).starts_with("GET / "));
  EXPECT_TRUE(echoed(get("http://localhost:" + std::to_string(server.port()) + "/")).starts_with("GET / "));
  ::unsetenv("http_proxy");
}

// ---- what comes back

TEST(CurlHttpClient, AnyStatusIsAValue) {
  const TestServer server([](TestConnection& connection) {
    connection.read_request();
    connection.send_answer("503 Service Unavailable", "Content-Type: text/html\r\nRetry-After:   7 \r\n",
                           "<html><body>try later</body></html>");
  });
  CurlHttpClient client;
  const Result<HttpResponse> response = client.send(get(server.url("/")));
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_EQ(response->status, 503);
  EXPECT_EQ(response->header("content-TYPE"), "text/html");
  EXPECT_EQ(response->header("retry-after"), "7");
  EXPECT_EQ(response->header("retry"), std::nullopt);
  EXPECT_EQ(response->body, "<html><body>try later</body></html>");
}

TEST(CurlHttpClient, DoesNotFollowARedirection) {
  std::atomic<int> requests = 0;
  const TestServer server([&](TestConnection& connection) {
    while (!connection.read_request().empty()) {
      ++requests;
      connection.send_answer("302 Found", "Location: /elsewhere\r\n", "");
    }
  });
  CurlHttpClient client;
  const Result<HttpResponse> response = client.send(get(server.url("/")));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(response->header("Location"), "/elsewhere");
  EXPECT_EQ(requests, 1);
}

TEST(CurlHttpClient, AnInterimAnswerIsPassedOver) {
  const TestServer server([](TestConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 103 Early Hints\r\nX-Interim: yes\r\n\r\n");
    connection.send_answer("200 OK", "X-Final: yes\r\n", "done");
  });
  CurlHttpClient client;
  const Result<HttpResponse> response = client.send(get(server.url("/")));
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->header("X-Interim"), std::nullopt);
  EXPECT_EQ(response->header("X-Final"), "yes");
}

TEST(CurlHttpClient, ReadsChunkedAndLargeBodies) {
  const std::string large(5'000'000, 'v');
  const TestServer server([&](TestConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    connection.send("4c4b40\r\n" + large + "\r\n0\r\n\r\n");
  });
  CurlHttpClient client;
  const Result<HttpResponse> response = client.send(get(server.url("/")));
  ASSERT_TRUE(response) << response.error().text();
  EXPECT_TRUE(response->body == large);
}

TEST(CurlHttpClient, AnAnswerBeyondTheLimitIsRefused) {
  const TestServer server([](TestConnection& connection) {
    const bool endless_headers = contains(connection.read_request(), "/headers");
    connection.send("HTTP/1.1 200 OK\r\n");
    if (!endless_headers) connection.send("\r\n");
    while (connection.send("X-More: and more and more and more\r\n")) {
    }
  });
  CurlHttpClient client;
  for (const char* path : {"/headers", "/body"}) {
    HttpRequest request = get(server.url(path));
    request.answer_limit = 100'000;
    const Result<HttpResponse> response = client.send(request);
    ASSERT_FALSE(response) << path;
    EXPECT_EQ(response.error().kind, ErrorKind::failed) << path;
    EXPECT_TRUE(contains(response.error().message, "longer than 100000 bytes")) << response.error().message;
  }
}

// ---- what goes wrong

TEST(CurlHttpClient, ARefusedConnectionIsNotReachable) {
  const int closed_port = TestServer([](TestConnection&) {}).port();
  CurlHttpClient client;
  const Result<HttpResponse> response =
      client.send(get("http://127.0.0.1:" + std::to_string(closed_port) + "/hosts?a=b"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::not_reachable);
  EXPECT_EQ(response.error().retry, Retry::later);
  EXPECT_TRUE(response.error().message.starts_with("GET http://127.0.0.1:" + std::to_string(closed_port) + "/hosts: "))
      << response.error().message;
}

TEST(CurlHttpClient, AnUnknownNameIsNotReachable) {
  CurlHttpClient client;
  // No name has a part this long, so nobody is asked for it.
  const Result<HttpResponse> response = client.send(get("http://" + std::string(70, 'n') + ".invalid/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::not_reachable) << response.error().text();
  EXPECT_EQ(response.error().retry, Retry::later);
}

TEST(CurlHttpClient, ASilentServerMeetsTheDeadline) {
  const TestServer server([](TestConnection& connection) { connection.wait_until_closed(); });
  CurlHttpClient client;
  HttpRequest request = get(server.url("/"));
  request.deadline = 50ms;
  const Result<HttpResponse> response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::timed_out);
  EXPECT_EQ(response.error().retry, Retry::later);
}

TEST(CurlHttpClient, AServerThatDripsMeetsTheDeadlineToo) {
  const TestServer server([](TestConnection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome of it");
    connection.wait_until_closed();
  });
  CurlHttpClient client;
  HttpRequest request = get(server.url("/"));
  request.deadline = 50ms;
  const Result<HttpResponse> response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::timed_out);
}

TEST(CurlHttpClient, ADeadlineOfNothingIsADeadline) {
  const TestServer server([](TestConnection& connection) { connection.wait_until_closed(); });
  CurlHttpClient client;
  HttpRequest request = get(server.url("/"));
  request.deadline = 0ms;
  EXPECT_EQ(client.send(request).error().kind, ErrorKind::timed_out);
}

TEST(CurlHttpClient, StopsAtOnceInTheMiddleOfALongWait) {
  std::stop_source stop;
  const TestServer server([&](TestConnection& connection) {
    connection.read_request();
    stop.request_stop();
    connection.wait_until_closed();
  });
  CurlHttpClient client;
  HttpRequest request = get(server.url("/"));
  request.deadline = 1h;
  request.stop = stop.get_token();
  const Result<HttpResponse> response = client.send(request);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::interrupted);
  // And the client goes on to serve, here with a stop that has been asked for before.
  EXPECT_EQ(client.send(request).error().kind, ErrorKind::interrupted);
}

TEST(CurlHttpClient, AConnectionCutInTheMiddleFails) {
  const TestServer server([](TestConnection& connection) {
    const std::string request = connection.read_request();
    if (contains(request, "/body")) connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of i");
    if (contains(request, "/chunk")) connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\nha");
  });
  CurlHttpClient client;
  for (const char* path : {"/nothing", "/body", "/chunk"}) {
    const Result<HttpResponse> response = client.send(get(server.url(path)));
    ASSERT_FALSE(response) << path;
    EXPECT_EQ(response.error().kind, ErrorKind::failed) << path;
    EXPECT_EQ(response.error().retry, Retry::later) << response.error().text();
  }
}

TEST(CurlHttpClient, AnAnswerThatIsNotHttpFails) {
  const TestServer server([](TestConnection& connection) {
    connection.read_request();
    connection.send("SSH-2.0-OpenSSH_9.2p1\r\n");
  });
  CurlHttpClient client;
  const Result<HttpResponse> response = client.send(get(server.url("/")));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::failed);
  EXPECT_EQ(response.error().retry, Retry::never);
}

TEST(CurlHttpClient, AServerWithoutTlsIsNotTrusted) {
  const TestServer server([](TestConnection& connection) { connection.send("HTTP/1.1 400 Bad Request\r\n\r\n"); });
  CurlHttpClient client;
  const Result<HttpResponse> response = client.send(get("https://127.0.0.1:" + std::to_string(server.port()) + "/"));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::not_permitted) << response.error().text();
}

// ---- what is refused before anything is sent

TEST(CurlHttpClient, RefusesUrlsItCanNotUse) {
  CurlHttpClient client;
  for (const char* url : {"", "127.0.0.1", "/hosts", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://a b/",
                          "http://127.0.0.1:99999/", "http://127.0.0.1/\r\nX-Other: yes"}) {
    const Result<HttpResponse> response = client.send(get(url));
    ASSERT_FALSE(response) << url;
    EXPECT_EQ(response.error().kind, ErrorKind::bad_input) << url;
  }
}

TEST(CurlHttpClient, RefusesMethodsAndHeadersWithALineBreak) {
  CurlHttpClient client;
  HttpRequest request = get("http://127.0.0.1:1/");
  request.method = "GET / HTTP/1.1\r\nX-Other:";
  EXPECT_EQ(client.send(request).error().kind, ErrorKind::bad_input);
  for (const HttpHeader& header : {HttpHeader{"X", "a\r\nX-Other: b"}, HttpHeader{"X", std::string("a\0b", 3)},
                                   HttpHeader{"X: y", "b"}, HttpHeader{"", "b"}, HttpHeader{"X\n", "b"}}) {
    request = get("http://127.0.0.1:1/");
    request.headers = {header};
    EXPECT_EQ(client.send(request).error().kind, ErrorKind::bad_input) << header.name;
  }
}

// ---- secrets

TEST(CurlHttpClient, SendsTheTokenInItsHeader) {
  const TestServer server(echo);
  HttpRequest request = get(server.url("/"));
  request.token = Secret("t0p-secret");
  EXPECT_TRUE(contains(echoed(request), "\r\nX-Auth-Token: t0p-secret\r\n"));
  request.token_header = "Authorization";
  EXPECT_TRUE(contains(echoed(request), "\r\nAuthorization: t0p-secret\r\n"));
}

TEST(CurlHttpClient, NoErrorShowsTheToken) {
  const TestServer cuts([](TestConnection& connection) { connection.read_request(); });
  const TestServer silent([](TestConnection& connection) { connection.wait_until_closed(); });
  const int closed_port = TestServer([](TestConnection&) {}).port();
  CurlHttpClient client;
  std::vector<HttpRequest> requests = {get(cuts.url("/")),
                                       get(silent.url("/")),
                                       get("http://127.0.0.1:" + std::to_string(closed_port)),
                                       get("https://127.0.0.1:" + std::to_string(cuts.port())),
                                       get("nonsense"),
                                       get(cuts.url("/"))};
  for (HttpRequest& request : requests) {
    request.token = Secret("t0p-secret");
    request.deadline = 100ms;
  }
  requests.back().token = Secret("t0p-secret\nin two lines");
  for (const HttpRequest& request : requests) {
    const Result<HttpResponse> response = client.send(request);
    ASSERT_FALSE(response) << request.url;
    EXPECT_FALSE(contains(response.error().text(), "t0p-secret")) << response.error().text();
  }
}

TEST(CurlHttpClient, APasswordInAUrlIsRefusedAndNotShown) {
  CurlHttpClient client;
  for (const char* url :
       {"http://user:t0p-secret@127.0.0.1:1/", "http://t0p-secret@127.0.0.1:1/", "http://user:t0p-secret@:1:1/"}) {
    const Result<HttpResponse> response = client.send(get(url));
    ASSERT_FALSE(response) << url;
    EXPECT_EQ(response.error().kind, ErrorKind::bad_input) << url;
    EXPECT_FALSE(contains(response.error().text(), "t0p-secret")) << response.error().text();
  }
}

}  // namespace
}  // namespace vent
