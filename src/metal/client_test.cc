#include "metal/client.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <mutex>

#include "base/text.h"
#include "metal/api.h"
#include "metal/test_support/sample_lab.h"
#include "net/test_server.h"

namespace vent::metal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Token, IsMadeOnceAndForItsOwnerOnly) {
  const TemporaryDirectory directory = *TemporaryDirectory::make();
  const Lab lab{.settings = {}, .state = directory.path(), .images = {}};
  EXPECT_EQ(read_token(lab).error().kind, ErrorKind::missing);
  const Secret token = *ensure_token(lab);
  EXPECT_GE(token.reveal().size(), 32u);
  EXPECT_TRUE(*ensure_token(lab) == token);
  EXPECT_TRUE(*read_token(lab) == token);
  struct stat found {};
  ASSERT_EQ(::stat(lab.token_file().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 07777, 0600u);
}

// A server that gives one prepared answer to everything and remembers what it was asked.
class ClientTest : public testing::Test {
 protected:
  ClientTest() {
    lab_.settings.port = server_.port();
    host_.id = "some-id";
    if (!write_file(lab_.token_file(), "the-token", 0600)) throw std::runtime_error("no scratch lab");
  }

  void answers(const std::string& status, const std::string& body) {
    const std::scoped_lock lock(mutex_);
    status_ = status;
    body_ = body;
  }
  void answers_with_hosts(const std::vector<Host>& hosts) {
    Json devices = Json::array();
    for (const Host& host : hosts) devices.push(device_json(host, sample_plan()));
    answers("200 OK", Json::object().set("devices", devices).compact());
  }
  // "POST /path" and the body of the only request so far.
  std::pair<std::string, std::string> asked() const {
    const std::scoped_lock lock(mutex_);
    if (requests_.size() != 1) return {fmt::format("{} requests", requests_.size()), ""};
    const std::string& request = requests_.front();
    return {request.substr(0, request.find(" HTTP/1.1")), request.substr(request.find("\r\n\r\n") + 4)};
  }
  std::string request() const {
    const std::scoped_lock lock(mutex_);
    return requests_.empty() ? "" : requests_.back();
  }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  Lab lab_{.settings = {}, .state = directory_.path(), .images = {}};
  HostView host_;

 private:
  std::pair<std::string, std::string> next_answer(std::string request) {
    const std::scoped_lock lock(mutex_);
    requests_.push_back(std::move(request));
    return {status_, body_};
  }
  void serve(TestConnection& connection) {
    for (std::string request = connection.read_request(); !request.empty(); request = connection.read_request()) {
      const auto [status, body] = next_answer(std::move(request));
      connection.send_answer(status, "Content-Type: application/json\r\n", body);
    }
  }

  mutable std::mutex mutex_;
  std::string status_ = "500 Internal Server Error", body_;
  std::vector<std::string> requests_;
  TestServer server_{[this](TestConnection& connection) { serve(connection); }};  // last: it uses all of the above

 protected:
  Client client_{lab_};
};

TEST_F(ClientTest, ALabThatDoesNotRunIsToldHowToStart) {
  lab_.settings.port = 1;
  const Result<LabStatus> refused = client_.status();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().text(),
            "error: lab 'metal' is not running [VENT_METAL_NOT_RUNNING]\n  next: vent metal start");
  lab_.settings.name = "other";
  ASSERT_TRUE(remove_tree(lab_.token_file()));
  const Result<LabStatus> never_started = client_.status();
  ASSERT_FALSE(never_started);
  EXPECT_EQ(never_started.error().id, "VENT_METAL_NOT_RUNNING");
  EXPECT_EQ(never_started.error().hint, "vent metal start --lab other");
}

TEST_F(ClientTest, SendsTheTokenAndReadsTheStatus) {
  answers("200 OK", R"({"process_id": 42, "cgroups": "v2", "hosts": 3})");
  const Result<LabStatus> status = client_.status();
  ASSERT_TRUE(status) << status.error().text();
  EXPECT_EQ(status->process_id, 42);
  EXPECT_EQ(status->cgroups, "v2");
  EXPECT_EQ(status->hosts, 3);
  EXPECT_EQ(asked().first, "GET /lab/status");
  EXPECT_THAT(request(), HasSubstr("X-Auth-Token: the-token\r\n"));
}

TEST_F(ClientTest, ListsTheHosts) {
  answers_with_hosts({sample_host(1), sample_host(2)});
  const Result<std::vector<HostView>> hosts = client_.hosts();
  ASSERT_TRUE(hosts) << hosts.error().text();
  EXPECT_THAT(*hosts, ElementsAre(*host_from_device(device_json(sample_host(1), sample_plan())),
                                  *host_from_device(device_json(sample_host(2), sample_plan()))));
  EXPECT_EQ(asked().first, "GET /metal/v1/projects/lab/devices?page=1&per_page=1000");
}

TEST_F(ClientTest, FindsAHostByNameOrId) {
  answers_with_hosts({sample_host(1), sample_host(2)});
  EXPECT_EQ(client_.host("worker-2")->id, sample_host(2).id);
  EXPECT_EQ(client_.host(sample_host(1).id)->name, "worker-1");
}

