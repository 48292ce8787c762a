#include "artifacts/make.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <utility>

#include "artifacts/debian_package.h"
#include "artifacts/debian_tree.h"
#include "artifacts/go_build.h"
#include "artifacts/image_recipes.h"
#include "artifacts/image_set_recipes.h"
#include "artifacts/says_version.h"
#include "base/locked.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/thread_pool.h"
#include "events/activity.h"

namespace vent {
namespace {

// A file as it came, before it is in the store.
struct Obtained {
  std::string file;
  Path path;
  std::string source;
  Origin origin = Origin::build;
};

constexpr std::chrono::minutes kPackageDeadline{5};
constexpr std::size_t kShownDigest = 12;
constexpr std::uint64_t kBytesPerSecond = 6'000'000;  // all components: 1300 s of processor time, 8 GB in Go's caches

Result<ImageDesign> design_of(const Wanted& wanted) {
  const std::string& image = wanted.component->image;
  if (image == "pause") return pause_image(wanted.architecture);
  if (image == "coredns") return coredns_image(wanted.architecture, wanted.version->version);
  if (image == "toolbox") return toolbox_image(wanted.architecture);
  return fail(Error(ErrorKind::bad_input, fmt::format("vent has no image '{}'", image))
                  .with_hint("it has: pause, coredns, toolbox, conformance"));
}

bool is_set(const Wanted& wanted) { return wanted.component->image == "conformance"; }

ImageSetDesign set_of(const Wanted& wanted) { return conformance_images(wanted.architecture, wanted.version->version); }

Result<std::vector<ImageInput>> inputs_of(const Wanted& wanted) {
  if (is_set(wanted)) return set_of(wanted).inputs();
  return TRY(design_of(wanted)).inputs;
}

class Maker {
 public:
  Maker(Workshop& workshop, const std::vector<Wanted>& all, std::stop_token stop)
      : workshop_(workshop), wanted_(all), stop_(std::move(stop)) {}

  // Makes each of them, several at a time; the longest first, or it would be waited for at the end.
  void make_all(std::vector<Wanted> wanted);
  Result<> check_space(const std::vector<Wanted>& wanted);
  Result<MakeSummary> summary(std::size_t all) const;

 private:
  void make_one(const Wanted& wanted);
  Result<> make(const Wanted& wanted, Activity& activity);
  Result<bool> is_there(const Wanted& wanted);
  Result<bool> is_up_to_date(const Wanted& wanted, const Artifact& artifact);
  Result<std::vector<Obtained>> obtain(const Wanted& wanted, const Path& work, Activity& activity);
  Result<std::vector<Obtained>> obtain_component(const Wanted& wanted, const Path& work, Activity& activity);
  Result<std::vector<Obtained>> obtain_release_of(const Wanted& wanted, const Path& work, Activity& activity);
  Result<std::vector<Obtained>> build(const Wanted& wanted, const Path& work, Activity& activity);
  Result<std::vector<Obtained>> from_package(const Wanted& wanted, const Path& work);
  Result<std::vector<Obtained>> from_tree(const Wanted& wanted, const Path& work);
  Result<std::vector<Obtained>> from_beside_vent(const Wanted& wanted) const;
  Result<std::vector<Obtained>> make_image(const Wanted& wanted, const Path& work);
  Path place_beside_vent(const Wanted& wanted, const std::string& file) const;
  Result<Artifact> input_of(const Wanted& image, const ImageInput& input);
  Result<std::string> source_of_image(const Wanted& wanted);
  Result<> keep(const Wanted& wanted, const Obtained& obtained);
  Result<GoToolchain> go(const Path& work);

