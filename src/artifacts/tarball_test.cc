#include "artifacts/tarball.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <map>

namespace vent {
namespace {

// As another program sees it: names, and how much is behind each.
std::map<std::string, std::size_t> read_archive(const Path& path) {
  std::map<std::string, std::size_t> found;
  archive* opened = archive_read_new();
  archive_read_support_filter_gzip(opened);
  archive_read_support_filter_zstd(opened);
  archive_read_support_format_tar(opened);
  EXPECT_EQ(archive_read_open_filename(opened, path.c_str(), 16384), ARCHIVE_OK);
  archive_entry* entry = nullptr;
  while (archive_read_next_header(opened, &entry) == ARCHIVE_OK) {
    std::size_t& size = found[archive_entry_pathname(entry)];
    char room[4096];
    for (la_ssize_t count = 1; count > 0; size += static_cast<std::size_t>(count))
      count = std::max<la_ssize_t>(0, archive_read_data(opened, room, sizeof room));
  }
  archive_read_free(opened);
  return found;
}

class Tarball : public testing::TestWithParam<const char*> {};

TEST_P(Tarball, IsReadByOthers) {
  const TemporaryDirectory folder = *TemporaryDirectory::make();
  const Path path = folder.path() / (std::string("support") + GetParam());
  const std::string long_name = "a/" + std::string(150, 'n') + ".txt";
  const std::vector<TarballFile> files = {{"a/b.txt", "one\n"}, {long_name, std::string(100'000, 'x')}, {"empty", ""}};
  const Result<> written = write_tarball(path, files, 1'700'000'000);
  ASSERT_TRUE(written) << written.error().text();
  const std::map<std::string, std::size_t> wanted = {{"a/b.txt", 4}, {long_name, 100'000}, {"empty", 0}};
  EXPECT_EQ(read_archive(path), wanted);
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

INSTANTIATE_TEST_SUITE_P(Kinds, Tarball, testing::Values(".tar.zst", ".tar.gz"),
                         [](const auto& one) { return std::string(one.param).substr(5); });

TEST(TarballName, MustSayHowItIsCompressed) {
  const Result<> written = write_tarball("/nowhere/support.zip", {}, 0);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().id, "VENT_ARCHIVE_NAME");
}

TEST(TarballPlace, ThatIsNotThereIsAnError) {
  EXPECT_FALSE(write_tarball("/nowhere/at/all/support.tar.gz", {{"a", "b"}}, 0));
}

}  // namespace
}  // namespace vent
