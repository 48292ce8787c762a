#include "metal/image_recipe.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

namespace vent::metal {
namespace {

ImageRecipe small_recipe() {
  return {.suite = "bookworm",
          .packages = {"systemd", "sudo"},
          .masked_units = {"a.service"},
          .enabled_units = {"b.service"},
          .entries = {{.path = "/etc/x", .content = "x\n"}},
          .removed = {"/var/log/x"}};
}

rc::Gen<ImageRecipe> any_recipe() {
  return rc::gen::exec([] {
    const auto word = rc::gen::element<std::string>("", "a", "b", "a b", "a\nb", "1:a", "644");
    const auto words = [&] { return *rc::gen::resize(4, rc::gen::container<std::vector<std::string>>(word)); };
    ImageRecipe recipe{.suite = *word,
                       .packages = words(),
                       .masked_units = words(),
                       .enabled_units = words(),
                       .entries = {},
                       .removed = words()};
    for (int i = *rc::gen::inRange(0, 3); i > 0; --i)
      recipe.entries.push_back({.kind = *rc::gen::element(EntryKind::file, EntryKind::directory, EntryKind::symlink),
                                .path = *word,
                                .mode = *rc::gen::element<mode_t>(0644, 0600),
                                .content = *word});
    return recipe;
  });
}

bool is_same(const ImageRecipe& a, const ImageRecipe& b) {
  return a.suite == b.suite && a.packages == b.packages && a.masked_units == b.masked_units &&
         a.enabled_units == b.enabled_units && a.removed == b.removed &&
         std::ranges::equal(a.entries, b.entries, [](const DiskEntry& one, const DiskEntry& other) {
           return one.kind == other.kind && one.path == other.path && one.mode == other.mode &&
                  one.content == other.content;
         });
}

TEST(ImageRecipe, ItsNameIsThatOfAFolder) {
  EXPECT_EQ(small_recipe().name(), small_recipe().name());
  EXPECT_EQ(small_recipe().name().find_first_not_of("debian-120123456789abcdef"), std::string::npos);
}

TEST(ImageRecipe, AnyChangeIsAnotherName) {
  std::set<std::string> names = {small_recipe().name()};
  const auto expect_new = [&](const char* what, const ImageRecipe& recipe) {
    EXPECT_TRUE(names.insert(recipe.name()).second) << what;
  };
  ImageRecipe recipe = small_recipe();
  recipe.suite = "trixie";
  expect_new("the suite", recipe);
  recipe = small_recipe();
  std::swap(recipe.packages[0], recipe.packages[1]);
  expect_new("the order of packages", recipe);
  recipe = small_recipe();
  recipe.packages = {"systemdsudo"};
  expect_new("two words that became one", recipe);
  recipe = small_recipe();
  std::swap(recipe.masked_units, recipe.enabled_units);
  expect_new("which list a word stands in", recipe);
  recipe = small_recipe();
  recipe.entries[0].content = "y\n";
  expect_new("a file's content", recipe);
  recipe = small_recipe();
  recipe.entries[0].mode = 0600;
  expect_new("a file's mode", recipe);
  recipe = small_recipe();
  recipe.entries[0].path = "/etc/y";
  expect_new("a file's path", recipe);
  recipe = small_recipe();
  recipe.entries[0].kind = EntryKind::directory;
  expect_new("the kind of an entry", recipe);
  recipe = small_recipe();
  recipe.removed.clear();
  expect_new("what is removed", recipe);
}

RC_GTEST_PROP(ImageRecipeProperty, OnlyTheSameRecipeHasTheSameName, ()) {
  const ImageRecipe one = *any_recipe();
  ImageRecipe other = *any_recipe();
  // A word that goes to the next list is the change that is missed most easily.
  if (*rc::gen::arbitrary<bool>()) {
    other = one;
    if (!other.packages.empty()) {
      other.masked_units.insert(other.masked_units.begin(), other.packages.back());
      other.packages.pop_back();
    }
  }
  RC_ASSERT((one.name() == other.name()) == is_same(one, other));
}

TEST(BaseRecipe, EnablesOnlyUnitsThatItBrings) {
  const ImageRecipe recipe = base_recipe();
  for (const std::string& unit : recipe.enabled_units)
    EXPECT_EQ(std::ranges::count(recipe.entries, "/etc/systemd/system/" + unit, &DiskEntry::path), 1) << unit;
  const std::set<std::string> packages(recipe.packages.begin(), recipe.packages.end());
  EXPECT_EQ(packages.size(), recipe.packages.size()) << "a package stands there twice";
  for (const std::string& path : recipe.removed) EXPECT_TRUE(path.starts_with("/")) << path;
}

}  // namespace
}  // namespace vent::metal
