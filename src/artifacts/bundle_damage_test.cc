// What is not a bundle, or was one: each is refused, and nothing wrong is ever kept.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "artifacts/bundle_entry.h"
#include "artifacts/tar_writer.h"
#include "artifacts/test_support/bundles.h"
#include "base/sha256.h"
#include "base/text.h"
#include "support/golden.h"

namespace vent {
namespace {

struct BundleDamage : testing::Test {
  TemporaryDirectory scratch = TemporaryDirectory::make().value();
  BundleFiles files{scratch.path()};
  std::string good;

  BundleDamage() {
    files.add("kube-apiserver", "the first file, which has some text in it");
    files.add("kubelet", std::string(700, 'k') + "the second file");
    files.add("empty", "");
    const Path bundle = scratch.path() / "good";
    files.save(bundle).value();
    good = read_file(bundle).value();
  }

  // An error, or the very same files: never a file under a digest that is not its own, never other names.
  void expect_nothing_wrong(const std::string& bytes, const std::string& what, bool may_be_the_same) const {
    MemorySink sink;
    const Result<BundleContents> loaded = load_from_memory(bytes, sink);
    EXPECT_TRUE(!loaded || may_be_the_same) << what;
    if (!loaded) {
      EXPECT_NE(loaded.error().hint, "") << what << ": " << loaded.error().message;
    }
    for (const auto& [digest, content] : sink.kept) EXPECT_EQ(sha256_hex(content), digest) << what;
    if (!loaded) return;
    auto expected = files.artifacts();
    sort_for_bundle(expected);
    EXPECT_TRUE(loaded->artifacts == expected) << what;
    EXPECT_EQ(sink.kept.size(), 3U) << what;
  }

  std::string refusal(const std::string& bytes) const {
    MemorySink sink;
    const Result<BundleContents> loaded = load_from_memory(bytes, sink);
    return loaded ? "it was taken" : loaded.error().text();
  }

