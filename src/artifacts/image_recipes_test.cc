#include "artifacts/image_recipes.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "artifacts/image_checks.h"
#include "artifacts/image_documents.h"
#include "formats/json.h"
#include "support/golden.h"

namespace vent {
namespace {

Result<Path> in_the_store(const ImageInput& input) { return Path("STORE") / input.component / input.file; }

std::string content_text(const ImageEntry& entry) {
  if (const auto* file = std::get_if<ImageFile>(&entry.content)) return "from " + file->source.string();
  if (const auto* link = std::get_if<ImageLink>(&entry.content)) return "-> " + link->target;
  if (const auto* text = std::get_if<ImageText>(&entry.content)) return Json(text->content).compact();
  return "directory";
}

// Everything that is in an image, and what it is started with.
std::string shown(const ImageDesign& design) {
  const ContainerImage image = *with_inputs(design, in_the_store);
  EXPECT_TRUE(check_image_name(image));
  std::string text = image.reference() + "\n";
  const std::vector<ImageEntry> entries = *complete_entries(image.entries);
  for (const ImageEntry& entry : entries)
    text += fmt::format("{:04o} {}:{} {} {}\n", entry.mode, entry.owner, entry.group, entry.path, content_text(entry));
  return text + parse_json(image_config(image, {{.digest = "LAYER"}}), "the configuration")->pretty() + "\n";
}

TEST(ImageRecipes, Pause) { expect_golden("image_pause.txt", shown(pause_image(Architecture::amd64))); }
TEST(ImageRecipes, Coredns) { expect_golden("image_coredns.txt", shown(coredns_image(Architecture::arm64, "1.14.1"))); }
TEST(ImageRecipes, Toolbox) { expect_golden("image_toolbox.txt", shown(toolbox_image(Architecture::amd64))); }

TEST(ImageRecipes, AnInputThatIsNotThereIsAnError) {
  const Result<ContainerImage> image = with_inputs(toolbox_image(Architecture::amd64), [](const ImageInput& input) {
    return input.component == "vent" ? Result<Path>(fail(Error(ErrorKind::missing, "no " + input.file)))
                                     : Result<Path>("somewhere");
  });
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().message, "no vent-echo");
}

TEST(ImageRecipes, TheToolboxNamesEachCommandOnce) {
  const std::vector<std::string>& commands = toolbox_commands();
  EXPECT_EQ(std::ranges::adjacent_find(commands, std::greater_equal<>()), commands.end());
}

}  // namespace
}  // namespace vent
