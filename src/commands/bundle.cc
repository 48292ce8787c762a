#include <fmt/core.h>
#include <unistd.h>

#include <thread>

#include "artifacts/bundle_reader.h"
#include "artifacts/bundle_writer.h"
#include "commands/artifact_choice.h"
#include "commands/artifacts.h"
#include "commands/table.h"
#include "events/activity.h"

namespace vent {
namespace {

// All or nothing: a bundle that lacks something is noticed where there is no network any more.
Result<std::vector<Artifact>> artifacts_of(const std::vector<Wanted>& wanted, Store& store) {
  std::vector<Artifact> artifacts;
  std::string missing;
  for (const Wanted& one : wanted) {
    for (const ArtifactName& name : one.names()) {
      const std::optional<Artifact> artifact = TRY(store.find(name));
      if (artifact && TRY(store.is_sound(*artifact)))
        artifacts.push_back(*artifact);
      else
        missing += name.text() + "\n";
    }
  }
  if (missing.empty()) return artifacts;
  return fail(Error(ErrorKind::missing, "the store has not all that belongs into the bundle")
                  .with_id("VENT_ARTIFACTS_MISSING")
                  .with_details(missing)
                  .with_hint("`vent artifacts make`, with the same options, gets it"));
}

void show(CommandContext& context, const BundleContents& contents) {
  if (context.output == OutputChoice::json) {
    Json list = Json::array();
    for (const Artifact& artifact : contents.artifacts) list.push(artifact_json(artifact));
    print(Json::object().set("schemaVersion", 1).set("vent", contents.vent).set("artifacts", std::move(list)).pretty() +
          "\n");
    return;
  }
  std::vector<std::vector<std::string>> rows = {{"COMPONENT", "VERSION", "ARCH", "FILE", "SIZE", "SHA-256", "LICENCE"}};
  for (const Artifact& artifact : contents.artifacts)
    rows.push_back({artifact.name.component, artifact.name.version,
                    std::string(architecture_name(artifact.name.architecture)), artifact.name.file,
                    bytes_text(artifact.size), artifact.digest.substr(0, 12), artifact.licence});
  print(render_table(rows));
}

}  // namespace

Result<int> bundle_save(CommandContext& context, const BundleOptions& options) {
  const Catalogue catalogue = TRY(catalogue_of_this_vent());
  Store store = TRY(store_of_this_user());
  BundleSource source;
  const std::vector<Wanted> all = TRY(choose(catalogue, options.choice));
  std::vector<Wanted> wanted = of_a_cluster(all);
  for (const Wanted& one : TRY(only(all, options.also)))
    if (one.component->is_on_demand) wanted.push_back(one);
  source.artifacts = TRY(artifacts_of(wanted, store));
  source.path_of = [&](const Artifact& artifact) { return store.path_of(artifact.digest); };
  source.vent = VENT_VERSION;
  source.workers = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  Activity activity(context.bus, "bundle " + options.file);
  const SavedBundle saved = TRY(activity.finish_as(save_bundle(options.file, source, activity, context.stop)));
  context.bus.say(fmt::format("{} files, {} in {}", saved.files, bytes_text(saved.bytes), bytes_text(saved.size)));
  return 0;
}

Result<int> bundle_load(CommandContext& context, const std::string& file) {
  Store store = TRY(store_of_this_user());
  const Store::Workplace workplace = TRY(store.workplace("bundle", context.stop));
  FolderSink sink(workplace.folder, [&](const BundleFile& whole, const Path& path) -> Result<> {
    TRY(store.take_known(path, whole.digest));
    for (const Artifact& artifact : whole.artifacts) TRY(store.record(artifact));
    return Ok{};
  });
  Activity activity(context.bus, "bundle " + file);
  const BundleContents contents = TRY(activity.finish_as(load_bundle(file, sink, activity, context.stop)));
  context.bus.say(
      fmt::format("{} artifacts are in the store now: {}", contents.artifacts.size(), store.folder().string()));
  return 0;
}

Result<int> bundle_list(CommandContext& context, const std::string& file) {
  show(context, TRY(list_bundle(file)));
  return 0;
}

}  // namespace vent
