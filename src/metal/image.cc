#include "metal/image.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/process.h"
#include "base/text.h"
#include "events/activity.h"

namespace vent::metal {
namespace {

constexpr std::uint64_t kBytesNeeded = 1200ULL * 1024 * 1024;  // 500 MB in the end, and as much while it is made
constexpr std::chrono::minutes kBuildDeadline{30};
const char* const kDebianMirror = "http://deb.debian.org/debian";

Result<> check_space(const Path& images) {
  const std::uint64_t available = TRY(free_bytes(images));
  if (available >= kBytesNeeded) return Ok{};
  return fail(Error(ErrorKind::no_space, fmt::format("the base image needs {} MB below {}, and {} MB are free",
                                                     kBytesNeeded >> 20, images.string(), available >> 20))
                  .with_id("VENT_NO_SPACE")
                  .with_hint("make room there, or set XDG_CACHE_HOME to a larger disk"));
}

// Image builds take a minute; a second one that wants the same image waits for it.
Result<FileLock> wait_for_builder(const Path& images, const ImageRecipe& recipe, std::stop_token stop) {
  RealClock clock;
  const Moment deadline = clock.now() + kBuildDeadline;
  while (true) {
    Result<FileLock> lock = FileLock::take(images / (recipe.name() + ".lock"), "building the base image");
    if (lock || lock.error().kind != ErrorKind::conflict || clock.now() > deadline) return lock;
    if (!clock.sleep_for(std::chrono::milliseconds(200), stop))
      return fail(Error(ErrorKind::interrupted, "waiting for another build of the base image was stopped"));
  }
}

std::string mirror_for(const std::string& suite) {
  if (const char* set = std::getenv("VENT_DEBIAN_MIRROR"); set != nullptr && *set != '\0') return set;
  const Result<Finished> targets = run({.arguments = {"apt-get", "indextargets", "--format",
                                                      "$(REPO_URI) $(CODENAME) $(COMPONENT)", "Created-By: Packages"}});
  return choose_mirror(targets && targets->exit_code == 0 ? targets->output : "", suite);
}

// debootstrap says "I: Retrieving libc6 2.36-9": the words of such lines are its progress.
class Progress {
 public:
  explicit Progress(Activity& activity) : activity_(activity) {}

  void take(std::string_view piece) {
    rest_ += piece;
    for (std::size_t end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n')) {
      if (rest_.starts_with("I: ")) activity_.progress(++steps_, rest_.substr(3, end - 3));
      rest_.erase(0, end + 1);
    }
  }

 private:
  Activity& activity_;
  std::uint64_t steps_ = 0;
  std::string rest_;  // a line that has not ended yet
};

Result<> run_debootstrap(const ImageRecipe& recipe, const Path& directory, Activity& activity, std::stop_token stop) {
  Progress progress(activity);
  // In a mount namespace of its own: a killed debootstrap would leave /proc mounted in the tree.
  const Result<Finished> ran = run({.arguments = {"unshare", "--mount", "--propagation", "slave", "debootstrap",
                                                  "--variant=minbase", "--include=" + join(recipe.packages, ","),
                                                  recipe.suite, directory.string(), mirror_for(recipe.suite)},
                                    .environment = {{"DEBIAN_FRONTEND", "noninteractive"}, {"LC_ALL", "C"}},
                                    .deadline = kBuildDeadline,
                                    .stop = stop,
                                    .on_output = [&](std::string_view piece) { progress.take(piece); }});
  if (stop.stop_requested())
    return fail(Error(ErrorKind::interrupted, "debootstrap was stopped").with_hint("the same command begins anew"));
  const Finished finished = TRY(ran);
  if (finished.exit_code == 0) return Ok{};
  const bool full = finished.output.find("No space left on device") != std::string::npos ||
                    finished.error_output.find("No space left on device") != std::string::npos;
  return fail(Error(full ? ErrorKind::no_space : ErrorKind::failed,
                    fmt::format("debootstrap ended with exit code {}", finished.exit_code))
                  .with_id("VENT_IMAGE_BUILD")
                  .with_details(last_lines(finished.output + finished.error_output, 20))
                  .with_hint(full ? "make room, then run the same command again"
                                  : "check that this machine reaches its Debian mirror (or set VENT_DEBIAN_MIRROR), "
                                    "then run the same command again"));
}

// What the recipe adds to the packages. Units are masked and enabled by their links, as systemctl would do it.
Result<> finish_tree(const ImageRecipe& recipe, const Path& root) {
  const Path units = root / "etc/systemd/system";
  const auto link = [](const std::string& target, const Path& path) -> Result<> {
    TRY(make_directories(path.parent_path()));
    TRY(remove_tree(path));
    if (::symlink(target.c_str(), path.c_str()) != 0) return fail(file_error("linking", path, errno));
    return Ok{};
  };
  for (const std::string& path : recipe.removed) TRY(remove_tree(root / Path(path).relative_path()));
  for (const DiskEntry& entry : recipe.entries) {
    const Path target = root / Path(entry.path).relative_path();
    TRY(make_directories(target.parent_path()));
    TRY(write_file(target, entry.content, entry.mode));
  }
  for (const std::string& unit : recipe.masked_units) TRY(link("/dev/null", units / unit));
  for (const std::string& unit : recipe.enabled_units)
    TRY(link("/etc/systemd/system/" + unit, units / "sysinit.target.wants" / unit));
  return Ok{};
}

Result<> sync_file_system(const Path& directory) {
  const FileDescriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open() || ::syncfs(opened.number()) != 0) return fail(file_error("syncing", directory, errno));
  return Ok{};
}

}  // namespace

Path image_path(const Path& images, const ImageRecipe& recipe) { return images / recipe.name(); }

std::string choose_mirror(std::string_view index_targets, const std::string& suite) {
  for (const std::string& line : split_lines(index_targets)) {
    const std::vector<std::string> fields = split_words(line);
    if (fields.size() == 3 && fields[1] == suite && fields[2] == "main") return fields[0];
  }
  return kDebianMirror;
}

Result<Path> ensure_image(const Path& images, const ImageRecipe& recipe, EventBus& bus, std::stop_token stop) {
  const Path whole = image_path(images, recipe);
  if (path_exists(whole)) return whole;
  TRY(make_directories(images));
  const FileLock lock = TRY(wait_for_builder(images, recipe, stop));
  if (path_exists(whole)) return whole;  // another one built it meanwhile
  TRY(check_space(images));

  const Path unfinished = whole.string() + ".unfinished";
  TRY(remove_tree(unfinished));
  Activity activity(
      bus, fmt::format("base image of all hosts (Debian 12, {} packages and what they need)", recipe.packages.size()),
      Amount{0, "steps"});
  const Result<> built = [&]() -> Result<> {
    TRY(run_debootstrap(recipe, unfinished, activity, stop));
    TRY(finish_tree(recipe, unfinished));
    // Before it has its name: after a power cut, a whole name must mean whole files.
    TRY(sync_file_system(unfinished));
    if (::rename(unfinished.c_str(), whole.c_str()) != 0) return fail(file_error("naming", whole, errno));
    return Ok{};
  }();
  if (!built) {
    const Result<> swept = remove_tree(unfinished);
    if (!swept) bus.warn(swept.error().text());
  }
  TRY(while_doing(fmt::format("building the base image {}", whole.string()), activity.finish_as(built)));
  return whole;
}

}  // namespace vent::metal
