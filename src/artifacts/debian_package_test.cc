#include "artifacts/debian_package.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "base/process.h"
#include "base/text.h"

namespace vent {
namespace {

using namespace std::chrono_literals;

// No test waits this long; it only keeps a broken one from hanging for ever.
constexpr std::chrono::milliseconds kLong = 5min;
const DebianFile kBusybox{
    .package = "busybox-static", .version = "", .architecture = Architecture::arm64, .member = "bin/busybox"};

// A machine whose apt is a script: each test says what it does.
class FakeApt : public testing::Test {
 protected:
  FakeApt() {
    EXPECT_TRUE(make_directories(work_));
    EXPECT_TRUE(make_directories(programs_));
    script("dpkg", "case $1 in --print-architecture) echo amd64;; *) echo arm64;; esac");
    script("apt-cache", "echo ' 500 http://mirror/debian bookworm/main arm64 Packages'");
    script("dpkg-deb", "echo 'this is no package' >&2; exit 2");
    ::setenv("PATH", (programs_.string() + ":" + path_).c_str(), 1);
  }
  ~FakeApt() override { ::setenv("PATH", path_.c_str(), 1); }

  void script(const std::string& name, const std::string& text) {
    EXPECT_TRUE(write_file(programs_ / name, "#!/bin/sh\n" + text + "\n", 0755));
  }
  // What apt-get writes to its error output before it fails.
  void apt_fails(const std::string& message) { script("apt-get", "echo \"" + message + "\" >&2; exit 100"); }

  Error error_of(const DebianFile& file, std::chrono::milliseconds deadline = kLong, const std::stop_token& stop = {}) {
    const Result<TakenDebianFile> taken = take_from_debian_package(file, work_, deadline, stop);
    EXPECT_FALSE(taken);
    return taken ? Error(ErrorKind::bug, "taken") : taken.error();
  }
  std::string text_of(const DebianFile& file) { return error_of(file).text(); }

