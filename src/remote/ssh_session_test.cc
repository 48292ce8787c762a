#include "remote/ssh_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "base/files.h"

namespace vent {
namespace {

using namespace std::chrono_literals;

const Patience kLong{.silence = 60s};

// A program called ssh that is found before the real one. What the real one does, the lab tests see.
class SshSessionTest : public testing::Test {
 protected:
  SshSessionTest() {
    const char* path = std::getenv("PATH");
    path_before_ = path == nullptr ? "" : path;
    ::setenv("PATH", (directory_.path().string() + ":" + path_before_).c_str(), 1);
  }
  ~SshSessionTest() override { ::setenv("PATH", path_before_.c_str(), 1); }

  void ssh_is(const std::string& script) {
    EXPECT_TRUE(write_file(directory_.path() / "ssh", "#!/bin/sh\n" + script, 0755));
  }
  std::unique_ptr<SshSession> start() {
    return *SshSession::start(host_, {.known_hosts = directory_.path() / "known_hosts", .control_path = {}}, "true");
  }

  std::string path_before_;
  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  Host host_{
      .name = "one", .address = "10.96.1.1", .private_address = {}, .domain_name = {}, .pod_range = {}, .ssh = {}};
};

TEST_F(SshSessionTest, PassesBytesBothWays) {
  ssh_is("cat");
  const std::unique_ptr<SshSession> session = start();
  ASSERT_TRUE(session->write_all("hello", kLong));
  char piece[10];
  EXPECT_EQ(session->read_some(piece, kLong), 5u);
  EXPECT_EQ(std::string(piece, 5), "hello");
}

TEST_F(SshSessionTest, AFailedConnectionIsExplainedInItsWords) {
  ssh_is("printf 'ssh: connect to host 10.96.1.1 port 22: Connection refused\\r\\n' >&2; exit 255");
  const std::unique_ptr<SshSession> session = start();
  char piece[10];
  EXPECT_EQ(session->read_some(piece, kLong), 0u);
  EXPECT_EQ(session->why_it_ended().id, "VENT_HOST_UNREACHABLE");
  EXPECT_EQ(session->why_it_ended().message, "one can't be reached at 10.96.1.1 port 22: connection refused");
}

TEST_F(SshSessionTest, AWriteThatFailsIsExplainedToo) {
  ssh_is("printf 'root@10.96.1.1: Permission denied (publickey).\\r\\n' >&2; exit 255");
  const std::unique_ptr<SshSession> session = start();
  Result<> written = Ok{};
  while (written) written = session->write_all(std::string(100'000, 'x'), kLong);
  EXPECT_EQ(written.error().id, "VENT_LOGIN_REFUSED");
}

TEST_F(SshSessionTest, TheHostsPinnedKeysAreShown) {
  ASSERT_TRUE(write_file(directory_.path() / "known_hosts",
                         "one ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMjA/SDVJlK0CL2n0Y6/bWYS6oEs7x1kuyn8Lj1CNp8C\n"));
  ssh_is("printf '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\\r\\n' >&2; exit 255");
  EXPECT_THAT(start()->why_it_ended().details,
              testing::StartsWith("pinned: ED25519 SHA256:pVWckJr3Q9VcNO2Nf//0X148we1PLTCC1V9KVxdgp8I\n"));
}

}  // namespace
}  // namespace vent
