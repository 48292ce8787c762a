#include "commands/support.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "artifacts/tarball.h"
#include "base/text.h"
#include "bug_report/gather.h"
#include "bug_report/scrubber.h"
#include "chapters/outline.h"
#include "commands/artifact_choice.h"
#include "commands/certificates_view.h"
#include "commands/cluster_run.h"
#include "commands/history_view.h"
#include "commands/status_view.h"
#include "commands/whole_cluster.h"
#include "graph/journal.h"
#include "readings/survey_report.h"
#include "remote/known_hosts.h"
#include "status/certificates.h"
#include "status/gather.h"

namespace vent {
namespace {

constexpr int kRuns = 50, kRunsWithSteps = 5;

constexpr const char* kReadme =
    "What `vent support` gathered, for who is to help.\n\n"
    "vent/      what vent knows: versions, the cluster file, what was done, status, certificates, the audit\n"
    "cluster/   what the API tells: nodes, pods, events\n"
    "hosts/     what each host tells: facts, units, their journals, network, disks\n"
    "errors.txt what could not be gathered\n\n"
    "No key, no token and no password was gathered; what looked like one was taken out.\n"
    "Names, addresses and images are there. Look through it before you hand it to somebody.\n";

// Known to be secret: then it is found in whatever form it stands.
Result<Scrubber> scrubber_for(const ClusterState& state) {
  Scrubber scrubber;
  for (const std::string& name : TRY(list_directory(state.keys())))
    if (name.ends_with(".key") || name.ends_with(".secret")) scrubber.know(Secret(TRY(read_file(state.keys() / name))));
  for (const char* variable : {"PACKET_AUTH_TOKEN", "METAL_AUTH_TOKEN", "PACKET_API_TOKEN"})
    if (const char* token = std::getenv(variable)) scrubber.know(Secret(token));
  return scrubber;
}

// Gathers under names; what fails stands there as its error.
class Archive {
 public:
  void add(const std::string& name, const Result<std::string>& text) {
    files_.push_back({name, text ? *text : text.error().text() + "\n"});
    if (!text) errors_.push_back(name + ": " + text.error().message);
  }
  void add(Gathered gathered) {
    std::ranges::move(gathered.files, std::back_inserter(files_));
    std::ranges::move(gathered.errors, std::back_inserter(errors_));
  }
  const std::vector<std::string>& errors() const { return errors_; }

  // All in one folder, each cleaned.
  std::vector<TarballFile> files(const std::string& folder, const Scrubber& scrubber) const {
    std::vector<TarballFile> cleaned = {{folder + "/README.txt", kReadme}};
    const std::string errors = errors_.empty() ? "nothing\n" : join(errors_, "\n") + "\n";
    cleaned.push_back({folder + "/errors.txt", scrubber.clean(errors)});
    for (const SupportFile& file : files_) cleaned.push_back({folder + "/" + file.name, scrubber.clean(file.text)});
    return cleaned;
  }

