#include "artifacts/store.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <system_error>

#include "base/clock.h"
#include "base/open_file.h"
#include "base/sha256.h"

namespace vent {
namespace {

// Only ever added to: a store of an older vent is brought up to date when it is opened.
const std::vector<std::string> kMigrations = {
    "CREATE TABLE artifact (component TEXT NOT NULL, version TEXT NOT NULL, architecture TEXT NOT NULL, "
    "file TEXT NOT NULL, digest TEXT NOT NULL, document TEXT NOT NULL, "
    "PRIMARY KEY (component, version, architecture, file)) STRICT",
    // How a file looked when its digest was last reckoned.
    "CREATE TABLE look (digest TEXT PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, "
    "inode INTEGER NOT NULL) STRICT",
};

constexpr mode_t kFileMode = 0555;  // nearly all of them are programs, and nobody writes into one
constexpr std::chrono::milliseconds kBetweenLooks{200};
constexpr std::string_view kOnTheWay = "taking-";

struct Look {
  std::int64_t size = 0;
  std::int64_t modified = 0;  // nanoseconds since 1970
  std::int64_t inode = 0;
};

// Nothing when there is no such file.
std::optional<Look> look_at(const Path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return Look{.size = status.st_size,
              .modified = status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec,
              .inode = static_cast<std::int64_t>(status.st_ino)};
}

Result<> remember(Database& database, const std::string& digest, const Look& look) {
  TRY(database.query("INSERT OR REPLACE INTO look (digest, size, modified, inode) VALUES (?, ?, ?, ?)",
                     {digest, look.size, look.modified, look.inode}));
  return Ok{};
}

Result<bool> is_remembered(Database& database, const std::string& digest, const Look& look) {
  const std::vector<DatabaseRow> rows =
      TRY(database.query("SELECT 1 FROM look WHERE digest = ? AND size = ? AND modified = ? AND inode = ?",
                         {digest, look.size, look.modified, look.inode}));
  return !rows.empty();
}

Result<Artifact> artifact_of(const DatabaseRow& row) {
  return while_doing("reading the record of artifacts", read_artifact(TRY(parse_json(row.at(0), "the record"))));
}

std::vector<DatabaseValue> key_of(const ArtifactName& name) {
  return {name.component, name.version, architecture_name(name.architecture), name.file};
}

// On disk before it gets its name, with the mode it keeps.
Result<> finish_file(const Path& file) {
  const FileDescriptor opened = open_file(file, O_RDONLY);
  if (!opened.is_open()) return fail(file_error("opening", file, errno));
  if (::fchmod(opened.number(), kFileMode) != 0) return fail(file_error("changing the mode of", file, errno));
  if (::fsync(opened.number()) != 0) return fail(file_error("writing", file, errno));
  return Ok{};
}

Result<> copy_content(const Path& from, const Path& to) {
  std::error_code problem;
  std::filesystem::copy_file(from, to, problem);
  if (problem) return fail(file_error(fmt::format("copying to {} from", to.string()), from, problem.value()));
  return Ok{};
}

}  // namespace

Store::Store(Path folder, Database database)
    : folder_(std::move(folder)), database_(std::make_unique<Locked<Database>>(std::move(database))) {}

Result<Store> Store::open(const Path& folder) {
  Result<Store> opened = [&]() -> Result<Store> {
    for (const char* part : {"files", "aside", "work"}) TRY(make_directories(folder / part));
    return Store(folder, TRY(Database::open(folder / "record.sqlite", kMigrations)));
  }();
  return while_doing(fmt::format("opening the store of artifacts in {}", folder.string()), std::move(opened));
}

Path Store::path_of(const std::string& digest) const { return folder_ / "files" / digest.substr(0, 2) / digest; }

// A name in work/ for a file on its way in. It holds our process id: what a killed vent left is known by it.
Path Store::name_on_the_way() const {
  static std::atomic<int> count = 0;
  return folder_ / "work" / fmt::format("{}{}-{}", kOnTheWay, ::getpid(), ++count);
}

Result<Store::Taken> Store::take(const Path& file) {
  const Path on_the_way = name_on_the_way();
  if (::rename(file.c_str(), on_the_way.c_str()) == 0) return take_in(on_the_way);
  if (errno != EXDEV) return fail(file_error("moving", file, errno));
  return take_copy(file);
}

Result<Store::Taken> Store::take_copy(const Path& file) {
  const Path on_the_way = name_on_the_way();
  Result<> copied = copy_content(file, on_the_way);
  if (copied) return take_in(on_the_way);
  TRY(remove_tree(on_the_way));
  return fail(std::move(copied).error());
}

Result<Store::Taken> Store::take_in(const Path& file) { return put(file, TRY(sha256_hex_of_file(file))); }

Result<> Store::take_known(const Path& file, const std::string& digest) {
  TRY(put(file, digest));
  return Ok{};
}

Result<Store::Taken> Store::put(const Path& file, const std::string& digest) {
  TRY(finish_file(file));
  Taken taken{.digest = digest, .size = 0};
  const Path target = path_of(digest);
  TRY(make_directories(target.parent_path()));
  if (::rename(file.c_str(), target.c_str()) != 0) return fail(file_error("storing", target, errno));
  const std::optional<Look> look = look_at(target);
  if (!look) return fail(file_error("storing", target, ENOENT));
  taken.size = static_cast<std::uint64_t>(look->size);
  TRY(database_->with([&](Database& database) { return remember(database, taken.digest, *look); }));
  return taken;
}

Result<> Store::record(const Artifact& artifact) {
  std::vector<DatabaseValue> values = key_of(artifact.name);
  values.emplace_back(artifact.digest);
  values.emplace_back(artifact_json(artifact).compact());
  TRY(database_->with([&](Database& database) {
    return database.query(
        "INSERT OR REPLACE INTO artifact (component, version, architecture, file, digest, document) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        values);
  }));
  return Ok{};
}

Result<std::optional<Artifact>> Store::find(const ArtifactName& name) {
  const std::vector<DatabaseRow> rows = TRY(database_->with([&](Database& database) {
    return database.query(
        "SELECT document FROM artifact WHERE component = ? AND version = ? AND architecture = ? AND file = ?",
        key_of(name));
  }));
  if (rows.empty()) return std::nullopt;
  return TRY(artifact_of(rows.front()));
}

Result<std::vector<Artifact>> Store::artifacts() {
  std::vector<Artifact> artifacts;
  const std::vector<DatabaseRow> rows = TRY(database_->with([](Database& database) {
    return database.query("SELECT document FROM artifact ORDER BY component, version, architecture, file");
  }));
  for (const DatabaseRow& row : rows) artifacts.push_back(TRY(artifact_of(row)));
  return artifacts;
}

Result<bool> Store::is_sound(const Artifact& artifact) {
  const std::optional<Look> look = look_at(path_of(artifact.digest));
  if (!look) return false;
  if (TRY(database_->with([&](Database& database) { return is_remembered(database, artifact.digest, *look); })))
    return true;
  return is_sound_to_the_bit(artifact);
}

Result<bool> Store::is_sound_to_the_bit(const Artifact& artifact) {
  const Path file = path_of(artifact.digest);
  // Before it is read: one that is changed meanwhile is found the next time.
  const std::optional<Look> look = look_at(file);
  if (!look) return false;
  if (TRY(sha256_hex_of_file(file)) != artifact.digest) return false;
  TRY(database_->with([&](Database& database) { return remember(database, artifact.digest, *look); }));
  return true;
}

Result<Store::Workplace> Store::workplace(const std::string& name, std::stop_token stop) {
  const Path folder = folder_ / "work" / name;
  const Path lock_file = folder_ / "work" / (name + ".lock");
  RealClock clock;
  while (true) {
    Result<FileLock> lock = FileLock::take(lock_file, "making " + name);
    if (lock) {
      TRY(make_directories(folder));
      return Workplace{.lock = std::move(*lock), .folder = folder};
    }
    if (lock.error().kind != ErrorKind::conflict) return fail(std::move(lock).error());
    if (!clock.sleep_for(kBetweenLooks, stop))
      return fail(Error(ErrorKind::interrupted, fmt::format("stopped while another vent makes {}", name)));
  }
}

Result<Store::Pruned> Store::prune(const std::set<ArtifactName>& kept) {
  Pruned pruned;
  std::set<std::string> digests;
  for (const Artifact& artifact : TRY(artifacts())) {
    if (kept.contains(artifact.name)) {
      digests.insert(artifact.digest);
      continue;
    }
    TRY(database_->with([&](Database& database) {
      return database.query(
          "DELETE FROM artifact WHERE component = ? AND version = ? AND architecture = ? AND file = ?",
          key_of(artifact.name));
    }));
  }
  const auto remove = [&](const Path& file) -> Result<> {
    const std::optional<Look> look = look_at(file);
    TRY(remove_tree(file));
    ++pruned.files;
    if (look) pruned.bytes += static_cast<std::uint64_t>(look->size);
    return Ok{};
  };
  for (const std::string& beginning : TRY(list_directory(folder_ / "files")))
    for (const std::string& name : TRY(list_directory(folder_ / "files" / beginning)))
      if (!digests.contains(name)) TRY(remove(folder_ / "files" / beginning / name));
  for (const std::string& name : TRY(list_directory(aside_folder()))) TRY(remove(aside_folder() / name));
  if (path_exists(pieces_folder()))
    for (const std::string& digest : TRY(list_directory(pieces_folder())))
      if (!digests.contains(digest)) TRY(remove_tree(pieces_folder() / digest));
  TRY(prune_work(pruned));
  return pruned;
}

// What somebody is at work on stays.
Result<> Store::prune_work(Pruned& pruned) const {
  const auto is_in_use = [&](const std::string& name) {
    if (name.starts_with(kOnTheWay))
      return ::kill(std::atoi(name.c_str() + kOnTheWay.size()), 0) == 0 || errno != ESRCH;
    const Path lock_file = folder_ / "work" / (name + ".lock");
    return path_exists(lock_file) && !FileLock::take(lock_file, "sweeping");
  };
  for (const std::string& name : TRY(list_directory(folder_ / "work"))) {
    if (name.ends_with(".lock") || is_in_use(name)) continue;
    TRY(remove_tree(folder_ / "work" / name));
    ++pruned.files;
  }
  return Ok{};
}

}  // namespace vent
