#include "artifacts/debian_tree.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fstream>

#include "artifacts/image_checks.h"
#include "artifacts/image_layer.h"
#include "base/process.h"

namespace vent {
namespace {

constexpr std::chrono::minutes kUnpackDeadline{1};

// apt is told that nothing is installed, so it brings whatever a package needs.
Result<> download(const DebianTree& tree, Architecture architecture, const Path& archives,
                  std::chrono::milliseconds deadline, const std::stop_token& stop) {
  TRY(make_directories(archives / "partial"));
  std::vector<std::string> words = {"apt-get",
                                    "--quiet",
                                    "--yes",
                                    "--no-install-recommends",
                                    "--download-only",
                                    "--option=Dir::State::status=/dev/null",
                                    "--option=Debug::NoLocking=1",
                                    "--option=Dir::Cache::archives=" + archives.string(),
                                    "install"};
  for (const std::string& package : tree.packages)
    words.push_back(fmt::format("{}:{}", package, architecture_name(architecture)));
  const Finished finished = TRY(run({.arguments = words,
                                     .environment = {{"LC_ALL", "C"}},
                                     .directory = archives,
                                     .deadline = deadline,
                                     .stop = stop}));
  if (finished.exit_code == 0) return Ok{};
  return fail(Error(ErrorKind::failed, "apt could not download the packages")
                  .with_id("VENT_PACKAGE_DOWNLOAD")
                  .with_details(finished.error_output)
                  .with_hint("apt-get update, if the lists are old or were never fetched")
                  .with_retry(Retry::later));
}

Result<std::optional<ImageEntry>> entry_of(const Path& path, const std::string& inside) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0) return fail(file_error("looking at", path, errno));
  ImageEntry entry{.path = inside, .content = ImageDirectory{}, .mode = found.st_mode & 07777U};
  if (S_ISDIR(found.st_mode)) return entry;
  if (S_ISREG(found.st_mode)) {
    entry.content = ImageFile{path};
    return entry;
  }
  if (!S_ISLNK(found.st_mode)) return std::optional<ImageEntry>();
  std::error_code error;
  entry.content = ImageLink{std::filesystem::read_symlink(path, error).string()};
  if (error) return fail(file_error("reading", path, error.value()));
  entry.mode = 0777;
  return entry;
}

Result<> add_below(const Path& folder, const std::string& inside, const std::vector<std::string>& without,
                   std::vector<ImageEntry>& entries) {
  for (const std::string& name : TRY(list_directory(folder))) {
    const std::string path = inside + "/" + name;
    const bool is_out =
        std::ranges::any_of(without, [&](const std::string& one) { return (path + "/").starts_with("/" + one); });
    if (is_out) continue;
    const std::optional<ImageEntry> entry = TRY(entry_of(folder / name, path));
    if (!entry) continue;
    entries.push_back(*entry);
    if (std::holds_alternative<ImageDirectory>(entry->content)) TRY(add_below(folder / name, path, without, entries));
  }
  return Ok{};
}

}  // namespace

Result<TakenDebianTree> take_debian_tree(const DebianTree& tree, Architecture architecture, const Path& work,
                                         std::chrono::milliseconds deadline, const std::stop_token& stop) {
  const Path archives = work / "archives", laid = work / "tree";
  TRY(download(tree, architecture, archives, deadline, stop));
  TakenDebianTree taken;
  for (const std::string& name : TRY(list_directory(archives))) {
    if (!name.ends_with(".deb")) continue;
    ++taken.packages;
    const Path package = archives / name;
    TRY(run_checked({.arguments = {"dpkg-deb", "--extract", package.string(), laid.string()},
                     .deadline = kUnpackDeadline,
                     .stop = stop}));
  }
  taken.entries = TRY(entries_below(laid, tree.without));
  return taken;
}

Result<std::vector<ImageEntry>> entries_below(const Path& folder, const std::vector<std::string>& without) {
  std::vector<ImageEntry> entries;
  TRY(add_below(folder, "", without, entries));
  return entries;
}

Result<> write_layer_file(std::vector<ImageEntry> entries, const Path& file, const std::stop_token& stop) {
  std::ofstream output(file, std::ios::binary | std::ios::trunc);
  TRY(write_layer(
      TRY(complete_entries(std::move(entries))),
      [&](std::string_view piece) -> Result<> {
        output.write(piece.data(), static_cast<std::streamsize>(piece.size()));
        if (!output) return fail(file_error("writing", file, ENOSPC));
        return Ok{};
      },
      stop));
  output.close();
  if (!output) return fail(file_error("writing", file, ENOSPC));
  return Ok{};
}

}  // namespace vent
