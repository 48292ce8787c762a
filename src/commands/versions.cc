#include <fmt/core.h>

#include "commands/artifact_choice.h"
#include "commands/artifacts.h"
#include "commands/table.h"

namespace vent {
namespace {

// Where its files would come from if they were not there yet.
std::string source_of(const Wanted& wanted, const CatalogueFile& file) {
  const Component& component = *wanted.component;
  const auto filled = [&](const std::string& text) {
    return fill_in(text, wanted.version->version, wanted.architecture, file.name);
  };
  if (component.release) return filled(component.release->url);
  if (component.recipe) return "artifacts/" + wanted.version->module;
  if (component.package) return "Debian's package " + component.package->name;
  if (component.tree) return "packages of Debian's";
  if (!component.image.empty()) return "vent";
  return "beside vent: " + filled(component.beside_vent);
}

// What one of its files is: in the store or not, and what is known of it.
struct Line {
  const Wanted* wanted;
  const CatalogueFile* file;
  std::optional<Artifact> artifact;
};

Result<std::vector<Line>> lines_of(const std::vector<Wanted>& wanted, Store& store) {
  std::vector<Line> lines;
  for (const Wanted& one : wanted)
    for (const CatalogueFile& file : one.component->files)
      lines.push_back(
          {&one, &file, TRY(store.find({one.component->name, one.version->version, one.architecture, file.name}))});
  return lines;
}

Json json_of(const Line& line) {
  const Component& component = *line.wanted->component;
  Json json = Json::object()
                  .set("component", component.name)
                  .set("version", line.wanted->version->version)
                  .set("architecture", architecture_name(line.wanted->architecture))
                  .set("file", line.file->name)
                  .set("what", component.what)
                  .set("home", component.home)
                  .set("licence", component.licence)
                  .set("inStore", line.artifact.has_value());
  json.set("origin", line.artifact ? Json(origin_name(line.artifact->origin)) : Json());
  json.set("source", line.artifact ? line.artifact->source : source_of(*line.wanted, *line.file));
  json.set("sha256", line.artifact ? Json(line.artifact->digest) : Json());
  return json.set("size", line.artifact ? Json(line.artifact->size) : Json());
}

}  // namespace

Result<int> versions(CommandContext& context, const ChoiceOptions& options) {
  const Catalogue catalogue = TRY(catalogue_of_this_vent());
  const std::vector<Wanted> wanted = of_a_cluster(TRY(choose(catalogue, options)));
  Store store = TRY(store_of_this_user());
  const std::vector<Line> lines = TRY(lines_of(wanted, store));
  if (context.output == OutputChoice::json) {
    Json list = Json::array();
    for (const Line& line : lines) list.push(json_of(line));
    print(Json::object().set("schemaVersion", 1).set("artifacts", std::move(list)).pretty() + "\n");
    return 0;
  }
  std::vector<std::vector<std::string>> rows = {{"COMPONENT", "VERSION", "FILE", "LICENCE", "SHA-256", "SOURCE"}};
  for (const Line& line : lines)
    rows.push_back({line.wanted->component->name, line.wanted->version->version, line.file->name,
                    line.wanted->component->licence, line.artifact ? line.artifact->digest.substr(0, 12) : "-",
                    line.artifact ? line.artifact->source : source_of(*line.wanted, *line.file)});
  print(render_table(rows));
  return 0;
}

}  // namespace vent
