#include "artifacts/go_toolchain.h"

#include <fmt/core.h>

#include "artifacts/version.h"
#include "base/architecture.h"
#include "base/process.h"
#include "base/text.h"
#include "formats/json.h"

namespace vent {
namespace {

constexpr std::chrono::minutes kDownloadDeadline{10};
constexpr std::string_view kFirstThatFetchesItself = "1.21";

// The user's settings for fetching modules stay; those that change what is built don't. An empty GOFLAGS would not keep out
// those in the user's file of settings for Go.
std::map<std::string, std::string> environment_for(const std::string& toolchain) {
  return {{"GOTOOLCHAIN", toolchain}, {"GOFLAGS", "-trimpath"}, {"GOWORK", "off"},   {"GO111MODULE", "on"},
          {"GOEXPERIMENT", ""},       {"GOAMD64", "v1"},        {"GOARM64", "v8.0"}, {"LC_ALL", "C"},
          {"CGO_CFLAGS", "-O2 -g"},   {"CGO_LDFLAGS", "-O2 -g"}};
}

Error no_go(const std::string& wanted_version) {
  return Error(ErrorKind::missing, "there is no Go toolchain to build with")
      .with_id("VENT_NO_GO")
      .with_hint(fmt::format("install one (apt-get install golang-go; it fetches Go {} by itself), or take what is "
                             "published: --origin release, or load a bundle: vent bundle load FILE",
                             wanted_version));
}

Result<std::string> ask_version(const GoToolchain& go, std::stop_token stop) {
  const std::string said = TRY(run_checked({.arguments = {go.program, "version"},
                                            .environment = go.environment,
                                            .directory = "/",
                                            .deadline = kDownloadDeadline,
                                            .stop = stop}));
  return std::string(version_that_go_says(said));
}

// Go before 1.21 doesn't fetch another Go by itself, but knows how to fetch a module, and that is what Go comes as.
Result<std::string> fetch_toolchain(const std::string& old_go, const std::string& version, const Path& work_folder,
                                    std::stop_token stop) {
  const std::string module =
      fmt::format("golang.org/toolchain@v0.0.1-go{}.linux-{}", version, architecture_name(TRY(this_architecture())));
  const std::string said = TRY(run_checked({.arguments = {old_go, "mod", "download", "-json", module},
                                            .environment = {{"GOFLAGS", "-mod=mod"}, {"GO111MODULE", "on"}},
                                            .directory = work_folder.string(),
                                            .deadline = kDownloadDeadline,
                                            .stop = stop}));
  const std::string folder = TRY(TRY(parse_json(said, "what go mod download says")).text("Dir"));
  const std::string program = folder + "/bin/go";
  // Files of a module can't be executed.
  TRY(run_checked({.arguments = {"chmod", "-R", "u+x", folder + "/bin", folder + "/pkg/tool"}, .stop = stop}));
  return program;
}

}  // namespace

std::string_view version_that_go_says(std::string_view output) {
  const std::vector<std::string> words = split_words(output);
  if (words.size() < 3 || words[0] != "go" || words[1] != "version" || !words[2].starts_with("go")) return {};
  const std::size_t begin = output.find(words[2]) + 2;
  return output.substr(begin, words[2].size() - 2);
}

Result<GoToolchain> find_go(const std::string& wanted_version, const Path& work_folder, std::stop_token stop) {
  const std::optional<std::string> program = find_program("go");
  if (!program) return fail(no_go(wanted_version));
  GoToolchain go{.program = *program, .environment = environment_for("local"), .version = ""};
  const std::string local = TRY(ask_version(go, stop));
  const auto getting = fmt::format("getting Go {} by means of the Go {} that is installed", wanted_version, local);
  if (local != wanted_version && compare_versions(local, kFirstThatFetchesItself) < 0)
    go.program = TRY(while_doing(getting, fetch_toolchain(*program, wanted_version, work_folder, stop)));
  else if (local != wanted_version)
    go.environment = environment_for("go" + wanted_version);
  go.version = TRY(while_doing(getting, ask_version(go, stop)));
  if (go.version != wanted_version)
    return fail(Error(ErrorKind::failed, fmt::format("{} says it is Go {}, and the catalogue wants {}", go.program,
                                                     go.version, wanted_version)));
  return go;
}

}  // namespace vent
