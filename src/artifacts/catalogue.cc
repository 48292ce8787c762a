#include "artifacts/catalogue.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "formats/source_text.h"
#include "formats/yaml_reader.h"

namespace vent {
namespace {

CatalogueVersion read_version(MappingReader& fields) {
  return {.version = fields.required_text("version"), .module = fields.optional_text("module").value_or("")};
}

GoesWith read_goes_with(MappingReader& fields) {
  return {.component = fields.required_text("component"),
          .at_least = fields.required_text("atLeast"),
          .because = fields.required_text("because")};
}

Release read_release(MappingReader& fields) {
  return {.url = fields.required_text("url"),
          .checksum = fields.required_text("checksum"),
          .member = fields.optional_text("member").value_or("")};
}

MainFile read_main(MappingReader& fields) {
  return {.module = fields.required_text("module"),
          .file = fields.required_text("file"),
          .without_lines = fields.optional_list_of_text("withoutLinesContaining").value_or(std::vector<std::string>{})};
}

std::map<Architecture, std::vector<std::string>> read_needs(MappingReader& fields) {
  std::map<Architecture, std::vector<std::string>> needs;
  for (const Architecture architecture : kArchitectures)
    if (auto packages = fields.optional_list_of_text(architecture_name(architecture)))
      needs[architecture] = *std::move(packages);
  return needs;
}

Recipe read_recipe(MappingReader& fields) {
  return {.stamp = fields.optional_text_map("stamp").value_or(std::vector<std::pair<std::string, std::string>>{}),
          .tags = fields.optional_list_of_text("tags").value_or(std::vector<std::string>{}),
          .cgo = fields.optional_boolean("cgo").value_or(false),
          .needs = fields.optional_mapping("needs", read_needs).value_or(decltype(Recipe::needs){}),
          .main = fields.optional_mapping("main", read_main),
          .seconds = static_cast<int>(fields.optional_integer("seconds", 0, 100'000).value_or(0))};
}

DebianPackage read_package(MappingReader& fields) {
  return {.name = fields.required_text("name"), .member = fields.required_text("member")};
}

DebianTree read_tree(MappingReader& fields) {
  return {.packages = fields.optional_list_of_text("packages").value_or(std::vector<std::string>{}),
          .without = fields.optional_list_of_text("without").value_or(std::vector<std::string>{})};
}

ModuleFile read_module_file(MappingReader& fields) {
  return {.module = fields.required_text("module"), .path = fields.required_text("path")};
}

CatalogueFile read_file_entry(MappingReader& fields) {
  return {.name = fields.required_text("name"),
          .package = fields.optional_text("package").value_or(""),
          .is_test = fields.optional_boolean("test").value_or(false),
          .taken = fields.optional_mapping("taken", read_module_file),
          .tags = fields.optional_list_of_text("tags"),
          .version_arguments = fields.optional_list_of_text("version").value_or(std::vector<std::string>{}),
          .says = fields.optional_text("says").value_or("")};
}

// A component without a way to its files, or a way that lacks something, would be found out in the middle of a run.
void check_origins(const Component& component, MappingReader& fields) {
  const int ways = (component.release || component.recipe ? 1 : 0) + (component.package ? 1 : 0) +
                   (component.tree ? 1 : 0) + (component.beside_vent.empty() ? 0 : 1) +
                   (component.image.empty() ? 0 : 1);
  if (ways != 1)
    fields.add_problem("name",
                       fmt::format("{} says {} where its files come from", in_quotes(component.name),
                                   ways == 0 ? "not" : "more than once"),
                       "release and build, or one of debianPackage, debianTree, besideVent, image");
  if (component.versions.empty() && component.version_of.empty())
    fields.add_problem("versions", "there must be versions, or versionOf another component");
  if (component.files.empty()) fields.add_problem("files", "there is no file");
  if (!component.recipe) return;
  for (const CatalogueVersion& version : component.versions)
    if (version.module.empty())
      fields.add_problem("versions", fmt::format("version {} has no module to build it from", version.version),
                         "module: the folder beside the catalogue that has its go.mod");
  for (const CatalogueFile& file : component.files)
    if (file.package.empty() && !file.taken)
      fields.add_problem("files", fmt::format("{} has no package to build it from", in_quotes(file.name)));
}

Component read_component(MappingReader& fields) {
  Component component{
      .name = fields.required_text("name"),
      .what = fields.required_text("what"),
      .home = fields.required_text("home"),
      .licence = fields.required_text("licence"),
      .version_of = fields.optional_text("versionOf").value_or(""),
      .versions = fields.optional_list_of_mappings("versions", read_version).value_or(std::vector<CatalogueVersion>{}),
      .is_on_demand = fields.optional_boolean("onDemand").value_or(false),
      .goes_with = fields.optional_list_of_mappings("goesWith", read_goes_with).value_or(std::vector<GoesWith>{}),
      .release = fields.optional_mapping("release", read_release),
      .recipe = fields.optional_mapping("build", read_recipe),
      .package = fields.optional_mapping("debianPackage", read_package),
      .tree = fields.optional_mapping("debianTree", read_tree),
      .beside_vent = fields.optional_text("besideVent").value_or(""),
      .image = fields.optional_text("image").value_or(""),
      .files = fields.optional_list_of_mappings("files", read_file_entry).value_or(std::vector<CatalogueFile>{}),
  };
  check_origins(component, fields);
  return component;
}

Catalogue read_top(MappingReader& fields) {
  if (fields.required_text("apiVersion") != "vent/v1") fields.add_problem("apiVersion", "this vent reads vent/v1");
  if (fields.required_text("kind") != "Catalogue") fields.add_problem("kind", "this is not a Catalogue");
  Catalogue catalogue;
  catalogue.go_version = fields.required_text("go");
  catalogue.components =
      fields.optional_list_of_mappings("components", read_component).value_or(std::vector<Component>{});
  for (Component& component : catalogue.components) {
    if (component.version_of.empty()) continue;
    const Component* other = catalogue.find(component.version_of);
    if (other != nullptr && component.versions.empty()) component.versions = other->versions;
    if (other == nullptr)
      fields.add_problem("components", fmt::format("{} has the versions of {}, which is no component",
                                                   in_quotes(component.name), in_quotes(component.version_of)));
  }
  std::set<std::string> names;
  for (const Component& component : catalogue.components)
    if (!names.insert(component.name).second)
      fields.add_problem("components", fmt::format("{} stands there twice", in_quotes(component.name)));
  for (const Component& component : catalogue.components)
    for (const GoesWith& other : component.goes_with)
      if (!names.contains(other.component))
        fields.add_problem("components", fmt::format("{} goes with {}, which is no component",
                                                     in_quotes(component.name), in_quotes(other.component)));
  return catalogue;
}

}  // namespace

const CatalogueVersion* Component::find(std::string_view version) const {
  const auto found = std::ranges::find(versions, version, &CatalogueVersion::version);
  return found == versions.end() ? nullptr : &*found;
}

const Component* Catalogue::find(std::string_view name) const {
  const auto found = std::ranges::find(components, name, &Component::name);
  return found == components.end() ? nullptr : &*found;
}

Result<Catalogue> read_catalogue(std::string_view text, const std::string& file) {
  const std::string_view source = TRY(check_source(text, file));
  Problems problems;
  Catalogue catalogue;
  const std::optional<YamlDocument> document = parse_yaml(source, file, problems);
  if (document) catalogue = read_mapping(*document, problems, read_top);
  if (!problems.empty()) return fail(as_one_error(source, std::move(problems)));
  return catalogue;
}

Result<Catalogue> load_catalogue(const Path& folder) {
  const Path file = folder / "catalogue.yaml";
  const std::string text = TRY(while_doing("reading the catalogue of artifacts", read_file(file)));
  Catalogue catalogue = TRY(read_catalogue(text, file.string()));
  catalogue.folder = folder;
  return catalogue;
}

std::string fill_in(std::string_view text, std::string_view version, Architecture architecture, std::string_view file) {
  std::string filled(text);
  filled = replace_all(std::move(filled), "{version}", version);
  filled = replace_all(std::move(filled), "{arch}", architecture_name(architecture));
  filled = replace_all(std::move(filled), "{machine}", machine_name(architecture));
  return replace_all(std::move(filled), "{file}", file);
}

}  // namespace vent
