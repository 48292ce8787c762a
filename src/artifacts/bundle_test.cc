// Saving and loading together: what goes in comes out, and a stop leaves nothing half.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <thread>

#include "artifacts/test_support/bundles.h"
#include "base/process.h"
#include "base/sha256.h"

namespace vent {
namespace {

struct Bundle : testing::Test {
  TemporaryDirectory scratch = TemporaryDirectory::make().value();
  Path files_folder = scratch.path() / "files";
  Path out = scratch.path() / "out";
  Path bundle = out / "b.tar.zst";

  Bundle() {
    make_directories(files_folder).value();
    make_directories(out).value();
  }
};

// Long enough that the compressor works in several threads, and like nothing else.
std::string large_content(std::size_t size) {
  std::string content;
  for (std::uint64_t number = 1; content.size() < size; ++number) content += sha256_hex(std::to_string(number));
  return content;
}

RC_GTEST_FIXTURE_PROP(Bundle, GivesBackWhatWentIn, (const std::vector<std::string>& contents)) {
  BundleFiles files(files_folder);
  for (std::size_t number = 0; number < contents.size(); ++number)
    files.add("file" + std::to_string(number), contents[number]);
  RC_ASSERT(files.save(bundle).has_value());
  MemorySink sink;
  const Result<BundleContents> loaded = load_from_memory(read_file(bundle).value(), sink);
  RC_ASSERT(loaded.has_value());
  RC_ASSERT(loaded->vent == "0.1.0");
  auto expected = files.artifacts();
  sort_for_bundle(expected);
  RC_ASSERT(loaded->artifacts == expected);
  for (const std::string& content : contents) RC_ASSERT(sink.kept.at(sha256_hex(content)) == content);
  RC_ASSERT(list_bundle(bundle).value() == *loaded);
}

TEST_F(Bundle, IsAnArchiveThatTarLists) {
  BundleFiles files(files_folder);
  const std::string kubelet = files.add("kubelet", "the kubelet").digest;
  files.add("kube-proxy", "the kubelet");  // the same content stands in it once
  files.save(bundle).value();
  const auto listed = run(Command{.arguments = {"tar", "--zstd", "-tf", bundle.native()}}).value();
  EXPECT_EQ(listed.output, "bundle.json\nfiles/" + kubelet + "\n");
}

TEST_F(Bundle, IsTheSameForTheSameFiles) {
  BundleFiles one(files_folder);
  BundleFiles other(files_folder);
  const std::string large = large_content(20'000'000);
  one.add("kubelet", large);
  one.add("kubectl", "small");
  other.add("kubectl", "small");
  other.add("kubelet", large);
  const SavedBundle saved = one.save(bundle, 1).value();
  const std::string bytes = read_file(bundle).value();
  EXPECT_EQ(saved.files, 2U);
  EXPECT_EQ(saved.size, bytes.size());
  for (const int workers : {1, 2, 3}) {
    other.save(out / "other", workers).value();
    EXPECT_TRUE(read_file(out / "other").value() == bytes) << workers << " workers";
  }
}

TEST_F(Bundle, FindsLikeFilesThatStandFarApart) {
  const std::string large = large_content(20'000'000);
  BundleFiles one(files_folder);
  one.add("kubelet", large, "1.36.3");
  const std::uint64_t alone = one.save(bundle).value().size;
  one.add("kubelet", large + "changed", "1.35.4");
  EXPECT_LT(one.save(bundle).value().size, alone + alone / 20);
}

TEST_F(Bundle, IsRefusedWhenAFileChanged) {
  BundleFiles files(files_folder);
  const Artifact kubelet = files.add("kubelet", "the kubelet");
  write_file(bundle, "what was there before").value();
  for (const std::string changed : {"tHe kubelet", "the kubele", "the kubelet!"}) {
    write_file(files.path_of(kubelet), changed).value();
    const Result<SavedBundle> saved = files.save(bundle);
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().id, "VENT_ARTIFACT_CHANGED");
    EXPECT_THAT(saved.error().message, testing::StartsWith("kubernetes 1.36.3 kubelet (amd64) is not what it was: '"));
    if (changed.size() == kubelet.size) {
      EXPECT_THAT(saved.error().message, testing::HasSubstr(sha256_hex(changed)));
      EXPECT_THAT(saved.error().message, testing::HasSubstr(kubelet.digest));
    }
    EXPECT_EQ(read_file(bundle).value(), "what was there before");
    EXPECT_THAT(list_directory(out).value(), testing::ElementsAre("b.tar.zst"));
  }
  std::filesystem::remove(files.path_of(kubelet));
  EXPECT_EQ(files.save(bundle).error().kind, ErrorKind::missing);
  EXPECT_THAT(list_directory(out).value(), testing::ElementsAre("b.tar.zst"));
}

TEST_F(Bundle, LeavesNothingWhenSavingIsStopped) {
  BundleFiles files(files_folder);
  files.add("kubelet", large_content(3'000'000));
  std::stop_source stop;
  const RealClock clock;
  EventBus bus(clock);
  Activity activity(bus, "saving");
  const BundleSource source{.artifacts = files.artifacts(),
                            .path_of =
                                [&](const Artifact& artifact) {
                                  stop.request_stop();  // when half of it, the contents, is written
                                  return files.path_of(artifact);
                                },
                            .vent = "0.1.0"};
  EXPECT_EQ(save_bundle(bundle, source, activity, stop.get_token()).error().kind, ErrorKind::interrupted);
  EXPECT_THAT(list_directory(out).value(), testing::IsEmpty());
}

// Asks for a stop when it got the first bytes of the second file.
struct StoppingSink final : BundleSink {
  StoppingSink(Path folder, std::stop_source& source)
      : stop(source), inner(folder, [folder](const BundleFile& file, const Path& path) -> Result<> {
          std::filesystem::rename(path, folder / file.digest);
          return Ok{};
        }) {}
  Result<> prepare(const std::vector<BundleFile>& files) override { return inner.prepare(files); }
  Result<> begin(const BundleFile& file) override {
    ++begun;
    return inner.begin(file);
  }
  Result<> add(std::string_view piece) override {
    if (begun == 2) stop.request_stop();
    return inner.add(piece);
  }
  Result<> keep() override { return inner.keep(); }

