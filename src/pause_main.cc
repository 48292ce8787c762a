// vent-pause: the first process of a pod. It holds what the pod's containers share, takes the exit codes of orphans, and
// does nothing else until it is told to end.

#include <sys/wait.h>

#include <csignal>

int main() {
  // Blocked, so that they wait for sigwait. A first process that doesn't ask for a signal never gets it.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGCHLD);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  while (true) {
    // One signal may stand for many children, and some may have ended before signals were asked for.
    while (waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    int signal = 0;
    if (sigwait(&signals, &signal) == 0 && signal != SIGCHLD) return 0;
  }
}
