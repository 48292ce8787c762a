#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/database.h"
#include "metal/host.h"
#include "metal/link.h"

namespace vent::metal {

// Something that the API keeps beside the hosts: a project, a key, an event. The document is JSON.
struct Record {
  std::string kind, id;
  std::string owner;    // the id of what it belongs to: a project
  std::string subject;  // likewise, more closely: a device
  std::string document;

  bool operator==(const Record&) const = default;
};

// Which records: those of a kind, and of these only that have this owner and this subject.
struct RecordFilter {
  std::string kind;
  std::optional<std::string> owner = std::nullopt;
  std::optional<std::string> subject = std::nullopt;
};

// A part of the records that a filter names.
struct RecordRange {
  std::size_t skip = 0, most = 0;
  bool newest_first = false;
};

// The lab's memory: what exists and what is wanted of it. Every change is on disk when the call returns, so a daemon
// killed at any moment goes on from here. Safe for several threads. Only one may be open on a file: the hosts are read
// once and then known.
class Store {
 public:
  static Result<Store> open(const Path& file);

  std::vector<Host> hosts() const;  // in the order of their slots
  std::optional<Host> host(const std::string& id) const;
  // Gives the host the lowest free slot, at most `slots`; a conflict error when all are taken.
  Result<Host> add_host(Host host, int slots);
  // Reads, changes and writes one host as one step; the new version, or nothing when there is no such host.
  Result<std::optional<Host>> change_host(const std::string& id, const std::function<void(Host&)>& change);
  Result<> remove_host(const std::string& id);  // and the links it is a party of

  Result<std::vector<Record>> records(const RecordFilter& filter) const;  // in the order they were first written
  Result<std::vector<Record>> records(const RecordFilter& filter, const RecordRange& range) const;
  Result<std::size_t> count_records(const RecordFilter& filter) const;
  Result<std::optional<Record>> record(const std::string& kind, const std::string& id) const;
  Result<> put_record(const Record& record);  // new, or instead of the one with this kind and id
  Result<> remove_record(const std::string& kind, const std::string& id);

  Result<std::vector<Link>> links() const;
  Result<> set_links(const std::vector<Link>& links);

 private:
  using Hosts = std::map<int, Host>;  // by slot
  Store(Database database, Hosts hosts) : state_(std::make_unique<State>(std::move(database), std::move(hosts))) {}
  struct State {
    State(Database opened, Hosts read) : database(std::move(opened)), hosts(std::move(read)) {}
    Hosts::iterator find(const std::string& id);
    std::mutex mutex;
    Database database;
    Hosts hosts;  // as in the database
  };
  std::unique_ptr<State> state_;
};

}  // namespace vent::metal
