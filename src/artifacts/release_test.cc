#include "artifacts/release.h"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sys/mount.h>

#include <algorithm>
#include <atomic>

#include "artifacts/test_support/archive.h"
#include "base/sha256.h"
#include "base/sha512.h"
#include "base/text.h"
#include "net/test_files.h"
#include "support/golden.h"
#include "support/private_mounts.h"

namespace vent {
namespace {

using Requests = std::vector<std::string>;

class ObtainRelease : public testing::Test {
 protected:
  ObtainRelease() {
    component.name = "kubernetes";
    component.home = "https://kubernetes.io";
    component.release =
        Release{files.url("/v{version}/{arch}/{file}"), files.url("/v{version}/{arch}/{file}.sha256"), ""};
    component.files = {{"kubelet"}, {"kubectl"}};
    publish("kubelet", "the kubelet");
    publish("kubectl", "the kubectl");
  }

  void publish(const std::string& file, const std::string& bytes) {
    files.put("/v1.36.3/amd64/" + file, bytes);
    files.put("/v1.36.3/amd64/" + file + ".sha256", sha256_hex(bytes));
  }

  Result<std::vector<ObtainedFile>> obtain() {
    Activity activity(bus, "kubernetes");
    return obtain_release(
        {component, version, Architecture::amd64, folder.path() / "work", folder.path() / "aside", patience}, sources,
        activity, clock, stop.get_token());
  }

  std::string shown(const Error& error) const {
    std::string text = replace_all(error.text(), fmt::format(":{}", files.port()), ":PORT");
    return replace_all(text, folder.path().native(), "FOLDER") + "\n";
  }

