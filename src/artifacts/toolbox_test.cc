// Whether the toolbox does what it is for, with nothing but what is in its image: Debian's busybox and vent-echo, unpacked
// by somebody else's program, in a network of its own with one name server.

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "artifacts/debian_package.h"
#include "artifacts/image_recipes.h"
#include "base/process.h"
#include "base/text.h"

namespace vent {
namespace {

using namespace std::chrono_literals;

// Test programs stand in src/FOLDER of the build, vent-echo at its top.
Path echo_of_this_build() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path().parent_path() / "vent-echo";
}

// Runs a script in a network and a process tree of its own; they end together. $TESTDATA, $ROOT and $ECHO are set.
std::string in_a_network(const Path& root, const std::string& script) {
  const std::string before =
      "set -e; ip link set lo up\n"
      // Says nothing more once both servers are there.
      "wait_for() { while ! grep -q \"$1\" \"$2\"; do sleep 0.05; done; }\n"
      "/usr/bin/python3 \"$TESTDATA/name_server.py\" >\"$ROOT/../names\" &\n"
      "\"$ECHO\" --port 8080 >\"$ROOT/../echo\" &\n"
      "wait_for ready \"$ROOT/../names\"; wait_for tcp \"$ROOT/../echo\"\n"
      "set +e\n";
  const Result<std::string> output =
      run_checked({.arguments = {"unshare", "--net", "--uts", "--pid", "--fork", "--kill-child", "sh", "-c",
                                 "hostname toolbox-test; " + before + script},
                   .environment = {{"ROOT", root}, {"ECHO", echo_of_this_build()}, {"TESTDATA", VENT_TESTDATA}},
                   .deadline = 2min});
  EXPECT_TRUE(output) << output.error().text();
  return output.value_or("");
}

class Toolbox : public testing::Test {
 protected:
  // Made once: apt and umoci take their time.
  static void SetUpTestSuite() {
    scratch_ = new TemporaryDirectory(*TemporaryDirectory::make());
    const Path work = scratch_->path() / "work";
    ASSERT_TRUE(make_directories(work));
    const Architecture here = *this_architecture();
    const Result<TakenDebianFile> busybox = take_from_debian_package(
        {.package = "busybox-static", .version = "", .architecture = here, .member = "bin/busybox"}, work, 5min, {});
    ASSERT_TRUE(busybox) << busybox.error().text();
    busybox_ = busybox->path;
    const Result<ContainerImage> image = with_inputs(toolbox_image(here), [&](const ImageInput& input) -> Result<Path> {
      return input.component == "busybox" ? busybox_ : echo_of_this_build();
    });
    const Path archive = scratch_->path() / "toolbox.tar", layout = scratch_->path() / "layout";
    const Result<WrittenImage> written = write_image(*image, archive);
    ASSERT_TRUE(written) << written.error().text();
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"skopeo", "copy", "oci-archive:" + archive.string(), "oci:" + layout.string() + ":toolbox"},
             {"umoci", "unpack", "--image", layout.string() + ":toolbox", scratch_->path() / "bundle"}}) {
      const Result<std::string> done = run_checked({.arguments = words, .deadline = 2min});
      ASSERT_TRUE(done) << done.error().text();
    }
    root_ = scratch_->path() / "bundle/rootfs";
    // As a container runtime puts them there.
    ASSERT_TRUE(write_file(root_ / "etc/hosts", "127.0.0.1 localhost\n"));
    ASSERT_TRUE(write_file(root_ / "etc/resolv.conf", "nameserver 127.0.0.1\n"));
  }
  static void TearDownTestSuite() {
    delete scratch_;
    scratch_ = nullptr;
  }

  static inline TemporaryDirectory* scratch_ = nullptr;
  static inline Path busybox_, root_;
};

TEST_F(Toolbox, HasEveryCommandThatItNames) {
  ASSERT_FALSE(root_.empty());
  const std::vector<std::string> there = split_lines(*run_checked({.arguments = {busybox_, "--list"}}));
  for (const std::string& command : toolbox_commands())
    EXPECT_NE(std::ranges::find(there, command), there.end()) << command;
}

TEST_F(Toolbox, FindsNamesAndFetchesPages) {
  ASSERT_FALSE(root_.empty());
  EXPECT_EQ(in_a_network(root_,
                         "chroot \"$ROOT\" /bin/sh -c '"
                         "wget -q -O - http://localhost:8080/hostname\n"
                         "wget -q -O - http://echo.test:8080/healthz\n"
                         "wget -q -O - http://nothing.test:8080/ 2>&1; echo $?\n"
                         "nslookup echo.test | grep \"^Address: \"\n"
                         "nslookup nothing.test 2>&1 | grep -o -m 1 NXDOMAIN\n"
                         "printf \"GET /healthz HTTP/1.0\\r\\n\\r\\n\" | nc 127.0.0.1 8080 | tail -n 1\n"
                         "ping -c 1 echo.test | grep -o \"1 packets received\"\n"
                         "id -un; touch /tmp/mine && ls /tmp'\n"),
            "toolbox-test\n"
            "ok\n"
            "wget: bad address 'nothing.test:8080'\n1\n"
            "Address: 127.0.0.1\n"
            "NXDOMAIN\n"
            "ok\n"
            "1 packets received\n"
            "root\nmine\n");
}

}  // namespace
}  // namespace vent
