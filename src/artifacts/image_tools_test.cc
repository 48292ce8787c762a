// Whether other programs take our images for images: skopeo, which reads them as a registry would, and umoci, which
// unpacks them as a container runtime would. Root is needed for the owners of files.

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "artifacts/image.h"
#include "base/process.h"
#include "base/text.h"
#include "formats/json.h"

namespace vent {
namespace {

std::string output_of(std::vector<std::string> arguments) {
  const Result<std::string> output =
      run_checked({.arguments = std::move(arguments), .deadline = std::chrono::minutes(2)});
  EXPECT_TRUE(output) << output.error().text();
  return output.value_or("");
}

// As `ls -l` would show it.
std::string seen(const Path& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return "absent";
  const std::string kind = S_ISDIR(found.st_mode) ? "directory" : S_ISLNK(found.st_mode) ? "link" : "file";
  return fmt::format("{} {:o} {}:{}", kind, found.st_mode & 07777, found.st_uid, found.st_gid);
}

class ImageTools : public testing::Test {
 protected:
  ImageTools() {
    EXPECT_TRUE(write_file(scratch_.path() / "source", std::string(1'000'000, 'x')));
    image_.name = "vent.local/example";
    image_.tag = "1.2";
    image_.architecture = Architecture::arm64;
    image_.entries = {
        {.path = "/usr/bin/large", .content = ImageFile{scratch_.path() / "source"}},
        {.path = "/etc/passwd", .content = ImageText{"root:x:0:0::/:/bin/sh\n"}, .mode = 0644},
        {.path = "/tmp", .content = ImageDirectory{}, .mode = 01777},
        {.path = "/home/one", .content = ImageDirectory{}, .mode = 0700, .owner = 1000, .group = 2000},
        {.path = "/home/one/" + std::string(90, 'n'), .content = ImageText{""}, .mode = 04711, .owner = 1000},
        {.path = "/bin", .content = ImageLink{"usr/bin"}},
    };
    image_.entrypoint = {"/usr/bin/large", "--loud"};
    image_.command = {"all"};
    image_.environment = {{"HOME", "/home/one"}};
    image_.user = "1000:2000";
    image_.labels = {{"local.vent.what", "an example"}};
    const Result<WrittenImage> written = write_image(image_, archive_);
    EXPECT_TRUE(written) << written.error().text();
    digest_ = written->digest;
  }

  TemporaryDirectory scratch_ = *TemporaryDirectory::make();
  Path archive_ = scratch_.path() / "image.tar", layout_ = scratch_.path() / "layout";
  ContainerImage image_;
  std::string digest_;
};

TEST_F(ImageTools, SkopeoReadsIt) {
  const std::string archive = "oci-archive:" + archive_.string();
  const Json seen_by_skopeo =
      *parse_json(output_of({"skopeo", "--override-arch=arm64", "inspect", archive + ":1.2"}), "what skopeo says");
  EXPECT_EQ(seen_by_skopeo.text("Digest").value_or(""), "sha256:" + digest_);
  EXPECT_EQ(seen_by_skopeo.text("Architecture").value_or(""), "arm64");
  EXPECT_EQ(seen_by_skopeo.text("Os").value_or(""), "linux");
  EXPECT_EQ(seen_by_skopeo.texts("Env").value_or(std::vector<std::string>{}),
            std::vector<std::string>{"HOME=/home/one"});
  const Json config = *parse_json(
      output_of({"skopeo", "--override-arch=arm64", "inspect", "--config", archive + ":1.2"}), "the configuration");
  const Json settings = *config.field("config");
  EXPECT_EQ(settings.texts("Entrypoint").value_or(std::vector<std::string>{}), image_.entrypoint);
  EXPECT_EQ(settings.texts("Cmd").value_or(std::vector<std::string>{}), image_.command);
  EXPECT_EQ(settings.text("User").value_or(""), "1000:2000");
}

// skopeo checks every digest while it copies; what it writes is the same image.
TEST_F(ImageTools, SkopeoCopiesItAndUmociUnpacksIt) {
  output_of({"skopeo", "--override-arch=arm64", "copy", "--dest-oci-accept-uncompressed-layers",
             "oci-archive:" + archive_.string() + ":1.2", "oci:" + layout_.string() + ":copied"});
  EXPECT_TRUE(path_exists(layout_ / "blobs/sha256" / digest_));
  const Path bundle = scratch_.path() / "bundle";
  output_of({"umoci", "unpack", "--image", layout_.string() + ":copied", bundle});
  const Path root = bundle / "rootfs";
  EXPECT_EQ(seen(root / "usr"), "directory 755 0:0");
  EXPECT_EQ(seen(root / "usr/bin/large"), "file 755 0:0");
  EXPECT_EQ(seen(root / "etc/passwd"), "file 644 0:0");
  EXPECT_EQ(seen(root / "tmp"), "directory 1777 0:0");
  EXPECT_EQ(seen(root / "home/one"), "directory 700 1000:2000");
  EXPECT_EQ(seen(root / "home/one" / std::string(90, 'n')), "file 4711 1000:0");
  EXPECT_EQ(seen(root / "bin"), "link 777 0:0");
  EXPECT_EQ(std::filesystem::read_symlink(root / "bin"), "usr/bin");
  EXPECT_EQ(*read_file(root / "etc/passwd"), "root:x:0:0::/:/bin/sh\n");
  EXPECT_TRUE(*read_file(root / "bin/large") == std::string(1'000'000, 'x'));
  const Json process = *parse_json(*read_file(bundle / "config.json"), "the bundle")->field("process");
  EXPECT_EQ(process.texts("args").value_or(std::vector<std::string>{}),
            (std::vector<std::string>{"/usr/bin/large", "--loud", "all"}));
}

}  // namespace
}  // namespace vent
