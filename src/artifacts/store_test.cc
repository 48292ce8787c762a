#include "artifacts/store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>

#include "base/sha256.h"

namespace vent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ArtifactStore : public testing::Test {
 protected:
  Path file(const std::string& name, std::string_view content) const {
    const Path path = directory_.path() / name;
    EXPECT_TRUE(write_file(path, content));
    return path;
  }
  static Artifact artifact(const std::string& file, const std::string& digest, const std::string& version = "3.6.6") {
    return {.name = {"etcd", version, Architecture::amd64, file},
            .digest = digest,
            .size = 4,
            .origin = Origin::build,
            .source = "go.etcd.io/etcd v3.6.6, go1.26.8",
            .licence = "Apache-2.0"};
  }
  // A file that is in the store, with its record.
  Artifact stored(const std::string& name, std::string_view content, const std::string& version = "3.6.6") {
    const Store::Taken taken = store_.take(file(name, content)).value();
    Artifact made = artifact(name, taken.digest, version);
    EXPECT_TRUE(store_.record(made));
    return made;
  }
  // Somebody writes into a file of the store behind its back, as a bad disk would.
  void damage(const Artifact& artifact, std::string_view content) {
    ASSERT_EQ(::chmod(store_.path_of(artifact.digest).c_str(), 0644), 0);
    ASSERT_TRUE(write_file(store_.path_of(artifact.digest), content));
  }

  TemporaryDirectory directory_ = *TemporaryDirectory::make();
  Store store_ = *Store::open(directory_.path() / "store");
};

TEST_F(ArtifactStore, HasAFileUnderItsDigest) {
  const Path given = file("etcd", "text");
  const Result<Store::Taken> taken = store_.take(given);
  ASSERT_TRUE(taken) << taken.error().text();
  EXPECT_EQ(taken->digest, sha256_hex("text"));
  EXPECT_EQ(taken->size, 4U);
  EXPECT_EQ(*read_file(store_.path_of(taken->digest)), "text");
  EXPECT_FALSE(path_exists(given));
  struct stat status {};
  ASSERT_EQ(::stat(store_.path_of(taken->digest).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0555U);
}

TEST_F(ArtifactStore, LeavesAFileThatItCopies) {
  const Path given = file("etcd", "text");
  const Store::Taken taken = store_.take_copy(given).value();
  EXPECT_TRUE(path_exists(given));
  EXPECT_EQ(*read_file(store_.path_of(taken.digest)), "text");
  EXPECT_THAT(*list_directory(store_.folder() / "work"), IsEmpty());
}

TEST_F(ArtifactStore, SaysWhatCannotBeTaken) {
  const Result<Store::Taken> taken = store_.take(directory_.path() / "nothing");
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().kind, ErrorKind::missing);
  EXPECT_FALSE(store_.take_copy(directory_.path() / "nothing"));
  EXPECT_THAT(*list_directory(store_.folder() / "work"), IsEmpty());
}

TEST_F(ArtifactStore, RemembersArtifactsAndTheNewestCounts) {
  EXPECT_THAT(*store_.artifacts(), IsEmpty());
  const Artifact first = stored("etcd", "old"), other = stored("etcdctl", "text");
  const Artifact second = stored("etcd", "new!");
  Store again = Store::open(store_.folder()).value();
  EXPECT_THAT(*again.artifacts(), ElementsAre(second, other));
  EXPECT_EQ(again.find(first.name)->value(), second);
  EXPECT_EQ(*again.find({"etcd", "3.6.6", Architecture::arm64, "etcd"}), std::nullopt);
}

TEST_F(ArtifactStore, FindsADamagedFile) {
  const Artifact whole = stored("etcd", "text");
  EXPECT_TRUE(*store_.is_sound(whole));
  damage(whole, "tExt");
  EXPECT_FALSE(*store_.is_sound(whole));
  EXPECT_FALSE(*store_.is_sound_to_the_bit(whole));
}

TEST_F(ArtifactStore, FindsAMissingFile) {
  const Artifact whole = stored("etcd", "text");
  ASSERT_TRUE(remove_tree(store_.path_of(whole.digest)));
  EXPECT_FALSE(*store_.is_sound(whole));
  EXPECT_FALSE(*store_.is_sound_to_the_bit(whole));
}

