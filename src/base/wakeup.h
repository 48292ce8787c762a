#pragma once

#include "base/file_descriptor.h"

namespace vent {

// A bell between threads that poll() can wait for. Ringing twice before it is heard is one ring.
class Wakeup {
 public:
  Wakeup();
  void ring() const;
  void clear() const;  // before looking at what the ring was about, so that no ring is lost
  int descriptor() const { return descriptor_.number(); }

 private:
  FileDescriptor descriptor_;
};

}  // namespace vent