  const TemporaryDirectory folder = TemporaryDirectory::make().value();
  SkippingClock clock;
  EventBus bus{clock};
  TestFiles files;
  Component component;
  CatalogueVersion version{"1.36.3", ""};
  ReleaseSources sources;
  DownloadPatience patience;
  std::stop_source stop;
};

TEST_F(ObtainRelease, BringsEachFileComparedWithItsChecksum) {
  const auto obtained = obtain();
  ASSERT_TRUE(obtained) << obtained.error().text();
  ASSERT_EQ(obtained->size(), 2u);
  EXPECT_EQ(obtained->at(0).name, "kubelet");
  EXPECT_EQ(obtained->at(0).source, files.url("/v1.36.3/amd64/kubelet"));
  EXPECT_EQ(read_file(obtained->at(0).path).value(), "the kubelet");
  EXPECT_EQ(read_file(obtained->at(1).path).value(), "the kubectl");
  EXPECT_EQ(files.requests(), (Requests{"/v1.36.3/amd64/kubelet.sha256", "/v1.36.3/amd64/kubelet",
                                        "/v1.36.3/amd64/kubectl.sha256", "/v1.36.3/amd64/kubectl"}));
}

TEST_F(ObtainRelease, TakesAnArchiveAndAListOfChecksumsOnce) {
  const Path archive = folder.path() / "etcd-v3.6.6-linux-amd64.tar.gz";
  write_test_archive(archive, {{"etcd-v3.6.6/etcd", "the etcd"}, {"./etcd-v3.6.6/etcdctl", "the etcdctl"}});
  const std::string bytes = read_file(archive).value();
  files.put("/etcd-v3.6.6-linux-amd64.tar.gz", bytes);
  files.put("/SHA512SUMS", fmt::format("{}  ./other.tar.gz\n{}  ./etcd-v3.6.6-linux-amd64.tar.gz\n",
                                       sha512_hex("other"), sha512_hex(bytes)));
  component.release =
      Release{files.url("/etcd-v{version}-linux-{arch}.tar.gz"), files.url("/SHA512SUMS"), "etcd-v{version}/{file}"};
  component.files = {{"etcd"}, {"etcdctl"}};
  version.version = "3.6.6";
  const auto obtained = obtain();
  ASSERT_TRUE(obtained) << obtained.error().text();
  ASSERT_EQ(obtained->size(), 2u);
  EXPECT_EQ(read_file(obtained->at(0).path).value(), "the etcd");
  EXPECT_EQ(read_file(obtained->at(1).path).value(), "the etcdctl");
  EXPECT_EQ(obtained->at(1).source, files.url("/etcd-v3.6.6-linux-amd64.tar.gz"));
  EXPECT_EQ(files.requests(), (Requests{"/SHA512SUMS", "/etcd-v3.6.6-linux-amd64.tar.gz"}));

  component.files = {{"etcd"}, {"etcdutl"}};
  const auto missing = obtain();
  ASSERT_FALSE(missing);
  expect_golden("release_member_missing.txt",
                replace_all(shown(missing.error()),
                            sha256_hex(files.url("/etcd-v3.6.6-linux-amd64.tar.gz")).substr(0, 12), "DIGEST"));
}

TEST_F(ObtainRelease, AWrongFileIsSetAsideAndNeverUsed) {
  files.put("/v1.36.3/amd64/kubelet", "not the kubelet");
  const auto obtained = obtain();
  ASSERT_FALSE(obtained);
  EXPECT_EQ(obtained.error().id, "VENT_CHECKSUM_MISMATCH");
  expect_golden("release_mismatch.txt", shown(obtained.error()));
  const auto aside = list_directory(folder.path() / "aside").value();
  ASSERT_EQ(aside.size(), 1u);
  EXPECT_EQ(aside[0], "kubernetes-1.36.3-amd64-" + sha256_hex("not the kubelet").substr(0, 12) + "-kubelet");
  EXPECT_EQ(read_file(folder.path() / "aside" / aside[0]).value(), "not the kubelet");
  const std::vector<std::string> left = list_directory(folder.path() / "work").value();
  for (const std::string& name : left) EXPECT_TRUE(name.ends_with("-kubelet.sha256")) << name;

  publish("kubelet", "the kubelet");
  const auto again = obtain();
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(read_file(again->at(0).path).value(), "the kubelet");
}

TEST_F(ObtainRelease, AFileThatIsShorterThanItWasIsNotUsed) {
  files.misbehave("/v1.36.3/amd64/kubelet", [](TestConnection& connection, const std::string&, int) {
    return connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nthe kubelet");
  });
  const auto obtained = obtain();
  ASSERT_FALSE(obtained);
  EXPECT_EQ(obtained.error().id, "VENT_CHECKSUM_MISMATCH");
}

TEST_F(ObtainRelease, GoesOnFromWhatARunBeforeLeft) {
  const std::string bytes(100'000, 'k');
  publish("kubectl", bytes);
  files.misbehave("/v1.36.3/amd64/kubectl", [&](TestConnection& connection, const std::string& request, int number) {
    if (number > 1) return false;
    files.answer(connection, request, 40'000);
    return true;
  });
  patience.tries = 1;
  ASSERT_FALSE(obtain());
  const auto second = obtain();
  ASSERT_TRUE(second) << second.error().text();
  EXPECT_TRUE(read_file(second->at(1).path).value() == bytes);
  const Requests requests = files.requests();
  EXPECT_EQ(std::ranges::count(requests, "/v1.36.3/amd64/kubelet"), 1) << "it was here and whole";
  EXPECT_EQ(requests.back(), "/v1.36.3/amd64/kubectl from 40000");
}

TEST_F(ObtainRelease, AVersionThatIsNotPublishedSaysWhereToLook) {
  version.version = "1.99.0";
  const auto obtained = obtain();
  ASSERT_FALSE(obtained);
  EXPECT_EQ(obtained.error().kind, ErrorKind::missing);
  EXPECT_EQ(files.requests().size(), 1u);
  expect_golden("release_not_published.txt", shown(obtained.error()));
}

TEST_F(ObtainRelease, AnEndlessFaultAndAUselessChecksumAreExplained) {
  files.misbehave("/v1.36.3/amd64/kubelet", always("503 Service Unavailable"));
  const auto fault = obtain();
  ASSERT_FALSE(fault);
  files.put("/v1.36.3/amd64/kubelet.sha256", sha256_hex("x") + "  kubelet.exe\n");
  const auto unnamed = obtain();
  ASSERT_FALSE(unnamed);
  expect_golden("release_failed.txt", shown(fault.error()) + "\n" + shown(unnamed.error()));
}

TEST_F(ObtainRelease, AFullDiskIsSaidBeforeTheFirstByteOrWhenItIsFull) {
  const std::string bytes(300'000, 'k');
  publish("kubelet", bytes);
  const Path work = folder.path() / "work";
  ASSERT_TRUE(make_directories(work));
  const bool is_permitted = with_private_mounts([&] {
    ASSERT_EQ(::mount("none", work.c_str(), "tmpfs", 0, "size=128k"), 0);
    const auto announced = obtain();
    ASSERT_FALSE(announced);
    EXPECT_EQ(announced.error().kind, ErrorKind::no_space);
    EXPECT_NE(announced.error().message.find("300000 bytes are needed in"), std::string::npos)
        << announced.error().text();
    files.misbehave("/v1.36.3/amd64/kubelet", [bytes](TestConnection& connection, const std::string&, int) {
      connection.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
      connection.send(bytes);
      return true;
    });
    const auto full = obtain();
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().kind, ErrorKind::no_space);
    EXPECT_NE(full.error().hint.find("df -h"), std::string::npos) << full.error().text();
    EXPECT_TRUE(clock.pauses.empty()) << "no disk frees itself";
  });
  if (!is_permitted) GTEST_SKIP() << "mounting needs root";
}

TEST_F(ObtainRelease, WithoutAReleaseOrAChecksumNothingIsTaken) {
  component.release->checksum.clear();
  component.recipe = Recipe{};
  const auto uncheckable = obtain();
  component.release.reset();
  component.recipe.reset();
  const auto none = obtain();
  ASSERT_FALSE(uncheckable);
  ASSERT_FALSE(none);
  EXPECT_TRUE(files.requests().empty());
  expect_golden("release_none.txt", shown(uncheckable.error()) + "\n" + shown(none.error()));
}

TEST_F(ObtainRelease, AServerThatIsNotThereIsAskedOnce) {
  std::atomic<int> connections = 0;
  const int closed_port = TestServer([](TestConnection&) {}).port();
  component.release->checksum = fmt::format("http://127.0.0.1:{}/sums", closed_port);
  const auto first = obtain();
  ASSERT_FALSE(first);
  EXPECT_EQ(first.error().kind, ErrorKind::not_reachable);
  EXPECT_NE(first.error().hint.find("VENT_MIRROR"), std::string::npos);
  // Somebody listens there now, and isn't asked.
  EXPECT_TRUE(sources.known_unreachable(fmt::format("http://127.0.0.1:{}/other", closed_port)));
  const TestServer proxy([&](TestConnection&) { ++connections; });
  sources.note_unreachable(proxy.url("/"), first.error());
  component.release->checksum = proxy.url("/sums");
  EXPECT_FALSE(obtain());
  EXPECT_EQ(connections, 0);
}

TEST_F(ObtainRelease, AMirrorServesFilesAndChecksums) {
  component.release = Release{"https://dl.example.com/v{version}/{arch}/{file}",
                              "https://dl.example.com/v{version}/{arch}/{file}.sha256", ""};
  sources = ReleaseSources::with_mirrors("https://dl.example.com/=" + files.url("/")).value();
  const auto obtained = obtain();
  ASSERT_TRUE(obtained) << obtained.error().text();
  EXPECT_EQ(obtained->at(0).source, files.url("/v1.36.3/amd64/kubelet"));
}

TEST_F(ObtainRelease, AStopEndsIt) {
  stop.request_stop();
  const auto obtained = obtain();
  ASSERT_FALSE(obtained);
  EXPECT_EQ(obtained.error().kind, ErrorKind::interrupted);
}

}  // namespace
}  // namespace vent
