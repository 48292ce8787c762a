#include "conformance/conformance.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "base/process.h"
#include "conformance/cleaning.h"
#include "conformance/images.h"
#include "conformance/leftovers.h"

namespace vent {
namespace {

constexpr std::chrono::minutes kListDeadline{2};

// A program under its own name: in the store it has its digest's, and the API notes down who writes.
Result<Path> called(const Path& folder, const char* name, const Path& program) {
  const Path link = folder / name;
  TRY(remove_tree(link));
  std::error_code error;
  std::filesystem::create_symlink(program, link, error);
  if (error) return fail(file_error("making a link", link, error.value()));
  return link;
}

Result<PartRun> prepare(const ConformanceRun& run) {
  const Path programs = run.folder / "bin";
  TRY(make_directories(run.folder, 0700));
  TRY(make_directories(programs, 0700));
  PartRun part;
  part.choice = run.choice;
  part.access.kubectl = TRY(called(programs, "kubectl", run.parts.kubectl));
  part.access.kubeconfig = run.folder / "kubeconfig";
  part.access.server = run.server;
  TRY(write_file(part.access.kubeconfig, run.kubeconfig.reveal(), 0600));
  part.ginkgo = TRY(called(programs, "ginkgo", run.parts.ginkgo));
  part.tests = TRY(called(programs, std::string(kTestProgram).c_str(), run.parts.tests));
  part.folder = run.folder;
  part.nodes = std::max<std::size_t>(1, static_cast<std::size_t>(std::ranges::count_if(run.cluster.hosts, is_worker)));
  return part;
}

Result<std::vector<PartResult>> run_parts(const ConformanceRun& run, PartRun part, EventBus& bus, Clock& clock,
                                          const std::stop_token& stop) {
  std::vector<PartResult> results;
  for (const Part one : parts_of(run.choice)) {
    part.part = one;
    part.processes = one == Part::serial ? 1 : run.processes;
    results.push_back(TRY(run_part(part, bus, clock, stop)));
    if (!results.back().report.cut_off.empty()) break;
  }
  return results;
}

}  // namespace

Result<std::vector<PartResult>> run_conformance(const ConformanceRun& run, EventBus& bus, Clock& clock,
                                                const std::stop_token& stop) {
  const PartRun part = TRY(prepare(run));
  TRY(api_is_ready(part.access, stop));
  TRY(remove_leftovers(part.access, bus, clock, stop));
  const std::string list = TRY(run_checked({.arguments = {part.tests.string(), "--list-images"},
                                            .directory = run.folder.string(),
                                            .deadline = kListDeadline,
                                            .stop = stop}));
  const NodeImages images{.cluster = run.cluster,
                          .known_hosts = run.known_hosts,
                          .archive = run.parts.images,
                          .scripts = image_scripts(image_tags(list, run.parts.version), run.parts.images_digest)};
  Result<std::vector<PartResult>> results = std::vector<PartResult>();
  const Result<> put = put_images(images, bus, stop);
  if (put)
    results = run_parts(run, part, bus, clock, stop);
  else
    results = fail(put.error());
  // Also after Ctrl-C: nothing of the tests is to stay. The next run would see to what can't be removed now.
  if (const Result<std::size_t> cleaned = remove_leftovers(part.access, bus, clock, {}); !cleaned)
    bus.warn(fmt::format("what tests left is still there: {}", cleaned.error().message));
  if (!run.keep)
    if (const Result<> removed = remove_images(images, bus, {}); !removed)
      bus.warn(fmt::format("images of the tests are still there: {}", removed.error().message));
  return results;
}

}  // namespace vent
