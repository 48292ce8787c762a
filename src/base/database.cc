#include "base/database.h"

#include <fmt/core.h>
#include <sqlite3.h>

#include <memory>
#include <utility>

namespace vent {
namespace {

using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

constexpr int kBusyMilliseconds = 5000;

Error database_error(sqlite3* handle, std::string_view doing) {
  const int code = sqlite3_errcode(handle);
  const ErrorKind kind = code == SQLITE_FULL                            ? ErrorKind::no_space
                         : code == SQLITE_BUSY || code == SQLITE_LOCKED ? ErrorKind::conflict
                         : code == SQLITE_READONLY                      ? ErrorKind::not_permitted
                                                                        : ErrorKind::failed;
  return Error(kind, fmt::format("{}: {}", doing, sqlite3_errmsg(handle))).with_id("VENT_DATABASE");
}

// While another one switches the same new file, SQLite refuses at once and doesn't wait as it does elsewhere.
int switch_to_write_ahead_log(sqlite3* handle) {
  constexpr int kPauseMilliseconds = 5;
  int code = SQLITE_BUSY;
  for (int waited = 0; code == SQLITE_BUSY && waited < kBusyMilliseconds; waited += kPauseMilliseconds) {
    code = sqlite3_exec(handle, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
    if (code == SQLITE_BUSY) sqlite3_sleep(kPauseMilliseconds);
  }
  return code;
}

}  // namespace

Database& Database::operator=(Database&& other) noexcept {
  std::swap(handle_, other.handle_);
  return *this;
}

Database::~Database() { sqlite3_close(handle_); }

Result<Database> Database::open(const Path& file, const std::vector<std::string>& migrations) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open(file.c_str(), &handle);
  Database database(handle);
  if (code != SQLITE_OK) return fail(database_error(handle, fmt::format("opening {}", file.string())));
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  if (switch_to_write_ahead_log(handle) != SQLITE_OK)
    return fail(database_error(handle, fmt::format("opening {}", file.string())));
  TRY(database.query("PRAGMA synchronous = FULL"));
  TRY(database.query("PRAGMA foreign_keys = ON"));
  TRY(database.migrate(file, migrations));
  return database;
}

Result<std::size_t> Database::version() {
  const std::vector<DatabaseRow> rows = TRY(query("PRAGMA user_version"));
  return std::stoul(rows.at(0).at(0));
}

// Looked at without a lock first, because nearly always there is nothing to do; and again with it, because another
// process may do the same at this moment.
Result<> Database::migrate(const Path& file, const std::vector<std::string>& migrations) {
  const std::size_t seen = TRY(version());
  if (seen > migrations.size())
    return fail(Error(ErrorKind::conflict, fmt::format("{} was written by a newer vent", file.string()))
                    .with_id("VENT_DATABASE_NEWER")
                    .with_hint("use that version of vent, or remove the file"));
  if (seen == migrations.size()) return Ok{};
  return transaction([&]() -> Result<> {
    for (std::size_t index = TRY(version()); index < migrations.size(); ++index) {
      TRY(query(migrations[index]));
      TRY(query(fmt::format("PRAGMA user_version = {}", index + 1)));
    }
    return Ok{};
  });
}

Result<std::vector<DatabaseRow>> Database::query(const std::string& sql, const std::vector<DatabaseValue>& parameters) {
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &prepared, nullptr) != SQLITE_OK)
    return fail(database_error(handle_, sql));
  const Statement statement(prepared, sqlite3_finalize);
  int position = 0;
  for (const DatabaseValue& value : parameters) {
    ++position;
    if (value.text) {
      sqlite3_bind_text(prepared, position, value.text->data(), static_cast<int>(value.text->size()), SQLITE_STATIC);
    } else {
      sqlite3_bind_int64(prepared, position, *value.number);
    }
  }
  std::vector<DatabaseRow> rows;
  int code = sqlite3_step(prepared);
  for (; code == SQLITE_ROW; code = sqlite3_step(prepared)) {
    DatabaseRow row;
    for (int column = 0; column < sqlite3_column_count(prepared); ++column) {
      const void* bytes = sqlite3_column_blob(prepared, column);
      const std::size_t size = static_cast<std::size_t>(sqlite3_column_bytes(prepared, column));
      row.emplace_back(static_cast<const char*>(bytes), bytes == nullptr ? 0 : size);
    }
    rows.push_back(std::move(row));
  }
  if (code != SQLITE_DONE) return fail(database_error(handle_, sql));
  return rows;
}

Result<> Database::transaction(const std::function<Result<>()>& change) {
  TRY(query("BEGIN IMMEDIATE"));
  Result<> done = change();
  if (!done) {
    if (!query("ROLLBACK")) done.error().context.emplace_back("undoing a half-made change");
    return done;
  }
  TRY(query("COMMIT"));
  return Ok{};
}

}  // namespace vent
