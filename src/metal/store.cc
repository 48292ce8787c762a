#include "metal/store.h"

#include <fmt/core.h>

#include <cmath>
#include <set>

#include "formats/json.h"

namespace vent::metal {
namespace {

// Only ever added to: a lab of an older vent is brought up to date when it is opened.
const std::vector<std::string> kMigrations = {
    // The slot stands beside the document so that two hosts can't get one.
    "CREATE TABLE host (id TEXT PRIMARY KEY, slot INTEGER NOT NULL UNIQUE, document TEXT NOT NULL) STRICT",
    "CREATE TABLE link (a TEXT NOT NULL, b TEXT NOT NULL, delay_microseconds INTEGER NOT NULL, "
    "loss_millionths INTEGER NOT NULL, blocked INTEGER NOT NULL, PRIMARY KEY (a, b)) STRICT",
};

Result<std::vector<Host>> read_hosts(Database& database) {
  std::vector<Host> hosts;
  for (const DatabaseRow& row : TRY(database.query("SELECT document FROM host ORDER BY slot")))
    hosts.push_back(TRY(host_from_json_text(row.at(0))));
  return hosts;
}

Result<std::optional<Host>> read_host(Database& database, const std::string& id) {
  const std::vector<DatabaseRow> rows = TRY(database.query("SELECT document FROM host WHERE id = ?", {id}));
  if (rows.empty()) return std::nullopt;
  return TRY(host_from_json_text(rows.at(0).at(0)));
}

}  // namespace

Result<Store> Store::open(const Path& file) {
  return Store(TRY(
      while_doing(fmt::format("opening the lab's records in {}", file.string()), Database::open(file, kMigrations))));
}

Result<std::vector<Host>> Store::hosts() const {
  const std::scoped_lock lock(state_->mutex);
  return read_hosts(state_->database);
}

Result<std::optional<Host>> Store::host(const std::string& id) const {
  const std::scoped_lock lock(state_->mutex);
  return read_host(state_->database, id);
}

Result<Host> Store::add_host(Host host, int slots) {
  const std::scoped_lock lock(state_->mutex);
  std::set<int> taken;
  for (const Host& other : TRY(read_hosts(state_->database))) taken.insert(other.slot);
  host.slot = 1;
  while (taken.contains(host.slot)) ++host.slot;
  if (host.slot > slots)
    return fail(Error(ErrorKind::conflict, fmt::format("all {} places of the lab are taken", slots))
                    .with_id("VENT_LAB_FULL")
                    .with_hint("delete a host, or make a lab with larger ranges"));
  TRY(state_->database.query("INSERT INTO host (id, slot, document) VALUES (?, ?, ?)",
                             {host.id, host.slot, to_json_text(host)}));
  return host;
}

Result<std::optional<Host>> Store::change_host(const std::string& id, const std::function<void(Host&)>& change) {
  const std::scoped_lock lock(state_->mutex);
  std::optional<Host> host = TRY(read_host(state_->database, id));
  if (!host) return std::nullopt;
  change(*host);
  TRY(state_->database.query("UPDATE host SET document = ? WHERE id = ?", {to_json_text(*host), id}));
  return host;
}

Result<> Store::remove_host(const std::string& id) {
  const std::scoped_lock lock(state_->mutex);
  return state_->database.transaction([&]() -> Result<> {
    TRY(state_->database.query("DELETE FROM link WHERE a = ? OR b = ?", {id, id}));
    TRY(state_->database.query("DELETE FROM host WHERE id = ?", {id}));
    return Ok{};
  });
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
