#include "artifacts/go_build.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/process.h"
#include "base/text.h"
#include "formats/json.h"

namespace vent {
namespace {

constexpr std::chrono::hours kBuildDeadline{2};
constexpr std::chrono::minutes kDownloadDeadline{20};
constexpr int kShownLines = 20;

Path source_folder(const GoBuild& build) { return build.work_folder / "source"; }

std::map<std::string, std::string> environment_for(const GoBuild& build, const GoToolchain& go) {
  std::map<std::string, std::string> environment = go.environment;
  environment["GOOS"] = "linux";
  environment["GOARCH"] = architecture_name(build.architecture);
  environment["CGO_ENABLED"] = build.component.recipe->cgo ? "1" : "0";
  const Result<Architecture> here = this_architecture();
  if (build.component.recipe->cgo && here && *here != build.architecture) {
    const std::string triplet = fmt::format("{}-linux-gnu", machine_name(build.architecture));
    environment["CC"] = triplet + "-gcc";
    environment["PKG_CONFIG_LIBDIR"] = fmt::format("/usr/lib/{}/pkgconfig:/usr/share/pkgconfig", triplet);
  }
  return environment;
}

// A program prints names of packages as "go build -v" compiles them, a line each, among its complaints.
class PackageLines {
 public:
  explicit PackageLines(const std::function<void(std::string_view)>& on_package) : on_package_(on_package) {}

  void take(std::string_view piece) {
    rest_ += piece;
    for (std::size_t end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n')) {
      const std::string line = rest_.substr(0, end);
      const bool is_name = !line.empty() && line.find_first_of(" \t:#") == std::string::npos;
      if (is_name && on_package_) on_package_(line);
      rest_.erase(0, end + 1);
    }
  }

