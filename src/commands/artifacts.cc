#include "commands/artifacts.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "artifacts/make.h"
#include "base/sha256.h"
#include "base/text.h"
#include "commands/artifact_choice.h"
#include "commands/ask.h"
#include "commands/beside_vent.h"
#include "commands/table.h"
#include "events/activity.h"
#include "remote/pack_ahead.h"

namespace vent {
namespace {

constexpr std::size_t kShownDigest = 12;

std::string count_text(std::size_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::vector<std::string> row_of(const Artifact& artifact) {
  return {artifact.name.component,
          artifact.name.version,
          std::string(architecture_name(artifact.name.architecture)),
          artifact.name.file,
          bytes_text(artifact.size),
          artifact.digest.substr(0, kShownDigest),
          std::string(origin_name(artifact.origin)),
          artifact.source};
}

// Now, when somebody waits for minutes anyway, and not while hosts wait for it.
Result<> pack(CommandContext& context, Store& store, const std::vector<ArtifactName>& files) {
  if (files.empty()) return Ok{};
  std::vector<Content> contents;
  for (const ArtifactName& name : files)
    if (const std::optional<Artifact> artifact = TRY(store.find(name)))
      contents.push_back(stored_content(store.path_of(artifact->digest), artifact->digest, artifact->size));
  Activity activity(context.bus, "packing what hosts are sent");
  return activity.finish_as(pack_ahead(KeptPieces(store.pieces_folder()), contents, context.stop));
}

}  // namespace

Result<int> artifacts_make(CommandContext& context, const MakeOptions& options) {
  const Catalogue catalogue = TRY(catalogue_of_this_vent());
  const std::vector<Wanted> all = TRY(choose(catalogue, options.choice));
  const std::vector<Wanted> wanted =
      options.components.empty() ? of_a_cluster(all) : TRY(only(all, options.components));
  Store store = TRY(store_of_this_user());
  Workshop workshop{.catalogue = catalogue,
                    .store = store,
                    .programs_folder = program_folder(),
                    .sources = TRY(release_sources_of_environment()),
                    .origin = TRY(read_origin_choice(options.origin)),
                    .bus = context.bus,
                    .clock = context.clock};
  const MakeSummary summary = TRY(make_artifacts(workshop, all, wanted, context.stop));
  TRY(pack(context, store, summary.files));
  context.bus.say(
      fmt::format("{} made, {} in the store already: {}", summary.made, summary.unchanged, store.folder().string()));
  return 0;
}

Result<int> artifacts_list(CommandContext& context) {
  Store store = TRY(store_of_this_user());
  const std::vector<Artifact> artifacts = TRY(store.artifacts());
  if (context.output == OutputChoice::json) {
    Json list = Json::array();
    for (const Artifact& artifact : artifacts)
      list.push(artifact_json(artifact).set("path", store.path_of(artifact.digest).string()));
    print(Json::object().set("schemaVersion", 1).set("artifacts", std::move(list)).pretty() + "\n");
    return 0;
  }
  if (artifacts.empty()) {
    context.bus.say("the store is empty: `vent artifacts make` fills it, or `vent bundle load FILE`");
    return 0;
  }
  std::vector<std::vector<std::string>> rows = {
      {"COMPONENT", "VERSION", "ARCH", "FILE", "SIZE", "SHA-256", "ORIGIN", "SOURCE"}};
  for (const Artifact& artifact : artifacts) rows.push_back(row_of(artifact));
  print(render_table(rows));
  return 0;
}

Result<int> artifacts_verify(CommandContext& context) {
  Store store = TRY(store_of_this_user());
  const std::vector<Artifact> artifacts = TRY(store.artifacts());
  std::uint64_t all = 0, done = 0;
  for (const Artifact& artifact : artifacts) all += artifact.size;
  std::vector<std::string> damaged;
  Activity activity(context.bus, "reading every file of the store", Amount{all, "bytes"});
  for (const Artifact& artifact : artifacts) {
    if (context.stop.stop_requested()) return fail(Error(ErrorKind::interrupted, "stopped"));
    activity.progress(done, artifact.name.text());
    if (!TRY(store.is_sound_to_the_bit(artifact))) damaged.push_back(artifact.name.text());
    done += artifact.size;
  }
  activity.finish(damaged.empty() ? Outcome::done : Outcome::failed);
  if (context.output == OutputChoice::json) {
    Json list = Json::array();
    for (const std::string& name : damaged) list.push(name);
    print(Json::object()
              .set("schemaVersion", 1)
              .set("verified", artifacts.size())
              .set("damaged", std::move(list))
              .pretty() +
          "\n");
  }
  for (const std::string& name : damaged) context.bus.warn(name + " is missing or is not what it was");
  if (damaged.empty())
    context.bus.say(fmt::format("{}, {}: all as they were", count_text(artifacts.size(), "file"), bytes_text(all)));
  else
    context.bus.say("`vent artifacts make` makes them again");
  return damaged.empty() ? 0 : 2;
}

Result<int> artifacts_prune(CommandContext& context, const PruneOptions& options) {
  const Catalogue catalogue = TRY(catalogue_of_this_vent());
  std::set<ArtifactName> kept;
  for (const Wanted& wanted : TRY(choose(catalogue, options.choice)))
    for (const ArtifactName& name : wanted.names()) kept.insert(name);
  Store store = TRY(store_of_this_user());
  const std::vector<Artifact> artifacts = TRY(store.artifacts());
  const auto goes = std::ranges::count_if(artifacts, [&](const Artifact& one) { return !kept.contains(one.name); });
  if (goes > 0 && !options.yes &&
      !TRY(ask(context,
               fmt::format("remove {} that the chosen versions don't need?",
                           count_text(static_cast<std::size_t>(goes), "artifact")),
               "--yes removes them without a question")))
    return 1;
  const Store::Pruned pruned = TRY(store.prune(kept));
  context.bus.say(fmt::format("{} removed, {} freed", count_text(pruned.files, "file"), bytes_text(pruned.bytes)));
  return 0;
}

Result<int> artifacts_add(CommandContext& context, const AddOptions& options) {
  const Catalogue catalogue = TRY(catalogue_of_this_vent());
  const Wanted wanted = TRY(only(TRY(choose(catalogue, options.choice)), {options.component})).front();
  std::vector<std::string> files;
  for (const CatalogueFile& file : wanted.component->files) files.push_back(file.name);
  if (std::ranges::find(files, options.artifact) == files.end())
    return fail(
        Error(ErrorKind::bad_input, fmt::format("{} has no file '{}'", wanted.component->name, options.artifact))
            .with_hint("it has: " + join(files, ", ")));
  const std::string digest = TRY(sha256_hex_of_file(options.file));
  if (!options.sha256.empty() && digest != options.sha256)
    return fail(Error(ErrorKind::bad_input, fmt::format("{} is not what it should be", options.file))
                    .with_id("VENT_CHECKSUM_MISMATCH")
                    .with_details(fmt::format("expected {}\nfound    {}", options.sha256, digest)));
  Store store = TRY(store_of_this_user());
  const Store::Taken taken = TRY(store.take_copy(options.file));
  TRY(store.record({.name = {wanted.component->name, wanted.version->version, wanted.architecture, options.artifact},
                    .digest = taken.digest,
                    .size = taken.size,
                    .origin = Origin::added,
                    .source = Path(options.file).filename().string(),
                    .licence = wanted.component->licence}));
  context.bus.say(fmt::format("added, {} with SHA-256 {}", bytes_text(taken.size), taken.digest));
  return 0;
}

}  // namespace vent