  std::stop_source& stop;
  FolderSink inner;
  int begun = 0;
};

TEST_F(Bundle, KeepsWhatWasWholeWhenLoadingIsStopped) {
  BundleFiles files(files_folder);
  const std::string first = files.add("a", "the first").digest;
  files.add("b", large_content(30'000'000));
  files.save(bundle).value();
  std::filesystem::remove_all(files_folder);
  make_directories(files_folder).value();
  std::stop_source stop;
  const RealClock clock;
  EventBus bus(clock);
  Activity activity(bus, "loading");
  {
    StoppingSink sink(files_folder, stop);
    EXPECT_EQ(load_bundle(bundle, sink, activity, stop.get_token()).error().kind, ErrorKind::interrupted);
  }
  EXPECT_THAT(list_directory(files_folder).value(), testing::ElementsAre(first));
}

TEST_F(Bundle, CanBeLoadedTwiceAtOnceIntoOneFolder) {
  BundleFiles files(files_folder);
  std::vector<std::string> digests;
  for (int number = 0; number < 20; ++number)
    digests.push_back(files.add(fmt::format("file{}", number), large_content(100'000 + 64 * number)).digest);
  files.save(bundle).value();
  const Path into = scratch.path() / "into";
  make_directories(into).value();
  const auto load = [&] {
    const RealClock clock;
    EventBus bus(clock);
    Activity activity(bus, "loading");
    FolderSink sink(into, [&](const BundleFile& file, const Path& path) -> Result<> {
      std::filesystem::rename(path, into / file.digest);
      return Ok{};
    });
    EXPECT_TRUE(load_bundle(bundle, sink, activity, {}));
  };
  {
    const std::jthread one(load);
    const std::jthread other(load);
  }
  EXPECT_THAT(list_directory(into).value(), testing::UnorderedElementsAreArray(digests));
  for (const std::string& digest : digests) EXPECT_EQ(sha256_hex_of_file(into / digest).value(), digest);
}

TEST_F(Bundle, EndsWithTheErrorOfItsSink) {
  BundleFiles files(files_folder);
  for (int number = 0; number < 100; ++number) files.add(fmt::format("file{}", number), fmt::format("{}", number));
  files.save(bundle).value();
  const RealClock clock;
  EventBus bus(clock);
  Activity activity(bus, "loading");
  FolderSink sink(out, [](const BundleFile&, const Path&) -> Result<> {
    return fail(Error(ErrorKind::no_space, "the disk is full"));
  });
  EXPECT_EQ(load_bundle(bundle, sink, activity, {}).error().message, "the disk is full");
  EXPECT_THAT(list_directory(out).value(), testing::ElementsAre("b.tar.zst"));
}

}  // namespace
}  // namespace vent