 private:
  std::vector<SupportFile> files_;
  std::vector<std::string> errors_;
};

Result<std::string> history(CommandContext& context, const ClusterState& state) {
  if (!path_exists(state.journal())) return std::string("nothing has been run on this cluster yet\n");
  Journal journal = TRY(Journal::open(state.journal(), [&](std::string text) { context.bus.warn(std::move(text)); }));
  std::vector<ShownRun> runs;
  for (JournalRun& run : TRY(journal.last_runs(kRuns))) {
    const OwnerState owner = run.ended ? OwnerState::gone : state_of(run.what.owner);
    runs.push_back({.run = std::move(run), .owner = owner});
  }
  std::string text = runs_text(runs, context.clock.wall());
  for (std::size_t i = 0; i < runs.size() && i < kRunsWithSteps; ++i)
    text += "\n" + run_text(runs[i], TRY(journal.steps(runs[i].run.id)), context.clock.wall());
  return text;
}

Result<std::string> versions(const std::string& own) {
  const Catalogue catalogue = TRY(catalogue_of_this_vent());
  std::string text = "vent " + own + "\n";
  for (const Wanted& one : TRY(choose(catalogue, ChoiceOptions())))
    text += fmt::format("{} {}\n", one.component->name, one.version->version);
  return text;
}

// Without keys nothing was ever made, and to look would make them.
Result<std::string> audit_of(CommandContext& context, const SupportOptions& options, const ClusterState& state) {
  if (TRY(list_directory(state.keys())).empty()) return std::string("the cluster has no keys yet\n");
  ClusterOptions cluster;
  cluster.cluster_file = options.cluster_file;
  cluster.texts = Texts::no;
  const std::unique_ptr<ClusterRun> run = TRY(open_cluster_run(context, cluster));
  const SurveyReport seen = survey_all(*run->fleet, context.bus);
  std::string text = audit_text(seen);
  if (const std::optional<Error> error = seen.error()) text += "\n" + error->text() + "\n";
  return text;
}

Result<std::string> certificates_of_keys(const Design& outline, const ClusterState& state, WallTime now) {
  return certificates_text(TRY(certificates_in(state.keys(), outline)), outline.cluster, Width::wide, now);
}

// "support-demo-20261201-064547"
std::string folder_name(const std::string& cluster, WallTime now) {
  std::string time = format_utc(now).substr(0, 19);
  for (const char* sign : {"-", ":"}) time = replace_all(std::move(time), sign, "");
  return fmt::format("support-{}-{}", cluster, replace_all(std::move(time), "T", "-"));
}

}  // namespace

Result<int> support(CommandContext& context, const SupportOptions& options) {
  const Design outline = outline_of(TRY(whole_cluster(options.cluster_file)));
  const ClusterState state = TRY(ClusterState::open(outline.cluster.name));
  TRY(pin_given_keys(state.known_hosts(), outline.cluster));
  const Scrubber scrubber = TRY(scrubber_for(state));
  const WallTime now = context.clock.wall();
  const std::string folder = folder_name(outline.cluster.name, now);
  const Path path = options.archive.empty() ? Path(folder + ".tar.zst") : Path(options.archive);
  TRY(check_tarball_name(path));

  Archive archive;
  const ClusterStatus status = look_at(outline, by_ssh(state), context.stop);
  archive.add("vent/versions.txt", versions(options.version));
  archive.add("vent/cluster.yaml", read_file(options.cluster_file));
  archive.add("vent/history.txt", history(context, state));
  archive.add("vent/status.json", status_json(status, troubles_of(status, now), now).pretty() + "\n");
  archive.add("vent/certificates.txt", certificates_of_keys(outline, state, now));
  archive.add(gather_hosts(outline, state.known_hosts(), context.stop));
  archive.add(gather_cluster(outline.cluster, state.known_hosts(), context.stop));
  archive.add("vent/audit.txt", audit_of(context, options, state));
  if (context.stop.stop_requested()) return fail(Error(ErrorKind::interrupted, "stopped; no archive was written"));

  const std::vector<TarballFile> files = archive.files(folder, scrubber);
  TRY(write_tarball(path, files, now.time_since_epoch() / std::chrono::seconds(1)));
  for (const std::string& error : archive.errors()) context.bus.warn("not gathered: " + error);
  if (context.output == OutputChoice::json) {
    Json errors = Json::array();
    for (const std::string& error : archive.errors()) errors.push(error);
    print(Json::object()
              .set("schemaVersion", 1)
              .set("archive", path.string())
              .set("files", files.size())
              .set("errors", std::move(errors))
              .pretty() +
          "\n");
  } else {
    print(path.string() + "\n");
    context.bus.say(
        fmt::format("{} files. Look through them before you hand them to somebody: names and addresses are "
                    "there, keys and tokens are not.",
                    files.size()));
  }
  return 0;
}

}  // namespace vent
