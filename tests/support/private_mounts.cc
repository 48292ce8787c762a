#include "support/private_mounts.h"

#include <sched.h>
#include <sys/mount.h>

#include <thread>

namespace vent {

bool with_private_mounts(const std::function<void()>& work) {
  bool is_permitted = false;
  // A namespace belongs to a thread; the thread and the namespace end together.
  std::thread thread([&] {
    is_permitted = ::unshare(CLONE_NEWNS) == 0 && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    if (is_permitted) work();
  });
  thread.join();
  return is_permitted;
}

}  // namespace vent
