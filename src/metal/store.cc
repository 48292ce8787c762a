#include "metal/store.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "formats/json.h"

namespace vent::metal {
namespace {

// Only ever added to: a lab of an older vent is brought up to date when it is opened.
const std::vector<std::string> kMigrations = {
    // The slot stands beside the document so that two hosts can't get one.
    "CREATE TABLE host (id TEXT PRIMARY KEY, slot INTEGER NOT NULL UNIQUE, document TEXT NOT NULL) STRICT",
    "CREATE TABLE link (a TEXT NOT NULL, b TEXT NOT NULL, delay_microseconds INTEGER NOT NULL, "
    "loss_millionths INTEGER NOT NULL, blocked INTEGER NOT NULL, PRIMARY KEY (a, b)) STRICT",
    "CREATE TABLE record (place INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL, "
    "subject TEXT NOT NULL, document TEXT NOT NULL, UNIQUE (kind, id)) STRICT",
    "CREATE INDEX record_subject ON record (kind, subject)",
};

Result<std::map<int, Host>> read_hosts(Database& database) {
  std::map<int, Host> hosts;
  for (const DatabaseRow& row : TRY(database.query("SELECT document FROM host"))) {
    Host host = TRY(host_from_json_text(row.at(0)));
    const int slot = host.slot;
    hosts.emplace(slot, std::move(host));
  }
  return hosts;
}

Record record_from(const DatabaseRow& row) {
  return {.kind = row.at(0), .id = row.at(1), .owner = row.at(2), .subject = row.at(3), .document = row.at(4)};
}

struct Condition {
  std::string sql;
  std::vector<DatabaseValue> values;
};

Condition condition_of(const RecordFilter& filter) {
  Condition condition{.sql = " FROM record WHERE kind = ?", .values = {filter.kind}};
  if (filter.owner) {
    condition.sql += " AND owner = ?";
    condition.values.emplace_back(*filter.owner);
  }
  if (filter.subject) {
    condition.sql += " AND subject = ?";
    condition.values.emplace_back(*filter.subject);
  }
  return condition;
}

}  // namespace

Store::Hosts::iterator Store::State::find(const std::string& id) {
  return std::ranges::find(hosts, id, [](const auto& entry) { return entry.second.id; });
}

Result<Store> Store::open(const Path& file) {
  const std::string doing = fmt::format("opening the lab's records in {}", file.string());
  Database database = TRY(while_doing(doing, Database::open(file, kMigrations)));
  Hosts hosts = TRY(while_doing(doing, read_hosts(database)));
  return Store(std::move(database), std::move(hosts));
}

std::vector<Host> Store::hosts() const {
  const std::scoped_lock lock(state_->mutex);
  std::vector<Host> hosts;
  hosts.reserve(state_->hosts.size());
  for (const auto& [slot, host] : state_->hosts) hosts.push_back(host);
  return hosts;
}

std::optional<Host> Store::host(const std::string& id) const {
  const std::scoped_lock lock(state_->mutex);
  const Hosts::iterator found = state_->find(id);
  return found == state_->hosts.end() ? std::nullopt : std::optional(found->second);
}

Result<Host> Store::add_host(Host host, int slots) {
  const std::scoped_lock lock(state_->mutex);
  host.slot = 1;
  while (state_->hosts.contains(host.slot)) ++host.slot;
  if (host.slot > slots)
    return fail(Error(ErrorKind::conflict, fmt::format("all {} places of the lab are taken", slots))
                    .with_id("VENT_LAB_FULL")
                    .with_hint("delete a host, or make a lab with larger ranges"));
  TRY(state_->database.query("INSERT INTO host (id, slot, document) VALUES (?, ?, ?)",
                             {host.id, host.slot, to_json_text(host)}));
  state_->hosts.emplace(host.slot, host);
  return host;
}

Result<std::optional<Host>> Store::change_host(const std::string& id, const std::function<void(Host&)>& change) {
  const std::scoped_lock lock(state_->mutex);
  const Hosts::iterator found = state_->find(id);
  if (found == state_->hosts.end()) return std::nullopt;
  Host changed = found->second;
  change(changed);
  TRY(state_->database.query("UPDATE host SET document = ? WHERE id = ?", {to_json_text(changed), id}));
  found->second = changed;
  return changed;
}

Result<> Store::remove_host(const std::string& id) {
  const std::scoped_lock lock(state_->mutex);
  TRY(state_->database.transaction([&]() -> Result<> {
    TRY(state_->database.query("DELETE FROM link WHERE a = ? OR b = ?", {id, id}));
    TRY(state_->database.query("DELETE FROM host WHERE id = ?", {id}));
    return Ok{};
  }));
  if (const Hosts::iterator found = state_->find(id); found != state_->hosts.end()) state_->hosts.erase(found);
  return Ok{};
}

Result<std::vector<Record>> Store::records(const RecordFilter& filter) const {
  return records(filter, {.most = std::numeric_limits<std::int64_t>::max()});
}

Result<std::vector<Record>> Store::records(const RecordFilter& filter, const RecordRange& range) const {
  Condition condition = condition_of(filter);
  condition.values.emplace_back(static_cast<std::int64_t>(range.most));
  condition.values.emplace_back(static_cast<std::int64_t>(range.skip));
  const std::scoped_lock lock(state_->mutex);
  std::vector<Record> records;
  for (const DatabaseRow& row : TRY(state_->database.query(
           fmt::format("SELECT kind, id, owner, subject, document{} ORDER BY place {} LIMIT ? OFFSET ?", condition.sql,
                       range.newest_first ? "DESC" : "ASC"),
           condition.values)))
    records.push_back(record_from(row));
  return records;
}

Result<std::size_t> Store::count_records(const RecordFilter& filter) const {
  const Condition condition = condition_of(filter);
  const std::scoped_lock lock(state_->mutex);
  const std::vector<DatabaseRow> rows =
      TRY(state_->database.query("SELECT COUNT(*)" + condition.sql, condition.values));
  return static_cast<std::size_t>(std::stoull(rows.front().front()));
}

Result<std::optional<Record>> Store::record(const std::string& kind, const std::string& id) const {
  const std::scoped_lock lock(state_->mutex);
  const std::vector<DatabaseRow> rows = TRY(state_->database.query(
      "SELECT kind, id, owner, subject, document FROM record WHERE kind = ? AND id = ?", {kind, id}));
  if (rows.empty()) return std::nullopt;
  return record_from(rows.front());
}

Result<> Store::put_record(const Record& record) {
  const std::scoped_lock lock(state_->mutex);
  TRY(state_->database.query(
      "INSERT INTO record (kind, id, owner, subject, document) VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, id) DO UPDATE "
      "SET owner = excluded.owner, subject = excluded.subject, document = excluded.document",
      {record.kind, record.id, record.owner, record.subject, record.document}));
  return Ok{};
}

Result<> Store::remove_record(const std::string& kind, const std::string& id) {
  const std::scoped_lock lock(state_->mutex);
  TRY(state_->database.query("DELETE FROM record WHERE kind = ? AND id = ?", {kind, id}));
  return Ok{};
}

Result<std::vector<Link>> Store::links() const {
  const std::scoped_lock lock(state_->mutex);
  std::vector<Link> links;
  for (const DatabaseRow& row :
       TRY(state_->database.query("SELECT a, b, delay_microseconds, loss_millionths, blocked FROM link ORDER BY a, b")))
    links.push_back({.a = row.at(0),
                     .b = row.at(1),
                     .delay_milliseconds = std::stod(row.at(2)) / 1e3,
                     .loss = std::stod(row.at(3)) / 1e6,
                     .blocked = row.at(4) == "1"});
  return links;
}

Result<> Store::set_links(const std::vector<Link>& links) {
  const std::scoped_lock lock(state_->mutex);
  return state_->database.transaction([&]() -> Result<> {
    TRY(state_->database.query("DELETE FROM link"));
    for (const Link& link : links)
      TRY(state_->database.query("INSERT INTO link VALUES (?, ?, ?, ?, ?)",
                                 {link.a, link.b, std::int64_t{std::llround(link.delay_milliseconds * 1e3)},
                                  std::int64_t{std::llround(link.loss * 1e6)}, link.blocked ? 1 : 0}));
    return Ok{};
  });
}

}  // namespace vent::metal
