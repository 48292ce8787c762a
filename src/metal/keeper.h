#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/wakeup.h"
#include "events/bus.h"
#include "metal/address_plan.h"
#include "metal/cgroups.h"
#include "metal/keeper_step.h"
#include "metal/lab.h"
#include "metal/network.h"
#include "metal/store.h"

namespace vent::metal {

// What all keepers of a lab share.
struct Workshop {
  const Lab& lab;
  const AddressPlan& plan;
  const Network& network;
  const CgroupMounts& cgroups;
  Store& store;
  EventBus& bus;
  Clock& clock;
  Path image;
  std::mutex ssh_files;  // one writer at a time, or an older list could overwrite a newer one

  Cgroup cgroup_of(const std::string& id) const { return {cgroups, lab.cgroup() + "/" + id}; }
  Machine machine_of(const std::string& id) const { return {lab.host_directory(id), cgroup_of(id)}; }
  // The ssh configuration and known hosts of all hosts as they are now.
  Result<> publish_ssh_files();
};

// Looks after one host on a thread of its own: until the machine is as wanted, and again whenever that changes or the
// machine goes off by itself. Ending the keeper leaves the machine as it is.
class Keeper {
 public:
  Keeper(Workshop& workshop, std::string host_id);
  void wake() const { wakeup_.ring(); }
  // True when the host is gone for good and the keeper has nothing left to do.
  bool has_finished() const { return finished_; }

 private:
  void work(std::stop_token stop);
  Result<> take(KeeperStep step, const Host& host, std::stop_token stop);
  Result<> make_disk(const Host& host);
  Result<> boot(const Host& host);
  Result<> wait_for_ssh(const Host& host, std::stop_token stop);
  Result<> erase(const Host& host);
  Result<> change(const std::function<void(Host&)>& change_host);
  void rest(const std::optional<ProcessHandle>& launcher, std::stop_token stop) const;

  Workshop& workshop_;
  const std::string id_;
  Machine machine_;
  Wakeup wakeup_;
  std::atomic<bool> finished_ = false;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace vent::metal
