#include "artifacts/image.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>

#include <algorithm>

#include "artifacts/tar_writer.h"
#include "artifacts/test_support/archive.h"
#include "base/sha256.h"
#include "base/text.h"
#include "formats/json.h"
#include "support/golden.h"

namespace vent {
namespace {

std::string content_of(const std::vector<Listed>& files, std::string_view name) {
  for (const Listed& file : files)
    if (file.line.ends_with(" " + std::string(name))) return file.content;
  ADD_FAILURE() << "there is no " << name;
  return "";
}

std::string blob(const std::vector<Listed>& files, const std::string& digest) {
  return content_of(files, "blobs/sha256/" + digest.substr(std::string_view("sha256:").size()));
}

class Image : public testing::Test {
 protected:
  Image() {
    EXPECT_TRUE(write_file(source_, "#!/bin/sh\necho hello\n"));
    image_.name = "vent.local/example";
    image_.tag = "1";
    image_.architecture = Architecture::arm64;
    image_.entries = {
        {.path = "/usr/bin/hello", .content = ImageFile{source_}},
        {.path = "/etc/passwd", .content = ImageText{"root:x:0:0::/:/bin/sh\n"}, .mode = 0644},
        {.path = "/tmp", .content = ImageDirectory{}, .mode = 01777},
        {.path = "/home/one", .content = ImageDirectory{}, .mode = 0700, .owner = 1000, .group = 2000},
        {.path = "/bin", .content = ImageLink{"usr/bin"}, .mode = 0777},
        {.path = "/usr/bin/su", .content = ImageText{""}, .mode = 04755},
    };
    image_.entrypoint = {"/usr/bin/hello"};
    image_.command = {"--loud"};
    image_.environment = {{"PATH", "/usr/bin"}, {"HOME", "/"}};
    image_.user = "1000:2000";
    image_.labels = {{"local.vent.what", "an example"}};
  }

  std::string write() {
    const Result<WrittenImage> written = write_image(image_, file_);
    EXPECT_TRUE(written) << written.error().text();
    std::string bytes = *read_file(file_);
    EXPECT_EQ(written->size, bytes.size());
    return bytes;
  }

  TemporaryDirectory scratch_ = *TemporaryDirectory::make();
  Path source_ = scratch_.path() / "source", file_ = scratch_.path() / "image.tar";
  ContainerImage image_;
};

// The listings of both archives and the texts in them.
TEST_F(Image, IsWhatItSays) {
  const std::vector<Listed> files = list_archive(write());
  std::string text;
  for (const Listed& file : files) text += file.line + "\n";
  const Json index = *parse_json(content_of(files, "index.json"), "the index");
  const Json manifest = *parse_json(blob(files, *index.list("manifests")->front().text("digest")), "the manifest");
  const Json config = *parse_json(blob(files, *manifest.field("config")->text("digest")), "the configuration");
  text += "\nlayer\n";
  for (const Listed& file : list_archive(blob(files, *manifest.list("layers")->front().text("digest"))))
    text += file.line + "\n";
  text += "\n" + content_of(files, "oci-layout") + "\n";
  for (const Json& document : {index, manifest, config}) text += "\n" + document.pretty() + "\n";
  expect_golden("image.txt", text);
}

TEST_F(Image, EveryDigestIsThatOfItsFile) {
  int blobs = 0;
  for (const Listed& file : list_archive(write())) {
    const std::size_t at = file.line.find("blobs/sha256/");
    if (at == std::string::npos || file.line.ends_with('/')) continue;
    EXPECT_EQ(file.line.substr(at + 13), sha256_hex(file.content));
    ++blobs;
  }
  EXPECT_EQ(blobs, 3);
}

// Nothing of the machine gets in: no time, no owner, no order.
TEST_F(Image, IsTheSameWhoeverWritesItWhenever) {
  const std::string first = write();
  const timespec times[2] = {{.tv_sec = 1, .tv_nsec = 0}, {.tv_sec = 2, .tv_nsec = 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, source_.c_str(), times, 0), 0);
  ASSERT_EQ(::chmod(source_.c_str(), 0600), 0);
  std::ranges::reverse(image_.entries);
  EXPECT_TRUE(write() == first);
  image_.entries.front().mode ^= 1;
  EXPECT_FALSE(write() == first);
}

TEST_F(Image, OfALargeFileIsThatFile) {
  std::string large(3'000'001, '\0');
  for (std::size_t i = 0; i < large.size(); ++i) large[i] = static_cast<char>(i * i >> 7);
  ASSERT_TRUE(write_file(source_, large));
  const std::vector<Listed> files = list_archive(write());
  const Json index = *parse_json(content_of(files, "index.json"), "the index");
  const Json manifest = *parse_json(blob(files, *index.list("manifests")->front().text("digest")), "the manifest");
  const auto layer = list_archive(blob(files, *manifest.list("layers")->front().text("digest")));
  EXPECT_TRUE(content_of(layer, "usr/bin/hello") == large);
}

TEST_F(Image, ThatCannotBeWrittenLeavesNothing) {
  ASSERT_TRUE(remove_tree(source_));
  const Result<WrittenImage> missing = write_image(image_, file_);
  ASSERT_FALSE(missing);
  EXPECT_EQ(replace_all(missing.error().text(), scratch_.path().string(), "FOLDER"),
            "error: reading 'FOLDER/source': no such file or directory\n"
            "  while writing '/usr/bin/hello' into the image\n"
            "  while writing the image vent.local/example:1");
  EXPECT_EQ(missing.error().kind, ErrorKind::missing);
  ASSERT_TRUE(make_directories(source_));
  EXPECT_EQ(write_image(image_, file_).error().kind, ErrorKind::bad_input) << "a directory is no file";
  EXPECT_FALSE(path_exists(file_));
  image_.entries.clear();
  EXPECT_EQ(write_image(image_, scratch_.path() / "no" / "folder").error().kind, ErrorKind::missing);
}

TEST_F(Image, IsNotWrittenWhenAskedToStop) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(write_image(image_, file_, stop.get_token()).error().kind, ErrorKind::interrupted);
  EXPECT_FALSE(path_exists(file_));
}

// A file that grows without end is noticed, whatever it said at first.
TEST_F(Image, OfAFileThatIsNotAsLongAsItSaysIsRefused) {
  image_.entries = {{.path = "/status", .content = ImageFile{"/proc/self/status"}}};  // which says 0 bytes
  const Result<WrittenImage> written = write_image(image_, file_);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().id, "VENT_IMAGE_SOURCE_CHANGED");
}

