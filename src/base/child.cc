#include "base/child.h"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/poll_deadline.h"

namespace vent {
namespace {

// Between asking a program to end and killing it.
constexpr std::chrono::milliseconds kGrace{2000};
// For what a command leaves running in the background with our pipes in its hands.
constexpr std::chrono::milliseconds kLeftovers{200};
constexpr std::size_t kPieceSize = 64 * 1024;
constexpr int kPiecesAtOnce = 16;

}  // namespace

void Stream::read() {
  for (int round = 0; round < kPiecesAtOnce && pipe_.is_open(); ++round) {
    std::array<char, kPieceSize> piece;
    const ssize_t bytes = ::read(pipe_.number(), piece.data(), piece.size());
    if (bytes < 0 && errno == EAGAIN) return;
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes <= 0) return pipe_.close();
    keep(std::string_view(piece.data(), static_cast<std::size_t>(bytes)));
  }
}

void Stream::keep(std::string_view piece) {
  if (listener_) listener_(piece);
  const std::size_t room = limit_ - text_.size();
  was_cut_ = was_cut_ || piece.size() > room;
  text_ += piece.substr(0, room);
}

Child::Child(pid_t id, FileDescriptor output, FileDescriptor error_output, const Command& command)
    : id_(id),
      descriptor_(static_cast<int>(::syscall(SYS_pidfd_open, id, 0))),
      stopped_(command.stop),
      output_(std::move(output), command.output_limit, command.on_output),
      error_output_(std::move(error_output), command.output_limit, {}),
      deadline_(moment_after(command.deadline)) {}

Ending Child::watch() {
  while (!is_done()) {
    wait_for_something();
    output_.read();
    error_output_.read();
    take_steps();
  }
  return ending_;
}

void Child::signal_group(int signal) const { ::kill(-id_, signal); }

int Child::reap() const {
  siginfo_t found{};
  while (::waitid(P_PID, static_cast<id_t>(id_), &found, WEXITED) != 0 && errno == EINTR) continue;
  return found.si_code == CLD_EXITED ? found.si_status : 128 + found.si_status;
}

bool Child::is_done() const {
  const bool are_pipes_closed = !output_.is_open() && !error_output_.is_open();
  return has_ended_ && (are_pipes_closed || is_given_up_);
}

void Child::wait_for_something() {
  // Where the descriptor is -1, poll() looks past the entry.
  const int ended = has_ended_ ? -1 : descriptor_.number();
  const int stopped = ending_ == Ending::by_itself && !has_ended_ ? stopped_.descriptor() : -1;
  std::array<pollfd, 4> waiting = {{{output_.descriptor(), POLLIN, 0},
                                    {error_output_.descriptor(), POLLIN, 0},
                                    {ended, POLLIN, 0},
                                    {stopped, POLLIN, 0}}};
  if (::poll(waiting.data(), waiting.size(), poll_timeout(deadline_)) <= 0) return;
  if (waiting[2].revents != 0) {
    has_ended_ = true;
    if (ending_ == Ending::by_itself) deadline_ = moment_after(kLeftovers);
  }
  stop_is_asked_for_ = waiting[3].revents != 0;
}

void Child::take_steps() {
  if (is_done()) return;
  if (stop_is_asked_for_ && ending_ == Ending::by_itself && !has_ended_) return ask_to_end(Ending::stop);
  if (std::chrono::steady_clock::now() < deadline_) return;
  if (has_ended_ && (ending_ == Ending::by_itself || is_killed_)) {
    is_given_up_ = true;
  } else if (ending_ == Ending::by_itself) {
    ask_to_end(Ending::deadline);
  } else {
    signal_group(SIGKILL);
    is_killed_ = true;
    deadline_ = moment_after(kLeftovers);
  }
}

void Child::ask_to_end(Ending ending) {
  ending_ = ending;
  signal_group(SIGTERM);
  signal_group(SIGCONT);  // one that is halted could not hear the first
  deadline_ = moment_after(kGrace);
}

}  // namespace vent