  Workshop& workshop_;
  const std::vector<Wanted>& wanted_;  // all of a cluster's components, those of images among them
  std::stop_token stop_;
  std::atomic<int> made_ = 0, unchanged_ = 0;
  Locked<std::vector<ArtifactName>> files_;
  Locked<std::vector<std::pair<Wanted, Error>>> failures_;
  Locked<std::optional<GoToolchain>> go_;
};

// Before the first of them is begun, for those that will be built for sure.
Result<> Maker::check_space(const std::vector<Wanted>& wanted) {
  std::vector<Wanted> to_build;
  for (const Wanted& one : wanted) {
    const bool is_built = one.component->recipe && (!one.component->release || workshop_.origin == OriginChoice::build);
    if (is_built && !TRY(is_there(one))) to_build.push_back(one);
  }
  const std::uint64_t needed = space_to_build(to_build), there = TRY(free_bytes(workshop_.store.folder()));
  if (there >= needed) return Ok{};
  return fail(Error(ErrorKind::no_space, fmt::format("building {} components takes about {} MB below {}, and {} MB are "
                                                     "free",
                                                     to_build.size(), needed / 1'000'000,
                                                     workshop_.store.folder().string(), there / 1'000'000))
                  .with_id("VENT_NO_SPACE")
                  .with_hint("make room there, or set XDG_CACHE_HOME to a larger disk; `vent bundle load` takes less"));
}

void Maker::make_all(std::vector<Wanted> wanted) {
  const auto seconds = [](const Wanted& one) { return one.component->recipe ? one.component->recipe->seconds : 0; };
  std::ranges::stable_sort(wanted, std::greater<>{}, seconds);
  ThreadPool pool("make", workshop_.at_once);
  for (const Wanted& one : wanted) pool.add([this, one](const std::stop_token&) { make_one(one); });
  pool.wait_until_idle();
}

void Maker::make_one(const Wanted& wanted) {
  if (stop_.stop_requested()) return;
  const Result<bool> there = is_there(wanted);
  if (there && *there) {
    ++unchanged_;
    return;
  }
  Activity activity(workshop_.bus, wanted.text());
  Result<> made = there ? make(wanted, activity) : Result<>(fail(there.error()));
  if (made) {
    ++made_;
    files_.with([&](auto& files) {
      for (ArtifactName& name : wanted.names()) files.push_back(std::move(name));
    });
    return activity.finish(Outcome::changed);
  }
  activity.finish(Outcome::failed);
  Error error = std::move(made).error().with_context("making " + wanted.text());
  failures_.with([&](auto& failures) { failures.emplace_back(wanted, error); });
  if (error.kind != ErrorKind::interrupted) workshop_.bus.send(Failed{std::move(error)});
}

Result<MakeSummary> Maker::summary(std::size_t all) const {
  const auto failures = failures_.with([](const auto& list) { return list; });
  if (stop_.stop_requested())
    return fail(Error(ErrorKind::interrupted,
                      fmt::format("stopped; {} of {} components are in the store", made_ + unchanged_, all))
                    .with_hint("the same command goes on from here"));
  if (failures.empty())
    return MakeSummary{
        .made = made_, .unchanged = unchanged_, .files = files_.with([](const auto& files) { return files; })};
  return fail(
      Error(failures.front().second.kind, fmt::format("{} of {} components could not be made", failures.size(), all))
          .with_id("VENT_ARTIFACTS_MISSING")
          .with_hint("mend what stands above; the same command makes only what is missing"));
}

Result<bool> Maker::is_there(const Wanted& wanted) {
  for (const ArtifactName& name : wanted.names()) {
    const std::optional<Artifact> artifact = TRY(workshop_.store.find(name));
    if (!artifact || !TRY(workshop_.store.is_sound(*artifact))) return false;
    if (!TRY(is_up_to_date(wanted, *artifact))) return false;
  }
  return true;
}

// What is built with vent changes without changing its version, and so does what is made of it.
Result<bool> Maker::is_up_to_date(const Wanted& wanted, const Artifact& artifact) {
  if (artifact.origin == Origin::vent && !wanted.component->beside_vent.empty()) {
    const Path path = place_beside_vent(wanted, artifact.name.file);
    return !path_exists(path) || TRY(sha256_hex_of_file(path)) == artifact.digest;
  }
  if (artifact.origin != Origin::vent) return true;
  const Result<std::string> source = source_of_image(wanted);
  return source && *source == artifact.source;
}

Result<> Maker::make(const Wanted& wanted, Activity& activity) {
  const std::string place =
      fmt::format("{}-{}-{}", wanted.component->name, wanted.version->version, architecture_name(wanted.architecture));
  const Store::Workplace workplace = TRY(workshop_.store.workplace(place, stop_));
  if (TRY(is_there(wanted))) return Ok{};  // another vent made it while we waited
  for (const Obtained& obtained : TRY(obtain(wanted, workplace.folder, activity))) TRY(keep(wanted, obtained));
  return remove_tree(workplace.folder);
}

Result<> Maker::keep(const Wanted& wanted, const Obtained& obtained) {
  const auto file = std::ranges::find(wanted.component->files, obtained.file, &CatalogueFile::name);
  const bool stays = !wanted.component->beside_vent.empty();
  if (!stays && ::chmod(obtained.path.c_str(), 0755) != 0)
    return fail(file_error("making executable", obtained.path, errno));
  TRY(check_says_version(wanted, *file, obtained.path, stop_));
  const Store::Taken taken =
      TRY(stays ? workshop_.store.take_copy(obtained.path) : workshop_.store.take(obtained.path));
  return workshop_.store.record(
      {.name = {wanted.component->name, wanted.version->version, wanted.architecture, obtained.file},
       .digest = taken.digest,
       .size = taken.size,
       .origin = obtained.origin,
       .source = obtained.source,
       .licence = wanted.component->licence});
}

Result<std::vector<Obtained>> Maker::obtain(const Wanted& wanted, const Path& work, Activity& activity) {
  const Component& component = *wanted.component;
  if (component.package) return from_package(wanted, work);
  if (component.tree) return from_tree(wanted, work);
  if (!component.beside_vent.empty()) return from_beside_vent(wanted);
  if (!component.image.empty()) return make_image(wanted, work);
  return obtain_component(wanted, work, activity);
}

Result<std::vector<Obtained>> Maker::obtain_component(const Wanted& wanted, const Path& work, Activity& activity) {
  const Component& component = *wanted.component;
  const auto has_no = [&](const char* what) {
    return fail(Error(ErrorKind::bad_input, fmt::format("the catalogue has no {} of {}", what, component.name))
                    .with_id("VENT_NO_ORIGIN")
                    .with_hint("--origin auto takes what there is"));
  };
  if (workshop_.origin == OriginChoice::release && !component.release) return has_no("release");
  if (workshop_.origin == OriginChoice::build && !component.recipe) return has_no("recipe");
  if (!component.release || workshop_.origin == OriginChoice::build) return build(wanted, work, activity);
  Result<std::vector<Obtained>> released = obtain_release_of(wanted, work, activity);
  const bool may_build = workshop_.origin == OriginChoice::automatic && component.recipe;
  // What doesn't match its checksum is no reason to take something else in silence.
  if (released || !may_build || stop_.stop_requested() || released.error().id == "VENT_CHECKSUM_MISMATCH")
    return released;
  workshop_.bus.say(
      fmt::format("{}: building it, because the release can't be had: {}", wanted.text(), released.error().message));
  return build(wanted, work, activity);
}

Result<std::vector<Obtained>> Maker::obtain_release_of(const Wanted& wanted, const Path& work, Activity& activity) {
  const Path folder = work / "release";
  TRY(make_directories(folder));
  std::vector<Obtained> obtained;
  const ReleaseRequest request{.component = *wanted.component,
                               .version = *wanted.version,
                               .architecture = wanted.architecture,
                               .work_folder = folder,
                               .aside_folder = workshop_.store.aside_folder()};
  for (const ObtainedFile& file : TRY(obtain_release(request, workshop_.sources, activity, workshop_.clock, stop_)))
    obtained.push_back({.file = file.name, .path = file.path, .source = file.source, .origin = Origin::release});
  return obtained;
}

Result<GoToolchain> Maker::go(const Path& work) {
  return go_.with([&](std::optional<GoToolchain>& known) -> Result<GoToolchain> {
    if (!known) known = TRY(find_go(workshop_.catalogue.go_version, work, stop_));
    return *known;
  });
}

Result<std::vector<Obtained>> Maker::build(const Wanted& wanted, const Path& work, Activity& activity) {
  std::uint64_t all = 0, done = 0;
  const GoBuild job{.component = *wanted.component,
                    .version = *wanted.version,
                    .architecture = wanted.architecture,
                    .catalogue_folder = workshop_.catalogue.folder,
                    .work_folder = work,
                    .on_package = [&](std::string_view package) {
                      activity.progress_of(++done, std::max(all, done), std::string(package));
                    }};
  const GoToolchain toolchain = TRY(go(work));
  activity.progress(0, "fetching modules");
  all = TRY(count_packages(job, toolchain, stop_));
  activity.progress_of(0, all);
  std::vector<Obtained> obtained;
  for (const BuiltFile& file : TRY(build_with_go(job, toolchain, stop_)))
    obtained.push_back({.file = file.name, .path = file.path, .source = file.source, .origin = Origin::build});
  return obtained;
}

Result<std::vector<Obtained>> Maker::from_package(const Wanted& wanted, const Path& work) {
  const Path folder = work / "package";
  TRY(remove_tree(folder));
  TRY(make_directories(folder));
  const DebianPackage& package = *wanted.component->package;
  const TakenDebianFile taken = TRY(take_from_debian_package(
      {.package = package.name, .version = "", .architecture = wanted.architecture, .member = package.member}, folder,
      kPackageDeadline, stop_));
  return std::vector<Obtained>{{.file = wanted.component->files.front().name,
                                .path = taken.path,
                                .source = fmt::format("{} {} from Debian", package.name, taken.version),
                                .origin = Origin::package}};
}

Result<std::vector<Obtained>> Maker::from_tree(const Wanted& wanted, const Path& work) {
  const Path folder = work / "packages";
  TRY(remove_tree(folder));
  TRY(make_directories(folder));
  const TakenDebianTree taken =
      TRY(take_debian_tree(*wanted.component->tree, wanted.architecture, folder, kPackageDeadline, stop_));
  const std::string& file = wanted.component->files.front().name;
  TRY(write_layer_file(taken.entries, work / file, stop_));
  return std::vector<Obtained>{{.file = file,
                                .path = work / file,
                                .source = fmt::format("{} packages from Debian", taken.packages),
                                .origin = Origin::package}};
}

Path Maker::place_beside_vent(const Wanted& wanted, const std::string& file) const {
  return workshop_.programs_folder /
         fill_in(wanted.component->beside_vent, wanted.version->version, wanted.architecture, file);
}

Result<std::vector<Obtained>> Maker::from_beside_vent(const Wanted& wanted) const {
  std::vector<Obtained> obtained;
  for (const CatalogueFile& file : wanted.component->files) {
    const Path path = place_beside_vent(wanted, file.name);
    if (!path_exists(path))
      return fail(Error(ErrorKind::missing, fmt::format("{} is not beside vent", path.filename().string()))
                      .with_id("VENT_PROGRAM_MISSING")
                      .with_hint(wanted.architecture == Architecture::arm64 ? "build it: ./dev build arm64"
                                                                            : "build it: ./dev build"));
    obtained.push_back({.file = file.name, .path = path, .source = "built with vent", .origin = Origin::vent});
  }
  return obtained;
}

Result<Artifact> Maker::input_of(const Wanted& image, const ImageInput& input) {
  const auto found =
      std::ranges::find_if(wanted_, [&](const Wanted& other) { return other.component->name == input.component; });
  if (found == wanted_.end())
    return fail(Error(ErrorKind::bug, fmt::format("the image {} is made of {}, which the catalogue doesn't have",
                                                  image.component->name, input.component)));
  const ArtifactName name{input.component, found->version->version, image.architecture, input.file};
  const std::optional<Artifact> artifact = TRY(workshop_.store.find(name));
  if (artifact && TRY(workshop_.store.is_sound(*artifact))) return *artifact;
  return fail(Error(ErrorKind::missing, fmt::format("{}, of which it is made, is not in the store", name.text()))
                  .with_id("VENT_ARTIFACTS_MISSING")
                  .with_hint("vent artifacts make " + input.component));
}

// An image is to be made anew when one of its inputs has changed; so they stand in its record.
Result<std::string> Maker::source_of_image(const Wanted& wanted) {
  std::vector<std::string> parts;
  for (const ImageInput& input : TRY(inputs_of(wanted)))
    parts.push_back(fmt::format("{} {}", input.file, TRY(input_of(wanted, input)).digest.substr(0, kShownDigest)));
  // It changes without changing its version, which is that of the tests.
  if (is_set(wanted)) parts.push_back("recipe " + set_of(wanted).fingerprint());
  return "made of " + join(parts, ", ");
}

Result<std::vector<Obtained>> Maker::make_image(const Wanted& wanted, const Path& work) {
  const auto source_of = [&](const ImageInput& input) -> Result<Path> {
    return workshop_.store.path_of(TRY(input_of(wanted, input)).digest);
  };
  const std::string& file = wanted.component->files.front().name;
  if (is_set(wanted))
    TRY(write_images(TRY(with_inputs(set_of(wanted), source_of)), work / file, stop_));
  else
    TRY(write_image(TRY(with_inputs(TRY(design_of(wanted)), source_of)), work / file, stop_));
  return std::vector<Obtained>{
      {.file = file, .path = work / file, .source = TRY(source_of_image(wanted)), .origin = Origin::vent}};
}

}  // namespace

Result<OriginChoice> read_origin_choice(std::string_view text) {
  if (text == "auto") return OriginChoice::automatic;
  if (text == "release") return OriginChoice::release;
  if (text == "build") return OriginChoice::build;
  return fail(Error(ErrorKind::bad_input, fmt::format("'{}' is no origin", text))
                  .with_hint("release, build, or auto: the release if it can be had"));
}

std::uint64_t space_to_build(const std::vector<Wanted>& wanted) {
  std::uint64_t seconds = 0;
  for (const Wanted& one : wanted)
    if (one.component->recipe) seconds += static_cast<std::uint64_t>(one.component->recipe->seconds);
  return seconds * kBytesPerSecond;
}

Result<MakeSummary> make_artifacts(Workshop& workshop, const std::vector<Wanted>& all,
                                   const std::vector<Wanted>& wanted, std::stop_token stop) {
  Maker maker(workshop, all, std::move(stop));
  std::vector<Wanted> parts, images;
  for (const Wanted& one : wanted) (one.component->image.empty() ? parts : images).push_back(one);
  TRY(maker.check_space(parts));
  maker.make_all(std::move(parts));
  maker.make_all(std::move(images));
  return maker.summary(wanted.size());
}

}  // namespace vent