  TemporaryDirectory scratch_ = *TemporaryDirectory::make();
  Path programs_ = scratch_.path() / "programs", work_ = scratch_.path() / "work";
  std::string path_ = ::getenv("PATH");
};

TEST_F(FakeApt, APackageThatIsUnknown) {
  apt_fails("E: Unable to locate package busybox-static:arm64");
  EXPECT_EQ(text_of(kBusybox),
            "error: apt knows no package busybox-static:arm64 [VENT_PACKAGE_UNKNOWN]\n"
            "  while taking 'bin/busybox' from the Debian package busybox-static:arm64\n"
            "  | E: Unable to locate package busybox-static:arm64\n"
            "  next: apt-get update, if the lists are old; apt-cache policy busybox-static:arm64 shows what there is");
}

TEST_F(FakeApt, ListsThatWereNeverFetched) {
  apt_fails("E: Unable to locate package busybox-static:arm64");
  script("apt-cache", "echo ' 500 http://mirror/debian bookworm/main amd64 Packages'");
  EXPECT_EQ(text_of(kBusybox),
            "error: apt has no lists of packages for arm64 here [VENT_PACKAGE_LISTS]\n"
            "  while taking 'bin/busybox' from the Debian package busybox-static:arm64\n"
            "  | E: Unable to locate package busybox-static:arm64\n"
            "  next: apt-get update");
}

TEST_F(FakeApt, AnArchitectureThatDpkgDoesNotTake) {
  script("apt-get", "exit 1");
  script("dpkg", "case $1 in --print-architecture) echo amd64;; *) echo riscv64;; esac");
  EXPECT_EQ(text_of(kBusybox),
            "error: dpkg knows no packages for arm64 here [VENT_PACKAGE_ARCHITECTURE]\n"
            "  while taking 'bin/busybox' from the Debian package busybox-static:arm64\n"
            "  next: dpkg --add-architecture arm64 && apt-get update");
}

TEST_F(FakeApt, AVersionThatIsGone) {
  apt_fails("E: Version '1.0' for 'busybox-static' was not found");
  DebianFile old = kBusybox;
  old.version = "1.0";
  EXPECT_EQ(text_of(old),
            "error: apt has no version 1.0 of busybox-static:arm64 [VENT_PACKAGE_VERSION]\n"
            "  while taking 'bin/busybox' from the Debian package busybox-static:arm64\n"
            "  | E: Version '1.0' for 'busybox-static' was not found\n"
            "  next: apt-cache policy busybox-static:arm64 shows which there are");
}

TEST_F(FakeApt, ADownloadThatFails) {
  apt_fails("E: Failed to fetch http://mirror/x.deb  404  Not Found");
  const Error error = error_of(kBusybox);
  EXPECT_EQ(error.id, "VENT_PACKAGE_DOWNLOAD");
  EXPECT_EQ(error.retry, Retry::later);
  EXPECT_EQ(error.details, "E: Failed to fetch http://mirror/x.deb  404  Not Found");
}

TEST_F(FakeApt, ADownloadThatBringsNothingOrSomethingElse) {
  script("apt-get", "true");
  EXPECT_EQ(error_of(kBusybox).message, "apt downloaded busybox-static:arm64, and there is no package");
  script("apt-get", "echo \"$*\" > x.deb");
  script("dpkg-deb", "echo 'busybox-static 1:1.35 amd64'");
  EXPECT_EQ(error_of(kBusybox).message, "asked for busybox-static:arm64, apt brought 'busybox-static 1:1.35 amd64'");
  DebianFile exact = kBusybox;
  exact.version = "1:1.36";
  script("dpkg-deb", "echo 'busybox-static 1:1.35 arm64'");
  EXPECT_EQ(error_of(exact).id, "VENT_PACKAGE_DOWNLOAD");
  EXPECT_EQ(read_file(work_ / "x.deb").value_or(""), "--quiet download busybox-static:arm64=1:1.36\n");
}

TEST_F(FakeApt, APackageThatIsBroken) {
  script("apt-get", "echo 'no package' > x.deb");
  const Error error = error_of(kBusybox);
  EXPECT_EQ(error.kind, ErrorKind::failed);
  EXPECT_NE(error.text().find("this is no package"), std::string::npos) << error.text();
}

TEST_F(FakeApt, AFileThatIsNotInThePackage) {
  script("apt-get", "touch x.deb");
  script("dpkg-deb",
         "case $1 in --show) echo 'busybox-static 1:1.35 arm64';; *) mkdir -p tree/bin; ln -s /etc/passwd "
         "tree/bin/busybox;; esac");
  EXPECT_EQ(text_of(kBusybox),
            "error: there is no file 'bin/busybox' in busybox-static:arm64 1:1.35 [VENT_PACKAGE_MEMBER]\n"
            "  while taking 'bin/busybox' from the Debian package busybox-static:arm64\n"
            "  next: dpkg-deb --contents x.deb lists what there is")
      << "a link would lead out of it";
}

TEST_F(FakeApt, ADeadlineAndAStopEndIt) {
  script("apt-get", "exec sleep 1000");
  EXPECT_EQ(error_of(kBusybox, 200ms).kind, ErrorKind::timed_out);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(error_of(kBusybox, kLong, stop.get_token()).kind, ErrorKind::interrupted);
}

TEST_F(FakeApt, NoAptAtAll) {
  // find_program looks in /usr/sbin and /sbin too, where none of these is.
  ::setenv("PATH", work_.c_str(), 1);
  const Error error = error_of(kBusybox);
  EXPECT_EQ(error.id, "VENT_NO_APT");
  EXPECT_EQ(error.message, "there is no apt-get here, to get a Debian package with");
}

// With this machine's own apt, from where it gets its packages.
TEST(DebianPackage, IsTakenApart) {
  const TemporaryDirectory work = *TemporaryDirectory::make();
  DebianFile wanted = kBusybox;
  wanted.architecture = *this_architecture();
  const Result<TakenDebianFile> taken = take_from_debian_package(wanted, work.path(), kLong, {});
  ASSERT_TRUE(taken) << taken.error().text();
  EXPECT_TRUE(taken->version.starts_with("1:1.35.0-4")) << taken->version;
  EXPECT_TRUE(run_checked({.arguments = {taken->path, "sh", "-c", "true"}}));
}

}  // namespace
}  // namespace vent
