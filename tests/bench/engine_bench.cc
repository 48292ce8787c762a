// The engine with a chapter made for measuring: a number of files of a size. tests/bench/engine runs it.
//
//   engine_bench CLUSTER KNOWN_HOSTS NODE_FOLDER FILES BYTES SEED    over ssh
//   engine_bench --local HOSTS ROOT NODE FILES BYTES SEED            each host a vent-node on this machine, below ROOT
//   engine_bench CLUSTER KNOWN_HOSTS NODE_FOLDER --large FOLDER      over ssh, every file of a folder to every host
//
// Another seed gives other contents; the same one again finds nothing to change. Prints one line of JSON.

#include <fmt/core.h>
#include <sys/resource.h>

#include <cstdlib>
#include <span>
#include <string>

#include "base/clock.h"
#include "base/sha256.h"
#include "cluster/read_cluster.h"
#include "readings/apply.h"
#include "remote/known_hosts.h"
#include "remote/local_stream.h"
#include "remote/ssh_session.h"

namespace vent {
namespace {

struct Load {
  int files = 0;
  int bytes = 0;
  std::string seed = {};
  std::vector<ArtifactFile> large = {};
};
Load load;  // a chapter is a plain function, so what it computes from has to stand somewhere

// Text that compresses about as configuration does, and differs with the seed.
std::string content_of(int file) {
  std::string text;
  for (int line = 0; static_cast<int>(text.size()) < load.bytes; ++line)
    text += fmt::format("setting.{}.of.file.{} = {:x}\n", line, file,
                        std::hash<std::string>()(fmt::format("{}{}{}", load.seed, file, line)));
  text.resize(static_cast<std::size_t>(load.bytes));
  return text;
}

std::vector<Resource> bench_resources(const Design& /*design*/, const Host& /*host*/) {
  std::vector<Resource> resources;
  for (const ArtifactFile& artifact : load.large)
    resources.push_back({.spec = artifact, .why = "Something to measure."});
  for (int file = 0; file < load.files; ++file)
    resources.push_back({.spec = File{.path = fmt::format("/var/lib/vent-bench/{}", file),
                                      .content = open_content(content_of(file)),
                                      .ownership = {}},
                         .why = "Something to measure."});
  return resources;
}

std::int64_t peak_memory_kb() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

Result<int> bench(const Cluster& cluster, const NodeProgram& program, const Connect& connect) {
  const std::vector<Chapter> chapters = {
      {.name = "01_bench", .title = "Bench", .holds_after = "it was measured", .resources = bench_resources}};
  RealClock clock;
  EventBus bus(clock);
  const Design design{.cluster = cluster};
  Fleet fleet({.design = design,
               .program = program,
               .connect = connect,
               .clock = clock,
               .stop = {},
               .texts = Texts::no,
               .purpose = "bench"});
  for (const Host& host : cluster.hosts) fleet.add(host, {&chapters[0]});
  const StageGraph graph = TRY(stages_of_cluster(chapters, cluster));
  const Moment began = clock.now();
  const ApplyResult result = TRY(apply(fleet, graph, chapters, bus, clock, {}));
  const double seconds = std::chrono::duration<double>(clock.now() - began).count();
  int round_trips = 0;
  for (const auto& host : fleet.hosts())
    if (const auto& survey = fleet.survey(*host)) round_trips = std::max(round_trips, survey->round_trips);
  fmt::print("{}\n", Json::object()
                         .set("seconds", seconds)
                         .set("outcome", run_end_name(result.report.end()))
                         .set("changes", result.report.changes())
                         .set("round_trips", round_trips)
                         .set("peak_memory_kb", peak_memory_kb())
                         .compact());
  if (result.report.end() == RunEnd::failed) fmt::print(stderr, "{}\n", report_text(result.report));
  return result.report.end() == RunEnd::failed ? 1 : 0;
}

// Digests are known to who has a store, so reckoning them is not measured.
Result<std::vector<ArtifactFile>> large_files(const Path& folder) {
  std::vector<ArtifactFile> files;
  for (const std::string& name : TRY(list_directory(folder))) {
    const std::string digest = TRY(sha256_hex_of_file(folder / name));
    files.push_back({.path = Path("/var/lib/vent-bench") / name,
                     .content = stored_content(folder / name, digest, std::filesystem::file_size(folder / name)),
                     .name = name,
                     .source = "the benchmark"});
  }
  return files;
}

Result<Load> load_in(std::span<char*> words) {
  if (std::string(words[0]) == "--large") return Load{.large = TRY(large_files(words[1]))};
  return Load{.files = std::atoi(words[0]), .bytes = std::atoi(words[1]), .seed = words[2]};
}

Result<int> over_ssh(std::span<char*> words) {
  const Cluster cluster = TRY(load_cluster(words[0]));
  const Path known_hosts = words[1];
  TRY(pin_given_keys(known_hosts, cluster));
  const NodeProgram program = TRY(load_node_program(words[2]));
  load = TRY(load_in(words.subspan(3)));
  return bench(cluster, program, [&](const Host& host) -> Result<std::unique_ptr<ByteStream>> {
    return std::unique_ptr<ByteStream>(TRY(SshSession::start(host, {.known_hosts = known_hosts, .control_path = {}},
                                                             bootstrap_command(program, host.ssh.user))));
  });
}

// Each sees only itself, as on a machine of its own: facts name every process that listens.
Result<int> on_this_machine(std::span<char*> words) {
  Cluster cluster;
  cluster.name = "local";
  for (int i = 0; i < std::atoi(words[0]); ++i) {
    Host host;
    host.name = fmt::format("host-{}", i);
    cluster.hosts.push_back(host);
  }
  const std::string root = words[1], node = words[2];
  load = TRY(load_in(words.subspan(3)));
  return bench(cluster, NodeProgram{}, [&](const Host& host) -> Result<std::unique_ptr<ByteStream>> {
    const std::string script = "echo vent have; exec \"$0\" serve --root \"$1\"";
    return std::unique_ptr<ByteStream>(
        TRY(LocalStream::start({"unshare", "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c", script, node,
                                root + "/" + host.name},
                               host.name)));
  });
}

}  // namespace
}  // namespace vent

int main(int count, char** words) {
  const std::span all(words, static_cast<std::size_t>(count));
  const bool is_local = count > 1 && std::string(words[1]) == "--local";
  const bool is_large = count == 6 && std::string(words[4]) == "--large";
  if (count != (is_local ? 8 : 7) && !is_large) {
    fmt::print(stderr, "see the head of tests/bench/engine_bench.cc\n");
    return 64;
  }
  const vent::Result<int> code = is_local ? vent::on_this_machine(all.subspan(2)) : vent::over_ssh(all.subspan(1));
  if (code) return *code;
  fmt::print(stderr, "{}\n", code.error().text());
  return vent::exit_code(code.error().kind);
}
