#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/database.h"
#include "metal/host.h"
#include "metal/link.h"

namespace vent::metal {

// The lab's memory: what exists and what is wanted of it. Every change is on disk when the call returns, so a daemon
// killed at any moment goes on from here. Safe for several threads.
class Store {
 public:
  static Result<Store> open(const Path& file);

  Result<std::vector<Host>> hosts() const;
  Result<std::optional<Host>> host(const std::string& id) const;
  // Gives the host the lowest free slot, at most `slots`; a conflict error when all are taken.
  Result<Host> add_host(Host host, int slots);
  // Reads, changes and writes one host as one step; the new version, or nothing when there is no such host.
  Result<std::optional<Host>> change_host(const std::string& id, const std::function<void(Host&)>& change);
  Result<> remove_host(const std::string& id);  // and the links it is a party of

  Result<std::vector<Link>> links() const;
  Result<> set_links(const std::vector<Link>& links);

 private:
  explicit Store(Database database) : state_(std::make_unique<State>(std::move(database))) {}
  struct State {
    explicit State(Database opened) : database(std::move(opened)) {}
    std::mutex mutex;
    Database database;
  };
  std::unique_ptr<State> state_;
};

}  // namespace vent::metal
