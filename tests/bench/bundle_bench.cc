// Saves and loads a bundle of any files. tests/bench/bundle runs it, and says what is compared.
//
//   bundle_bench list LIST FILE…        writes a list of artifacts: these files, with their digests
//   bundle_bench save LIST BUNDLE
//   bundle_bench load BUNDLE FOLDER     leaves the files there, named by their digests
#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "artifacts/bundle_reader.h"
#include "artifacts/bundle_writer.h"
#include "base/clock.h"
#include "base/sha256.h"

namespace vent {
namespace {

Result<> write_list(const Path& list, std::span<char*> words) {
  BundleContents contents;
  for (const Path file : words) {
    Artifact artifact;
    artifact.name = {
        .component = "bench", .version = std::to_string(contents.artifacts.size()), .file = file.filename()};
    artifact.digest = TRY(sha256_hex_of_file(file));
    artifact.size = std::filesystem::file_size(file);
    artifact.source = file;
    contents.artifacts.push_back(artifact);
  }
  return write_file(list, bundle_json(contents));
}

Result<> save(const Path& list, const Path& bundle, Activity& activity) {
  BundleSource source;
  source.artifacts = TRY(read_bundle_json(TRY(read_file(list)), list)).artifacts;
  source.path_of = [](const Artifact& artifact) { return Path(artifact.source); };
  source.workers = static_cast<int>(std::thread::hardware_concurrency());
  TRY(save_bundle(bundle, source, activity, {}));
  return Ok{};
}

Result<> load(const Path& bundle, const Path& folder, Activity& activity) {
  FolderSink sink(folder, [&](const BundleFile& file, const Path& path) -> Result<> {
    std::filesystem::rename(path, folder / file.digest);
    return Ok{};
  });
  TRY(load_bundle(bundle, sink, activity, {}));
  return Ok{};
}

Result<> run(std::span<char*> words) {
  const RealClock clock;
  EventBus bus(clock);
  Activity activity(bus, "the benchmark");
  const std::string verb = words.size() > 3 ? words[1] : "";
  if (verb == "list") return write_list(words[2], words.subspan(3));
  if (verb == "save") return save(words[2], words[3], activity);
  if (verb == "load") return load(words[2], words[3], activity);
  return fail(Error(ErrorKind::bad_input, "see the head of tests/bench/bundle_bench.cc"));
}

}  // namespace
}  // namespace vent

int main(int count, char** words) {
  const vent::Result<> done = vent::run({words, static_cast<std::size_t>(count)});
  if (done) return 0;
  fmt::print(stderr, "{}\n", done.error().text());
  return vent::exit_code(done.error().kind);
}
