#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/locked.h"
#include "metal/keeper.h"
#include "metal/link_emulator.h"
#include "metal/wish.h"

namespace vent::metal {

struct HostRequest {
  std::string name;  // empty: one is made of the id
  std::string user_data;
  std::vector<std::string> authorized_keys;
  Rental rental = {};
};

// The cloud itself: hosts and links, made real on this machine. Calls write down what is wanted and return at once; a
// keeper per host makes it so. The HTTP API (api.h) is the only thing that calls it.
class Cloud {
 public:
  // Takes over whatever an earlier daemon left: running hosts go on, half-done work is finished, and what belongs to no
  // known host is removed.
  static Result<std::unique_ptr<Cloud>> open(const Lab& lab, const Path& image, EventBus& bus, Clock& clock);

  const Lab& lab() const { return lab_; }
  const AddressPlan& plan() const { return plan_; }
  const CgroupMounts& cgroups() const { return cgroups_; }
  Store& store() { return store_; }
  Clock& clock() { return clock_; }

  std::vector<Host> hosts() const { return store_.hosts(); }
  Result<Host> host(const std::string& id) const;  // a `missing` error when there is none
  Result<Host> create(const HostRequest& request);
  Result<> ask(const std::string& id, Wish wish);
  // Changes what is written of a host beside what is wanted of it. The new version; a `missing` error when there is none.
  Result<Host> change(const std::string& id, const std::function<void(Host&)>& change);
  // Leads an elastic block of the public range to a host, or nowhere.
  Result<> send_address(const Ipv4Range& block, const std::optional<Host>& to) const;
  // All that the host's console has shown since it was created.
  Result<std::string> console(const std::string& id) const;

  Result<std::vector<Link>> links() const { return store_.links(); }
  // Sets the link between two parties; a link without delay, loss and block is an ordinary one again.
  Result<> set_link(const Link& link);

 private:
  Cloud(const Lab& lab, const AddressPlan& plan, CgroupMounts cgroups, Store store, const Path& image, EventBus& bus,
        Clock& clock);
  Result<> sweep();
  Result<> apply_links();  // as they are stored, with the addresses that hosts have now
  void keep(const std::string& id);

  const Lab lab_;
  const AddressPlan plan_;
  const Network network_;
  const CgroupMounts cgroups_;
  Store store_;
  Clock& clock_;
  Workshop workshop_;
  std::unique_ptr<LinkEmulator> emulator_;  // none before the router exists
  std::mutex links_;                        // one change of them at a time
  Locked<std::map<std::string, std::unique_ptr<Keeper>>> keepers_;
};

}  // namespace vent::metal
