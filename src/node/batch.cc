#include "node/batch.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <thread>

namespace vent {
namespace {

constexpr std::size_t kLargestShownFile = 256UL * 1024;
constexpr int kMoreLooks = 3;
constexpr std::chrono::milliseconds kBetweenLooks{100};

// What a person can compare: text of a size that somebody reads.
std::optional<std::string> text_to_show(const Spec& spec, const std::vector<Change>& changes, const ThisHost& host) {
  const bool differs = std::ranges::any_of(changes, [](const Change& change) { return change.property == "content"; });
  const std::optional<Path> path = file_it_replaces(spec);
  if (!differs || !path || is_made_of_secrets(spec)) return std::nullopt;
  std::error_code none;
  if (std::filesystem::file_size(host.at(*path), none) > kLargestShownFile) return std::nullopt;  // also when it fails
  const auto text = read_file_if_present(host.at(*path));
  if (!text || !*text || (*text)->size() > kLargestShownFile || (*text)->find('\0') != std::string::npos)
    return std::nullopt;
  return *text;
}

// The directory that exists and in which a path is, or will be.
Path nearest_directory(Path path) {
  std::error_code none;
  while (!std::filesystem::is_directory(path, none) && path.has_relative_path()) path = path.parent_path();
  return path;
}

// A directory is wanted as long as something in it is.
bool is_below(const Path& path, const Path& directory) {
  return path != directory && std::ranges::mismatch(directory, path).in1 == directory.end();
}

bool is_wanted(const Spec& made, std::span<const Resource> resources) {
  const std::string id = id_of(Resource{.spec = made, .why = {}});
  const Directory* directory = std::get_if<Directory>(&made);
  return std::ranges::any_of(resources, [&](const Resource& resource) {
    const std::optional<Path> path = path_of(resource.spec);
    return id_of(resource) == id || (directory != nullptr && path && is_below(*path, directory->path));
  });
}

Sight sight_of(const Resource& resource, const ThisHost& host, Texts texts) {
  Sight sight;
  sight.id = id_of(resource);
  const Result<State> found = observe(resource.spec, host);
  if (!found) {
    sight.error = found.error();
    return sight;
  }
  sight.changes = changes_needed(resource.spec, *found);
  if (texts == Texts::yes) sight.found_text = text_to_show(resource.spec, sight.changes, host);
  return sight;
}

}  // namespace

std::string_view step_name(Step step) {
  switch (step) {
    case Step::making:
      return "making";
    case Step::made:
      return "made";
    case Step::unchanged:
      return "unchanged";
    case Step::undoing:
      return "undoing";
    case Step::undone:
      return "undone";
    case Step::failed:
      return "failed";
  }
  return "";
}

std::vector<Sight> Batch::look(std::span<const Resource> resources, Texts texts) const {
  std::vector<Sight> sights;
  for (const Resource& resource : resources) sights.push_back(sight_of(resource, host_, texts));
  return sights;
}

std::vector<std::string> Batch::leftovers(const std::string& chapter, std::span<const Resource> resources) const {
  std::vector<std::string> ids;
  for (const MadeThing& thing : manifest_.things())
    if (thing.chapter == chapter && !is_wanted(thing.resource.spec, resources)) ids.push_back(id_of(thing.resource));
  std::ranges::reverse(ids);
  return ids;
}

Result<> Batch::make(const std::string& chapter, std::span<const Resource> resources) {
  TRY(sweep());
  TRY(check_space(resources));
  TRY(remember(chapter, resources));
  for (const Resource& resource : resources) {
    TRY(stop_if_asked());
    Result<> made = make_one(chapter, resource);
    if (!made) {
      listener_({.step = Step::failed, .id = id_of(resource), .error = made.error()});
      return while_doing(fmt::format("making {}", id_of(resource)), std::move(made));
    }
  }
  const std::vector<std::string> unwanted = leftovers(chapter, resources);
  if (!unwanted.empty()) TRY(undo(unwanted));
  static_cast<void>(host_.digests().save());  // without it, files are read once more
  return Ok{};
}

// The manifest names all that this batch will make before it makes the first, at the cost of one sync.
Result<> Batch::remember(const std::string& chapter, std::span<const Resource> resources) {
  std::vector<MadeThing> things;
  for (const Resource& resource : resources) {
    // A wait makes nothing.
    if (manifest_.has(id_of(resource)) || std::holds_alternative<Wait>(resource.spec)) continue;
    const Result<State> found = observe(resource.spec, host_);
    // What can't be looked at before something earlier is made is remembered when its turn comes.
    if (!found || differences(wanted(resource.spec), *found).empty()) continue;
    if (const auto path = file_it_replaces(resource.spec)) TRY(contents_.keep(host_.at(*path)));
    std::ranges::move(directories_on_the_way(chapter, resource.spec), std::back_inserter(things));
    things.push_back({.resource = resource, .chapter = chapter, .before = *found});
  }
  return manifest_.add(things);
}

// Directories that are not there yet, and come with what is made in them.
std::vector<MadeThing> Batch::directories_on_the_way(const std::string& chapter, const Spec& spec) const {
  std::vector<MadeThing> things;
  const std::optional<Path> path = path_of(spec);
  for (Path way = path.value_or("/").parent_path(); way.has_relative_path(); way = way.parent_path()) {
    if (path_exists(host_.at(way))) break;
    const Resource resource{.spec = Directory{.path = way}, .why = fmt::format("holds {}", path->string())};
    things.push_back({.resource = resource, .chapter = chapter, .before = {}});
  }
  std::ranges::reverse(things);
  return things;
}

// Takes away what a run that was killed left half written beside the things it made, all of which the manifest names.
Result<> Batch::sweep() const {
  std::set<Path> directories;
  for (const MadeThing& thing : manifest_.things())
    if (const auto path = path_of(thing.resource.spec)) directories.insert(host_.at(*path).parent_path());
  for (const Path& directory : directories) {
    const auto names = list_directory(directory);
    if (!names) continue;  // a file stands there by now
    for (const std::string& name : *names)
      if (is_unfinished(name)) TRY(remove_tree(directory / name));
  }
  return Ok{};
}

// A disk that is too small is known before anything is half written.
Result<> Batch::check_space(std::span<const Resource> resources) const {
  std::map<Path, std::uint64_t> needed;
  for (const Resource& resource : resources) {
    const std::optional<Path> path = file_it_replaces(resource.spec);
    if (!path || differences(wanted(resource.spec), TRY(observe(resource.spec, host_))).empty()) continue;
    const Path directory = nearest_directory(host_.at(*path));
    for (const Content& content : contents_of(resource.spec))
      if (!contents_.can_be_moved_to(content.digest, directory)) needed[directory] += content.size;
  }
  // Directories that share a file system are added up as if they shared it all; that errs on the safe side.
  std::uint64_t all = 0;
  for (const auto& [directory, bytes] : needed) all += bytes;
  for (const auto& [directory, bytes] : needed) {
    const std::uint64_t free = TRY(free_bytes(directory));
    if (free >= all + kSpareBytes) continue;
    return fail(
        Error(ErrorKind::no_space, fmt::format("'{}' has {} MiB free, and {} MiB are needed before anything is written",
                                               directory.string(), free >> 20, ((all + kSpareBytes) >> 20) + 1))
            .with_id("VENT_NO_SPACE")
            .with_hint(fmt::format("free some space on the host: df -h {}", directory.string())));
  }
  return Ok{};
}

Result<> Batch::make_one(const std::string& chapter, const Resource& resource) {
  const std::string id = id_of(resource);
  const std::vector<Change> changes = changes_needed(resource.spec, TRY(observe(resource.spec, host_)));
  if (changes.empty()) {
    listener_({.step = Step::unchanged, .id = id});
    return Ok{};
  }
  listener_({.step = Step::making, .id = id});
  TRY(remember(chapter, std::span(&resource, 1)));  // for one that was right when the batch began
  TRY(vent::make(resource.spec, host_));
  const std::vector<Change> left = TRY(what_is_left(resource.spec));
  if (!left.empty())
    return fail(
        Error(ErrorKind::failed, fmt::format("'{}' was made, and is still not as it should be: {}", id, describe(left)))
            .with_id("VENT_NOT_LASTING")
            .with_hint("something else on the host changes it back; the journal of the host may say what"));
  listener_({.step = Step::made, .id = id, .changes = changes});
  return Ok{};
}

// Others may be at work on what came alive: the controllers of Kubernetes write into a new object while we compare it.
Result<std::vector<Change>> Batch::what_is_left(const Spec& spec) const {
  std::vector<Change> left = changes_needed(spec, TRY(observe(spec, host_)));
  for (int again = 0; again < kMoreLooks && !left.empty(); ++again) {
    std::this_thread::sleep_for(kBetweenLooks);
    left = changes_needed(spec, TRY(observe(spec, host_)));
  }
  return left;
}

Result<> Batch::undo(const std::optional<std::vector<std::string>>& ids) {
  TRY(sweep());
  std::vector<MadeThing> things = manifest_.things();
  std::ranges::reverse(things);
  std::optional<Error> first_failure;
  for (const MadeThing& thing : things) {
    const std::string id = id_of(thing.resource);
    if (ids && !std::ranges::count(*ids, id)) continue;
    TRY(stop_if_asked());
    listener_({.step = Step::undoing, .id = id});
    const Result<> undone = while_doing("taking back " + id, undo_one(thing));
    if (undone) {
      listener_({.step = Step::undone, .id = id});
    } else {
      listener_({.step = Step::failed, .id = id, .error = undone.error()});
      if (!first_failure) first_failure = undone.error();
    }
  }
  if (first_failure) return fail(*std::move(first_failure));
  return Ok{};
}

Result<> Batch::undo_one(const MadeThing& thing) {
  TRY(vent::undo(thing.resource.spec, thing.before, host_));
  return manifest_.remove(id_of(thing.resource));
}

Result<> Batch::stop_if_asked() const {
  if (!host_.stop().stop_requested()) return Ok{};
  return fail(Error(ErrorKind::interrupted, "stopped between two things; what was made is whole"));
}

}  // namespace vent
