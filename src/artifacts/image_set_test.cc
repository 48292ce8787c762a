#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "artifacts/image_checks.h"
#include "artifacts/image_set_recipes.h"
#include "artifacts/test_support/archive.h"
#include "base/sha256.h"
#include "formats/json.h"

namespace vent {
namespace {

using testing::AllOf;
using testing::HasSubstr;

ContainerImage named(std::string name, std::string user = "") {
  ContainerImage image;
  image.name = std::move(name);
  image.tag = "1";
  image.user = std::move(user);
  return image;
}

TEST(ImageSet, WritesASharedLayerOnce) {
  const TemporaryDirectory scratch = *TemporaryDirectory::make();
  const Path file = scratch.path() / "images.tar", archive = scratch.path() / "base.tar";
  ASSERT_TRUE(write_file(archive, "any bytes"));
  const ImageSet set{
      .layers = {{.archive = archive}, {.entries = {{.path = "/a", .content = ImageText{"a"}, .mode = 0644}}}},
      .images = {{.image = named("vent.local/one"), .layers = {0}},
                 {.image = named("vent.local/two"), .layers = {0, 1}},
                 {.image = named("vent.local/three"), .layers = {0}}}};
  const Result<std::vector<WrittenImage>> written = write_images(set, file);
  ASSERT_TRUE(written) << written.error().text();
  EXPECT_EQ((*written)[0], (*written)[2]) << "the same content under two names is one image";
  const std::string bytes = *read_file(file);
  EXPECT_EQ(written->front().size, bytes.size());
  std::string index;
  std::multiset<std::string> blobs;
  for (const Listed& one : list_archive(bytes)) {
    if (one.line.ends_with("index.json")) index = one.content;
    const std::size_t at = one.line.find("blobs/sha256/");
    if (at == std::string::npos || one.line.ends_with('/')) continue;
    blobs.insert(one.line.substr(at + 13));
    EXPECT_EQ(one.line.substr(at + 13), sha256_hex(one.content));
  }
  EXPECT_EQ(blobs.count(sha256_hex("any bytes")), 1U) << "an archive is a layer as it stands";
  EXPECT_EQ(blobs.size(), 6U) << "two layers, two configurations, two manifests";
  EXPECT_THAT(index,
              AllOf(HasSubstr("vent.local/one:1"), HasSubstr("vent.local/two:1"), HasSubstr("vent.local/three:1")));
}

TEST(ConformanceImages, CanAllBeWritten) {
  const ImageSetDesign design = conformance_images(Architecture::amd64, "1.36.3");
  const Result<ImageSet> set = with_inputs(design, [](const ImageInput& input) { return Result<Path>(input.file); });
  ASSERT_TRUE(set);
  EXPECT_TRUE(set->layers.front().archive);
  for (const ImageOfSet& one : set->images) {
    EXPECT_TRUE(check_image_name(one.image)) << one.image.name;
    std::vector<ImageEntry> entries;
    for (const std::size_t layer : one.layers) {
      ASSERT_LT(layer, set->layers.size());
      const Result<std::vector<ImageEntry>> checked = complete_entries(set->layers[layer].entries);
      EXPECT_TRUE(checked) << one.image.name << ": " << (checked ? "" : checked.error().text());
    }
  }
}

TEST(ConformanceImages, AreMadeAnewWhenTheirRecipeIsAnother) {
  const ImageSetDesign design = conformance_images(Architecture::amd64, "1");
  EXPECT_EQ(design.fingerprint(), conformance_images(Architecture::amd64, "1").fingerprint());
  ImageSetDesign other = design;
  other.layers[1].entries.front().mode ^= 1;
  EXPECT_NE(other.fingerprint(), design.fingerprint());
  other = design;
  other.images.front().image.user = "1";
  EXPECT_NE(other.fingerprint(), design.fingerprint());
}

TEST(ConformanceImages, NameEachInputOnce) {
  std::set<std::string> seen;
  for (const ImageInput& input : conformance_images(Architecture::amd64, "1").inputs())
    EXPECT_TRUE(seen.insert(input.component + "/" + input.file).second) << input.file;
  EXPECT_TRUE(seen.contains("conformance-tools/tools.tar"));
  EXPECT_TRUE(seen.contains("conformance/agnhost"));
}

}  // namespace
}  // namespace vent
