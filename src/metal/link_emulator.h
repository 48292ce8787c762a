#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/file_descriptor.h"
#include "base/locked.h"
#include "base/result.h"
#include "base/wakeup.h"
#include "metal/link_queue.h"
#include "metal/link_setting.h"

namespace vent::metal {

// Makes links between hosts slow, lossy or dead, for tests, on kernels that can't do it themselves. It works in the
// router namespace of a lab: rules (link_rules.h) lead the packets concerned through a tunnel device, where one thread
// holds them back (link_queue.h). All other packets never come near it.
//
// When the process ends, in whatever way, delays and losses end with it and traffic flows; blocks stay, since they are
// the kernel's. The next emulator takes over what it finds.
class LinkEmulator {
 public:
  // Replaces what an earlier emulator left behind by these settings. A conflict when another one runs there.
  // It keeps the namespace in existence; end it before the namespace is removed.
  static Result<std::unique_ptr<LinkEmulator>> open(const std::string& router_namespace,
                                                    const std::vector<LinkSetting>& settings = {},
                                                    std::uint64_t seed = 1);

  // Replaces all settings; may be called from any thread. On an error the kernel may hold some of the new rules;
  // setting again puts it right.
  Result<> set(const std::vector<LinkSetting>& settings);

  // How many packets came through the emulator so far, by what became of them.
  LinkQueue::Counts counts() const;

 private:
  LinkEmulator(std::string router_namespace, FileDescriptor tunnel, std::uint64_t seed);
  void work(std::stop_token stop);
  bool take_arrivals();  // false when the device is gone
  void send_due();

  std::string router_namespace_;
  std::mutex setting_;  // one set() at a time
  FileDescriptor tunnel_;
  Locked<LinkQueue> queue_;
  Wakeup changed_;       // the queue's, from another thread
  std::jthread worker_;  // last: it uses all of the above
};

}  // namespace vent::metal