TEST_F(ArtifactStore, ReadsATouchedFileAndBelievesItsDigest) {
  const Artifact whole = stored("etcd", "text");
  damage(whole, "text");
  EXPECT_TRUE(*store_.is_sound(whole));
}

// Size and times as before: only reading tells.
TEST_F(ArtifactStore, FindsASilentlyChangedBitByReading) {
  const Artifact whole = stored("etcd", "text");
  const Path path = store_.path_of(whole.digest);
  struct stat before {};
  ASSERT_EQ(::stat(path.c_str(), &before), 0);
  ASSERT_EQ(::chmod(path.c_str(), 0644), 0);
  ASSERT_TRUE(write_kernel_file(path, "tExt"));
  const timespec times[2] = {before.st_atim, before.st_mtim};
  ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  EXPECT_TRUE(*store_.is_sound(whole));
  EXPECT_FALSE(*store_.is_sound_to_the_bit(whole));
}

TEST_F(ArtifactStore, MendsADamagedFileWhenItIsTakenAgain) {
  const Artifact whole = stored("etcd", "text");
  damage(whole, "tExt");
  EXPECT_EQ(stored("etcd", "text").digest, whole.digest);
  EXPECT_TRUE(*store_.is_sound_to_the_bit(whole));
}

TEST_F(ArtifactStore, KeepsWhatIsWantedWhenItIsPruned) {
  const Artifact kept = stored("etcd", "text"), old = stored("etcd", "old text", "3.5.0");
  ASSERT_TRUE(write_file(store_.aside_folder() / "strange", "x"));
  ASSERT_TRUE(make_directories(store_.folder() / "work/left-behind"));
  const Result<Store::Pruned> pruned = store_.prune({kept.name});
  ASSERT_TRUE(pruned) << pruned.error().text();
  EXPECT_EQ(pruned->files, 3U);
  EXPECT_EQ(pruned->bytes, 9U);
  EXPECT_THAT(*store_.artifacts(), ElementsAre(kept));
  EXPECT_TRUE(*store_.is_sound_to_the_bit(kept));
  EXPECT_FALSE(path_exists(store_.path_of(old.digest)));
}

TEST_F(ArtifactStore, KeepsTheWorkOfOthersWhenItIsPruned) {
  const Result<Store::Workplace> workplace = store_.workplace("etcd", {});
  ASSERT_TRUE(workplace) << workplace.error().text();
  ASSERT_TRUE(write_file(workplace->folder / "half", "x"));
  EXPECT_EQ(store_.prune({})->files, 0U);
  EXPECT_TRUE(path_exists(workplace->folder / "half"));
}

TEST_F(ArtifactStore, GivesAWorkplaceToOneAtATime) {
  auto first = std::make_optional(store_.workplace("etcd", {}).value());
  ASSERT_TRUE(write_file(first->folder / "half", "x"));
  std::stop_source stop;
  stop.request_stop();
  const Result<Store::Workplace> refused = store_.workplace("etcd", stop.get_token());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::interrupted);
  std::jthread waiting([this] {
    const Result<Store::Workplace> second = store_.workplace("etcd", {});
    ASSERT_TRUE(second) << second.error().text();
    EXPECT_TRUE(path_exists(second->folder / "half"));  // what the first left can be gone on with
  });
  first.reset();
}

TEST_F(ArtifactStore, TakesOneFileFromManyThreads) {
  std::vector<std::jthread> threads;
  for (int number = 0; number < 8; ++number)
    threads.emplace_back([this, number] {
      Store other = Store::open(store_.folder()).value();
      const Result<Store::Taken> taken = other.take(file("file" + std::to_string(number), "the same"));
      ASSERT_TRUE(taken) << taken.error().text();
      EXPECT_TRUE(other.record(artifact("file" + std::to_string(number), taken->digest)));
    });
  threads.clear();
  EXPECT_EQ(store_.artifacts()->size(), 8U);
  EXPECT_TRUE(*store_.is_sound_to_the_bit(store_.artifacts()->front()));
}

}  // namespace
}  // namespace vent