 private:
  const std::function<void(std::string_view)>& on_package_;
  std::string rest_;
};

// What commonly stands behind a failed build, for the next step.
std::string hint_for(std::string_view output, const Recipe& recipe, Architecture architecture) {
  const auto says = [&](std::string_view text) { return output.find(text) != std::string_view::npos; };
  if (says("no space left on device")) return "make room: `go env GOCACHE GOMODCACHE` says where Go keeps its files";
  if (says("dial tcp") || says("proxyconnect") || says("i/o timeout") || says("no such host"))
    return "the Go module proxy is not reachable: see `go env GOPROXY`; the same command goes on from here";
  if (says("checksum mismatch") || says("SECURITY ERROR"))
    return "a module is not what it was when the component was added; nothing of it was used";
  const auto needs = recipe.needs.find(architecture);
  if (needs != recipe.needs.end() &&
      (says("pkg-config") || says("fatal error") || says("cannot find -l") || says("gcc")))
    return "is everything there that it needs? apt-get install " + join(needs->second, " ");
  return "what Go says stands above; the same command goes on from here";
}

Result<> run_go(const GoBuild& build, const GoToolchain& go, std::vector<std::string> arguments,
                std::chrono::milliseconds deadline, std::stop_token stop) {
  PackageLines lines(build.on_package);
  // Go writes the names to its error output, and only the other one can be watched.
  std::vector<std::string> command = {"sh", "-c", "exec \"$@\" 2>&1", "sh", go.program};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const Finished finished = TRY(run({.arguments = command,
                                     .environment = environment_for(build, go),
                                     .directory = source_folder(build).string(),
                                     .deadline = deadline,
                                     .stop = stop,
                                     .on_output = [&](std::string_view piece) { lines.take(piece); }}));
  if (finished.exit_code == 0) return Ok{};
  const bool full = finished.output.find("no space left on device") != std::string::npos;
  return fail(Error(full ? ErrorKind::no_space : ErrorKind::failed,
                    fmt::format("'go {}' ended with exit code {}", arguments.front(), finished.exit_code))
                  .with_id("VENT_GO_BUILD")
                  .with_details(last_lines(finished.output, kShownLines))
                  .with_hint(hint_for(finished.output, *build.component.recipe, build.architecture)));
}

Result<Path> folder_of_module(const GoBuild& build, const GoToolchain& go, const std::string& module,
                              std::stop_token stop) {
  const std::string said = TRY(run_checked({.arguments = {go.program, "mod", "download", "-json", module},
                                            .environment = environment_for(build, go),
                                            .directory = source_folder(build).string(),
                                            .deadline = kDownloadDeadline,
                                            .stop = stop}));
  return Path(TRY(TRY(parse_json(said, "what go mod download says")).text("Dir")));
}

Result<std::string> go_mod_of(const GoBuild& build) {
  return read_file(build.catalogue_folder / build.version.module / "go.mod");
}

// A copy, because nobody may write beside the catalogue, and because a main.go may have to be made.
Result<> lay_source(const GoBuild& build, const GoToolchain& go, std::stop_token stop) {
  const Path from = build.catalogue_folder / build.version.module, to = source_folder(build);
  TRY(remove_tree(to));
  TRY(make_directories(to));
  for (const std::string& name : TRY(list_directory(from))) TRY(write_file(to / name, TRY(read_file(from / name))));
  const std::optional<MainFile>& main = build.component.recipe->main;
  if (!main) return Ok{};
  const Path original = TRY(folder_of_module(build, go, main->module, stop)) / main->file;
  return write_file(to / "main.go", without_lines(TRY(read_file(original)), main->without_lines));
}

Result<std::string> source_of(const GoBuild& build, const GoToolchain& go) {
  const std::optional<MainFile>& main = build.component.recipe->main;
  const std::string& package = main ? main->module : build.component.files.front().package;
  if (package == ".") return fmt::format("artifacts/{}, go{}", build.version.module, go.version);
  const GoModule module = TRY(module_of_package(TRY(go_mod_of(build)), package));
  return fmt::format("{} {}, go{}", module.path, module.version, go.version);
}

// Files that are taken out of modules, beside what was built.
Result<> take_files(const GoBuild& build, const GoToolchain& go, std::stop_token stop) {
  for (const CatalogueFile& file : build.component.files) {
    if (!file.taken) continue;
    const Path folder = TRY(folder_of_module(build, go, file.taken->module, stop));
    TRY(write_file(build.work_folder / "out" / file.name, TRY(read_file(folder / file.taken->path))));
  }
  return Ok{};
}

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

std::vector<GoCommand> go_commands(const Component& component) {
  GoCommand together{.output = "out/", .packages = {}, .tags = component.recipe->tags};
  std::vector<GoCommand> commands;
  for (const CatalogueFile& file : component.files) {
    if (file.taken) continue;
    if (last_part(file.package) == file.name && !file.tags && !file.is_test)
      together.packages.push_back(file.package);
    else
      commands.push_back({.output = "out/" + file.name,
                          .packages = {file.package},
                          .tags = file.tags.value_or(component.recipe->tags),
                          .is_test = file.is_test});
  }
  if (!together.packages.empty()) commands.insert(commands.begin(), together);
  return commands;
}

std::vector<std::string> go_arguments(const GoBuild& build, const GoCommand& command) {
  const Recipe& recipe = *build.component.recipe;
  std::string linker = "-s -w";
  for (const auto& [variable, value] : recipe.stamp)
    linker += fmt::format(" -X {}={}", variable, fill_in(value, build.version.version, build.architecture));
  if (recipe.cgo) linker += " -linkmode external -extldflags -static";
  std::vector<std::string> arguments = {"build", "-v"};
  if (command.is_test) arguments = {"test", "-c"};
  arguments.insert(arguments.end(), {"-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", linker});
  if (!command.tags.empty()) arguments.insert(arguments.end(), {"-tags", join(command.tags, ",")});
  arguments.insert(arguments.end(), {"-o", (build.work_folder / command.output).string()});
  arguments.insert(arguments.end(), command.packages.begin(), command.packages.end());
  return arguments;
}

std::string without_lines(std::string_view text, const std::vector<std::string>& texts) {
  std::string kept;
  for (const std::string& line : split_lines(text))
    if (std::ranges::none_of(texts, [&](const std::string& part) { return line.find(part) != std::string::npos; }))
      kept += line + "\n";
  return kept;
}

Result<GoModule> module_of_package(std::string_view go_mod, std::string_view package) {
  GoModule longest;
  for (const std::string& line : split_lines(go_mod)) {
    std::vector<std::string> words = split_words(line);
    if (!words.empty() && words.front() == "require") words.erase(words.begin());
    if (words.size() < 2 || !words[1].starts_with("v")) continue;
    const bool is_inside = package == words[0] || package.starts_with(words[0] + "/");
    if (is_inside && words[0].size() > longest.path.size()) longest = {.path = words[0], .version = words[1]};
  }
  if (longest.path.empty())
    return fail(Error(ErrorKind::bad_input, fmt::format("the go.mod requires no module that has {}", package)));
  return longest;
}

Result<std::uint64_t> count_packages(const GoBuild& build, const GoToolchain& go, std::stop_token stop) {
  TRY(lay_source(build, go, stop));
  std::vector<std::string> arguments = {go.program, "list", "-mod=readonly", "-deps"};
  if (!build.component.recipe->tags.empty())
    arguments.insert(arguments.end(), {"-tags", join(build.component.recipe->tags, ",")});
  for (const CatalogueFile& file : build.component.files)
    if (!file.taken && !file.is_test) arguments.push_back(file.package);
  const std::string said = TRY(run_checked({.arguments = arguments,
                                            .environment = environment_for(build, go),
                                            .directory = source_folder(build).string(),
                                            .deadline = kDownloadDeadline,
                                            .stop = stop}));
  return static_cast<std::uint64_t>(std::ranges::count(said, '\n'));
}

Result<std::vector<BuiltFile>> build_with_go(const GoBuild& build, const GoToolchain& go, std::stop_token stop) {
  TRY(lay_source(build, go, stop));
  TRY(remove_tree(build.work_folder / "out"));
  TRY(make_directories(build.work_folder / "out"));
  for (const GoCommand& command : go_commands(build.component))
    TRY(run_go(build, go, go_arguments(build, command), kBuildDeadline, stop));
  TRY(take_files(build, go, stop));
  const std::string source = TRY(source_of(build, go));
  std::vector<BuiltFile> built;
  for (const CatalogueFile& file : build.component.files)
    built.push_back({.name = file.name, .path = build.work_folder / "out" / file.name, .source = source});
  return built;
}

}  // namespace vent
