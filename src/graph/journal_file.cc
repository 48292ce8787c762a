#include "graph/journal_file.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace vent {
namespace {

// Only ever added to. Times are milliseconds since 1970, durations milliseconds; 0 is no time.
const std::vector<std::string> kMigrations = {
    "CREATE TABLE run (id INTEGER PRIMARY KEY AUTOINCREMENT, command TEXT NOT NULL, cluster TEXT NOT NULL, "
    "version TEXT NOT NULL, user TEXT NOT NULL, machine TEXT NOT NULL, process INTEGER NOT NULL, "
    "process_begun TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0, "
    "outcome TEXT NOT NULL DEFAULT '') STRICT",
    "CREATE TABLE step (id INTEGER PRIMARY KEY AUTOINCREMENT, "
    "run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE, chapter TEXT NOT NULL, host TEXT NOT NULL, "
    "outcome TEXT NOT NULL, changes INTEGER NOT NULL, started INTEGER NOT NULL, duration INTEGER NOT NULL, "
    "because_chapter TEXT NOT NULL, because_host TEXT NOT NULL, error TEXT NOT NULL) STRICT",
    "CREATE INDEX step_run ON step (run)",
};

Result<Database> open_and_check(const Path& file) {
  Database database = TRY(Database::open(file, kMigrations));
  // Stages wait while a step is written, so that must be quick; to lose the last ones to a power cut is fine.
  TRY(database.query("PRAGMA synchronous = NORMAL"));
  const std::vector<DatabaseRow> check = TRY(database.query("PRAGMA quick_check(1)"));
  if (check.at(0).at(0) != "ok") return fail(Error(ErrorKind::failed, check.at(0).at(0)).with_id("VENT_DATABASE"));
  return database;
}

bool is_broken(const Error& error) { return error.id == "VENT_DATABASE" && error.kind == ErrorKind::failed; }

// What such a file broke before is gone then. Its log may stay: SQLite removes one that stands beside an empty file.
Result<> move_aside(const Path& file, const Path& aside) {
  if (std::rename(file.c_str(), aside.c_str()) != 0) return fail(file_error("moving aside", file, errno));
  return Ok{};
}

}  // namespace

Result<Database> open_journal_file(const Path& file, const Warn& warn) {
  if (path_exists(file) && ::access(file.c_str(), R_OK | W_OK) != 0)
    return fail(
        file_error("opening", file, errno).with_hint("it belongs to another user: was vent run with sudo before?"));
  Result<Database> database = open_and_check(file);
  if (database || !is_broken(database.error()) || !path_exists(file)) return database;
  const Path aside = file.string() + ".broken";
  TRY(move_aside(file, aside));
  warn(fmt::format("the journal of past runs could not be read ({}). It is now {}, and a new one was begun",
                   database.error().message, aside.string()));
  return open_and_check(file);
}

}  // namespace vent