  std::string contents_frame() const {
    auto sorted = files.artifacts();
    sort_for_bundle(sorted);
    return tar_entry("bundle.json", bundle_json({.vent = "0.1.0", .artifacts = sorted}));
  }
  std::string entry_of(std::size_t number) const {
    auto sorted = files.artifacts();
    sort_for_bundle(sorted);
    const Artifact& artifact = sorted[number];
    return tar_entry("files/" + artifact.digest, read_file(files.path_of(artifact)).value());
  }
  std::string all_entries() const { return entry_of(0) + entry_of(1) + entry_of(2) + tar_end(); }
};

TEST_F(BundleDamage, EveryChangedByteIsFoundOrMeansNothing) {
  for (const int change : {0x01, 0x04, 0x80, 0xff}) {
    for (std::size_t place = 0; place < good.size(); ++place) {
      std::string changed = good;
      changed[place] = static_cast<char>(changed[place] ^ change);
      expect_nothing_wrong(changed, fmt::format("byte {} of {} with {:02x}", place, good.size(), change), true);
    }
  }
}

TEST_F(BundleDamage, EveryCutIsFound) {
  for (std::size_t size = 0; size < good.size(); ++size)
    expect_nothing_wrong(good.substr(0, size), fmt::format("cut to {} of {}", size, good.size()), false);
}

// The checksums of Zstandard would hide our own checks: here they are right, and the archive in them is not.
TEST_F(BundleDamage, EveryChangedByteOfTheArchiveIsFound) {
  const std::string entries = all_entries();
  for (std::size_t place = 0; place < entries.size(); ++place) {
    std::string changed = entries;
    changed[place] = static_cast<char>(changed[place] ^ 1);
    expect_nothing_wrong(packed(contents_frame(), changed), fmt::format("byte {} of the archive", place), false);
  }
}

TEST_F(BundleDamage, AsTheTestPacksItItIsTaken) {
  expect_nothing_wrong(packed(contents_frame(), all_entries()), "packed", true);
  EXPECT_EQ(refusal(packed(contents_frame(), all_entries())), "it was taken");
}

TEST_F(BundleDamage, SaysWhatIsWrong) {
  const std::string name = "files/" + sha256_hex("");
  // Another type of entry, with the header's sum made right again.
  const auto with_type = [](std::string header, char type) {
    header[156] = type;
    header.replace(148, 8, 8, ' ');
    unsigned sum = 0;
    for (const char byte : header) sum += static_cast<unsigned char>(byte);
    return header.replace(148, 7, fmt::format("{:06o}", sum) + '\0');
  };
  std::string changed_json = good;
  changed_json[60] = static_cast<char>(changed_json[60] ^ 4);
  std::string changed_file = good;
  changed_file[good.size() - 60] = static_cast<char>(changed_file[good.size() - 60] ^ 4);
  std::string changed_content = entry_of(1);
  changed_content[520] = 'X';
  const auto json_of = [](const std::string& json) { return packed(tar_entry("bundle.json", json), tar_end()); };

  const std::vector<std::pair<std::string, std::string>> cases = {
      {"an empty file", ""},
      {"a gzip file", "\x1f\x8b\x08 and so on"},
      {"a text", "hello, world\n"},
      {"another archive", packed(tar_entry("README", "read me"), tar_end())},
      {"no archive", packed("hello, world", "")},
      {"cut in bundle.json", good.substr(0, 100)},
      {"cut behind bundle.json", packed(contents_frame(), "").substr(0, good.find("\x28\xb5\x2f\xfd", 4))},
      {"cut in a file", good.substr(0, good.size() - 40)},
      {"a byte of bundle.json", changed_json},
      {"a byte of a file", changed_file},
      {"garbage behind it", good + "garbage"},
      {"a bundle behind it", good + good},
      {"another format", json_of(R"({"format": 7, "vent": "9.9.9", "things": []})")},
      {"no format", json_of("{}")},
      {"no JSON", json_of("{")},
      {"a digest that is a path", json_of([&] {
         Artifact artifact = files.artifacts().front();
         artifact.digest = "../../../etc/passwd";
         return bundle_json({.vent = "0.1.0", .artifacts = {artifact}});
       }())},
      {"a name for a terminal", json_of([&] {
         Artifact artifact = files.artifacts().front();
         artifact.name.file = "\x1b[2Jkubelet";
         return bundle_json({.vent = "0.1.0", .artifacts = {artifact}});
       }())},
      {"an artifact twice",
       json_of(bundle_json({.vent = "0.1.0", .artifacts = {files.artifacts()[0], files.artifacts()[0]}}))},
      {"content of another digest", packed(contents_frame(), entry_of(0) + changed_content + entry_of(2) + tar_end())},
      {"a file is missing", packed(contents_frame(), entry_of(0) + tar_end())},
      {"a file twice", packed(contents_frame(), entry_of(0) + entry_of(0) + entry_of(2) + tar_end())},
      {"another order", packed(contents_frame(), entry_of(1) + entry_of(0) + entry_of(2) + tar_end())},
      {"an unknown file", packed(contents_frame(), tar_entry("files/extra", "extra") + all_entries())},
      {"one file more", packed(contents_frame(), entry_of(0) + entry_of(1) + entry_of(2) + entry_of(2) + tar_end())},
      {"a name that leads outside", packed(contents_frame(), tar_entry("files/../../etc/passwd", "x") + tar_end())},
      {"a link", packed(contents_frame(), with_type(entry_header(name, 0), '2') + all_entries())},
      {"a device", packed(contents_frame(), with_type(entry_header(name, 0), '3') + all_entries())},
      {"no end", packed(contents_frame(), entry_of(0) + entry_of(1) + entry_of(2))},
  };
  std::string messages;
  for (const auto& [what, bytes] : cases) messages += fmt::format("# {}\n{}\n\n", what, refusal(bytes));
  expect_golden("bundle_errors.txt", messages);
}

}  // namespace
}  // namespace vent