// By way of a link: whoever removes what he couldn't write must not get at the machine's own device.
TEST_F(Image, WithAFullDiskSaysSo) {
  std::filesystem::create_symlink("/dev/full", file_);
  const Result<WrittenImage> written = write_image(image_, file_);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::no_space);
}

// Whatever numbers, names and contents: a reader that isn't ours reads them.
RC_GTEST_PROP(TarProperty, OthersReadWhatIsWritten, ()) {
  TarEntry entry;
  entry.name = *rc::gen::resize(kTarNameLimit, rc::gen::nonEmpty(rc::gen::string<std::string>()));
  for (char& c : entry.name) c = static_cast<char>('a' + static_cast<unsigned char>(c) % 26);
  entry.mode = *rc::gen::inRange(0U, 010000U);
  entry.owner = *rc::gen::inRange(0U, kTarOwnerLimit + 1);
  entry.group = *rc::gen::inRange(0U, kTarOwnerLimit + 1);
  const auto content = *rc::gen::string<std::string>();
  entry.size = content.size();
  const std::string bytes = tar_header(entry) + content + tar_padding(content.size()) + tar_end();
  RC_ASSERT(bytes.size() % 512 == 0U);
  const std::vector<Listed> found = list_archive(bytes);
  RC_ASSERT(found.size() == 1U);
  RC_ASSERT(found[0].content == content);
  RC_ASSERT(
      found[0].line.ends_with(fmt::format(" {}:{} {} 0 {}", entry.owner, entry.group, content.size(), entry.name)));
}

TEST(Tar, HoldsTheLargestNumbers) {
  const std::string header = tar_header({.name = std::string(kTarNameLimit, 'n'),
                                         .owner = kTarOwnerLimit,
                                         .group = kTarOwnerLimit,
                                         .size = kTarSizeLimit,
                                         .target = std::string(kTarNameLimit, 't')});
  EXPECT_EQ(header.substr(0, 100), std::string(100, 'n'));
  EXPECT_EQ(header.substr(108, 28), std::string("7777777\0007777777\00077777777777\0", 28));
  EXPECT_EQ(header.substr(156, 102), "0" + std::string(100, 't') + "u");
}

}  // namespace
}  // namespace vent
