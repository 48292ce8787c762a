#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/poll_deadline.h"
#include "base/process.h"
#include "base/stop_event.h"

namespace vent {
namespace {

// Ready when the process is over, also while it waits to be reaped.
bool is_over(int descriptor) {
  pollfd waiting = {descriptor, POLLIN, 0};
  return ::poll(&waiting, 1, 0) > 0;
}

// A child of ours that has ended stays in the process table until somebody asks for its exit code. For a process that
// is not our child this does nothing.
void reap(int descriptor) {
  siginfo_t ignored{};
  ::waitid(P_PIDFD, static_cast<id_t>(descriptor), &ignored, WEXITED | WNOHANG);
}

}  // namespace

std::optional<ProcessHandle> ProcessHandle::open(pid_t process_id) {
  if (process_id <= 0) return std::nullopt;
  FileDescriptor descriptor(static_cast<int>(::syscall(SYS_pidfd_open, process_id, 0)));
  if (!descriptor.is_open()) return std::nullopt;
  ProcessHandle handle(process_id, std::move(descriptor));
  if (handle.has_ended()) return std::nullopt;
  return handle;
}

bool ProcessHandle::has_ended() const {
  if (!is_over(descriptor_.number())) return false;
  reap(descriptor_.number());
  return true;
}

void ProcessHandle::send(int signal) const {
  // The one failure to expect is that the process has just ended, and then there is nobody to tell.
  [[maybe_unused]] const long result = ::syscall(SYS_pidfd_send_signal, descriptor_.number(), signal, nullptr, 0);
}

bool ProcessHandle::wait(std::chrono::milliseconds deadline, std::stop_token stop) const {
  const StopEvent stopped(stop);
  const Moment until = moment_after(deadline);
  for (;;) {
    std::array<pollfd, 2> waiting = {{{descriptor_.number(), POLLIN, 0}, {stopped.descriptor(), POLLIN, 0}}};
    ::poll(waiting.data(), waiting.size(), poll_timeout(until));
    if (has_ended()) return true;
    if (stop.stop_requested() || std::chrono::steady_clock::now() >= until) return false;
  }
}

}  // namespace vent
