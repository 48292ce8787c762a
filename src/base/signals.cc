#include "base/signals.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

namespace vent {
namespace {

constexpr int kInterrupted = 130;

// SIGUSR1 is how the waiter itself is told to end.
sigset_t waited_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGUSR1);
  return signals;
}

}  // namespace

SignalStop::SignalStop() {
  const sigset_t signals = waited_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  waiter_ = std::jthread([this] {
    const sigset_t waited = waited_signals();
    int signal = 0;
    while (::sigwait(&waited, &signal) == 0 && signal != SIGUSR1) {
      if (source_.stop_requested()) ::_exit(kInterrupted);
      source_.request_stop();
    }
  });
}

SignalStop::~SignalStop() { ::pthread_kill(waiter_.native_handle(), SIGUSR1); }

}  // namespace vent
