#include <fmt/core.h>

#include "artifacts/make.h"
#include "base/text.h"
#include "commands/artifact_choice.h"
#include "commands/beside_vent.h"
#include "commands/kubeconfig.h"
#include "commands/validate.h"
#include "commands/whole_cluster.h"
#include "conformance/conformance.h"
#include "events/printable.h"
#include "remote/known_hosts.h"

namespace vent {
namespace {

constexpr int kSomethingFailed = 3;
constexpr const char* kTests = "conformance";
constexpr const char* kImages = "conformance-images";

Error no_tests_for(const Catalogue& catalogue, const std::string& version) {
  std::vector<std::string> versions;
  if (const Component* tests = catalogue.find(kTests))
    for (const CatalogueVersion& one : tests->versions) versions.push_back(one.version);
  return Error(ErrorKind::missing, fmt::format("the catalogue has no conformance tests for Kubernetes {}", version))
      .with_id("VENT_NO_TESTS")
      .with_hint(fmt::format("there are some for: {}", join(versions, ", ")));
}

// The nodes' images are of one architecture, and the tests run here.
Result<Architecture> architecture_of(const Cluster& cluster) {
  const Architecture here = TRY(this_architecture());
  for (const Host& host : cluster.hosts)
    if (host.architecture != here)
      return fail(Error(ErrorKind::bad_input,
                        fmt::format("{} is {}, and this machine is {}: the tests' images are made "
                                    "for nodes like this machine",
                                    host.name, architecture_name(host.architecture), architecture_name(here)))
                      .with_id("VENT_NO_TESTS"));
  return here;
}

Result<ConformanceParts> parts_for(CommandContext& context, const Cluster& cluster) {
  const Catalogue catalogue = TRY(catalogue_of_this_vent());
  const std::vector<Wanted> all = TRY(choose_versions(catalogue, cluster.versions, TRY(architecture_of(cluster))));
  const Wanted kubernetes = TRY(only(all, {"kubernetes"})).front();
  const Result<std::vector<Wanted>> wanted =
      only(all, {"kubernetes", "etcd", "coredns", "conformance", "conformance-tools", kImages});
  if (!wanted) return fail(no_tests_for(catalogue, kubernetes.version->version));
  Store store = TRY(store_of_this_user());
  Workshop workshop{.catalogue = catalogue,
                    .store = store,
                    .programs_folder = program_folder(),
                    .sources = TRY(release_sources_of_environment()),
                    .bus = context.bus,
                    .clock = context.clock};
  TRY(make_artifacts(workshop, all, *wanted, context.stop));
  ConformanceParts parts;
  parts.version = kubernetes.version->version;
  const auto find = [&](const char* component, const char* file) -> Result<Artifact> {
    const std::optional<Artifact> artifact = TRY(store.find({component, parts.version, kubernetes.architecture, file}));
    if (artifact) return *artifact;
    return fail(Error(ErrorKind::bug, fmt::format("{} was made and isn't in the store", file)));
  };
  parts.tests = store.path_of(TRY(find(kTests, "e2e.test")).digest);
  parts.ginkgo = store.path_of(TRY(find(kTests, "ginkgo")).digest);
  parts.kubectl = store.path_of(TRY(find("kubernetes", "kubectl")).digest);
  parts.images_digest = TRY(find(kImages, "conformance.tar")).digest;
  parts.images = store.path_of(parts.images_digest);
  return parts;
}

}  // namespace

Result<int> validate_conformance(CommandContext& context, const ValidateOptions& options) {
  const Cluster cluster = TRY(whole_cluster(options.cluster_file));
  const ClusterState state = TRY(ClusterState::open(cluster.name));
  TRY(pin_given_keys(state.known_hosts(), cluster));
  // Two at once would remove each other's objects.
  const FileLock lock = TRY(FileLock::take(state.folder() / "validate.lock", "vent validate"));
  const ConformanceParts parts = TRY(while_doing("preparing the tests", parts_for(context, cluster)));
  AdminAccess access = TRY(admin_access(context, cluster, state));
  const ConformanceRun run{.cluster = cluster,
                           .parts = parts,
                           .known_hosts = state.known_hosts(),
                           .folder = state.folder() / "conformance",
                           .kubeconfig = access.kubeconfig,
                           .server = access.server,
                           .choice = {.focus = options.focus, .skip = options.skip, .quick = options.quick},
                           .processes = options.processes,
                           .keep = options.keep};
  const std::vector<PartResult> results = TRY(run_conformance(run, context.bus, context.clock, context.stop));
  print(context.output == OutputChoice::json ? conformance_json(results).pretty() + "\n"
                                             : printable_text(conformance_text(results)));
  return all_passed(results) ? 0 : kSomethingFailed;
}

}  // namespace vent
