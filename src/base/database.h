#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"

struct sqlite3;

namespace vent {

// One value given to a statement or read from a row.
struct DatabaseValue {
  DatabaseValue(std::string value) : text(std::move(value)) {}  // NOLINT(google-explicit-constructor)
  DatabaseValue(std::string_view value) : text(value) {}        // NOLINT(google-explicit-constructor)
  DatabaseValue(const char* value) : text(value) {}             // NOLINT(google-explicit-constructor)
  DatabaseValue(std::int64_t value) : number(value) {}          // NOLINT(google-explicit-constructor)
  DatabaseValue(int value) : number(value) {}                   // NOLINT(google-explicit-constructor)

  std::optional<std::string> text;
  std::optional<std::int64_t> number;
};

using DatabaseRow = std::vector<std::string>;

// A small SQLite file: write-ahead log, every change on disk before the call returns, foreign keys on. One thread at a
// time. Migrations are a list of statements that only grows; the file remembers how many it has seen.
class Database {
 public:
  static Result<Database> open(const Path& file, const std::vector<std::string>& migrations);
  Database(Database&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Database& operator=(Database&& other) noexcept;
  ~Database();

  // Runs one statement with its parameters; the rows come back as text (NULL as an empty one).
  Result<std::vector<DatabaseRow>> query(const std::string& sql, const std::vector<DatabaseValue>& parameters = {});
  // Everything done inside happens whole or not at all.
  Result<> transaction(const std::function<Result<>()>& change);

 private:
  explicit Database(sqlite3* handle) : handle_(handle) {}
  Result<std::size_t> version();
  Result<> migrate(const Path& file, const std::vector<std::string>& migrations);

  sqlite3* handle_ = nullptr;
};

}  // namespace vent