TEST_F(ClientTest, AHostThatIsNotThereGetsAHint) {
  const auto hint_for = [&](const std::string& name) {
    const Result<HostView> host = client_.host(name);
    EXPECT_EQ(host.error().id, "VENT_NO_HOST");
    EXPECT_EQ(host.error().message, "there is no host '" + name + "'");
    return host.error().hint;
  };
  answers_with_hosts({sample_host(1), sample_host(2)});
  EXPECT_EQ(hint_for("worker1"), "did you mean 'worker-1'?");
  EXPECT_EQ(hint_for("something-else"), "there are: worker-1, worker-2");
  answers_with_hosts({});
  EXPECT_EQ(hint_for("worker-1"), "the lab has no hosts: vent metal create NAME");
}

TEST_F(ClientTest, ANameThatTwoHostsHaveIsAmbiguous) {
  Host twin = sample_host(2);
  twin.name = "worker-1";
  answers_with_hosts({sample_host(1), twin});
  const Result<HostView> host = client_.host("worker-1");
  ASSERT_FALSE(host);
  EXPECT_EQ(host.error().id, "VENT_HOST_AMBIGUOUS");
  EXPECT_EQ(host.error().hint, "name one by its id: " + sample_host(1).id + ", " + twin.id);
}

TEST_F(ClientTest, AsksForAHost) {
  answers("201 Created", device_json(sample_host(1), sample_plan()).compact());
  const Result<HostView> host = client_.create("worker-1", "#!/bin/sh\n", {"ssh-ed25519 AAAA"});
  ASSERT_TRUE(host) << host.error().text();
  EXPECT_EQ(host->name, "worker-1");
  EXPECT_EQ(asked().first, "POST /metal/v1/projects/lab/devices");
  EXPECT_EQ(asked().second, R"({"hostname":"worker-1","userdata":"#!/bin/sh\n","ssh_keys":["ssh-ed25519 AAAA"]})");
}

TEST_F(ClientTest, AsksForAnAction) {
  answers("202 Accepted", "");
  ASSERT_TRUE(client_.act(host_, "reboot"));
  EXPECT_EQ(asked(),
            std::pair(std::string("POST /metal/v1/devices/some-id/actions"), std::string(R"({"type":"reboot"})")));
}

TEST_F(ClientTest, AsksForARemoval) {
  answers("204 No Content", "");
  ASSERT_TRUE(client_.remove(host_));
  EXPECT_EQ(asked().first, "DELETE /metal/v1/devices/some-id");
}

TEST_F(ClientTest, ReadsTheConsoleOnFromWhereThePieceEnded) {
  answers("200 OK", R"({"text": "login: ", "size": 1007})");
  const Result<ConsolePiece> piece = client_.console(host_, 1000);
  ASSERT_TRUE(piece) << piece.error().text();
  EXPECT_EQ(piece->text, "login: ");
  EXPECT_EQ(piece->end, 1007u);
  EXPECT_EQ(asked().first, "GET /lab/devices/some-id/console?from=1000");
}

TEST_F(ClientTest, SetsALink) {
  answers("204 No Content", "");
  ASSERT_TRUE(client_.set_link({.a = "x", .b = kOperator, .delay_milliseconds = 40}));
  EXPECT_EQ(asked().first, "PUT /lab/links");
  EXPECT_EQ(asked().second, R"({"a":"x","b":"operator","delay_milliseconds":40.0,"loss":0.0,"blocked":false})");
}

TEST_F(ClientTest, ReadsTheLinks) {
  answers("200 OK", R"({"links": [{"a": "x", "b": "y", "blocked": true}]})");
  EXPECT_THAT(*client_.links(), ElementsAre(Link{.a = "x", .b = "y", .blocked = true}));
  EXPECT_EQ(asked().first, "GET /lab/links");
}

TEST_F(ClientTest, AnErrorOfTheApiBecomesOurs) {
  answers("422 Unprocessable Entity", R"({"errors": ["one", "two"], "id": "VENT_HOSTNAME", "hint": "use letters"})");
  const Result<LabStatus> status = client_.status();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().text(), "error: one, two [VENT_HOSTNAME]\n  next: use letters");
  EXPECT_EQ(status.error().kind, ErrorKind::bad_input);
}

TEST_F(ClientTest, TheStatusDecidesTheKindOfAnError) {
  for (const auto& [status, kind] :
       std::vector<std::pair<std::string, ErrorKind>>{{"401 Unauthorized", ErrorKind::not_permitted},
                                                      {"404 Not Found", ErrorKind::missing},
                                                      {"422 Unprocessable Entity", ErrorKind::bad_input},
                                                      {"500 Internal Server Error", ErrorKind::failed}}) {
    answers(status, R"({"error": "Invalid authentication token"})");
    EXPECT_EQ(client_.status().error().kind, kind) << status;
  }
}

TEST_F(ClientTest, AnAnswerThatIsNoneIsShown) {
  answers("502 Bad Gateway", "<html>proxy</html>");
  const Result<LabStatus> broken = client_.status();
  EXPECT_EQ(broken.error().message, "the lab answered 502");
  EXPECT_EQ(broken.error().details, "<html>proxy</html>");
  answers("200 OK", "<html>proxy</html>");
  EXPECT_FALSE(client_.status());
  EXPECT_FALSE(client_.hosts());
}

}  // namespace
}  // namespace vent::metal
