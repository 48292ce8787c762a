#include "remote/local_stream.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/errno_kind.h"
#include "base/poll_deadline.h"
#include "base/spawn.h"
#include "base/stop_event.h"
#include "base/text.h"

namespace vent {
namespace {

constexpr std::size_t kErrorOutputLimit = 64 * 1024;
constexpr std::size_t kPieceSize = 64 * 1024;
// Between letting a program see the end of its input, asking it to end, and killing it.
constexpr std::chrono::milliseconds kGrace{2000};

struct Ends {
  FileDescriptor ours;
  FileDescriptor theirs;
};

Error system_error(std::string_view doing) {
  return Error(kind_of_errno(errno), fmt::format("{}: {}", doing, errno_text(errno)));
}

bool set_nonblocking(const FileDescriptor& descriptor) {
  return ::fcntl(descriptor.number(), F_SETFL, O_NONBLOCK) == 0;
}

// A pair of sockets and not a pipe: writing to a socket can be told to raise no SIGPIPE.
Result<Ends> make_input() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return fail(system_error("opening a pair of sockets"));
  Ends made{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
  if (!set_nonblocking(made.ours)) return fail(system_error("opening a pair of sockets"));
  return made;
}

Result<Ends> make_output() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(system_error("opening a pipe"));
  Ends made{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
  if (!set_nonblocking(made.ours)) return fail(system_error("opening a pipe"));
  return made;
}

// Reads what is there now, one piece at a time. Closes at the end.
template <class Take>
void read_what_is_there(FileDescriptor& from, const Take& take) {
  std::array<char, kPieceSize> piece;
  while (from.is_open()) {
    const ssize_t bytes = ::read(from.number(), piece.data(), piece.size());
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0 && errno == EAGAIN) return;
    if (bytes <= 0) return from.close();
    take(std::string_view(piece.data(), static_cast<std::size_t>(bytes)));
    // A program may write faster than we read; the rest has time.
    if (static_cast<std::size_t>(bytes) < piece.size()) return;
  }
}

}  // namespace

Result<std::unique_ptr<LocalStream>> LocalStream::start(const std::vector<std::string>& arguments, std::string name) {
  Ends input = TRY(make_input());
  Ends output = TRY(make_output());
  Ends error_output = TRY(make_output());
  const pid_t id = TRY(spawn({.arguments = arguments,
                              .environment = {},
                              .directory = {},
                              .input = input.theirs.number(),
                              .output = output.theirs.number(),
                              .error_output = error_output.theirs.number(),
                              .belonging = Belonging::own_group}));
  Channels channels{std::move(input.ours), std::move(output.ours), std::move(error_output.ours)};
  return std::unique_ptr<LocalStream>(new LocalStream(std::move(name), id, std::move(channels)));
}

LocalStream::LocalStream(std::string name, pid_t id, Channels channels)
    : name_(std::move(name)),
      id_(id),
      input_(std::move(channels.input)),
      output_(std::move(channels.output)),
      error_output_(std::move(channels.error_output)),
      errors_(kErrorOutputLimit) {}

LocalStream::~LocalStream() { end({.silence = kGrace}); }

Result<std::size_t> LocalStream::read_some(std::span<char> into, const Patience& patience) {
  if (!ahead_.empty()) {
    const std::size_t size = std::min(into.size(), ahead_.size());
    std::copy_n(ahead_.begin(), size, into.begin());
    ahead_.erase(0, size);
    return size;
  }
  const Moment until = moment_after(patience.silence);
  while (output_.is_open()) {
    const ssize_t bytes = ::read(output_.number(), into.data(), into.size());
    if (bytes > 0) return static_cast<std::size_t>(bytes);
    if (bytes < 0 && errno == EINTR) continue;
    if (bytes < 0 && errno == EAGAIN) {
      TRY(wait(Want::to_read, until, patience));
      continue;
    }
    output_.close();
  }
  return std::size_t{0};
}

Result<> LocalStream::write_all(std::string_view bytes, const Patience& patience) {
  Moment until = moment_after(patience.silence);
  while (!bytes.empty()) {
    const ssize_t sent = ::send(input_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
      until = moment_after(patience.silence);
      continue;
    }
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno != EAGAIN) return fail(why_it_ended());
    TRY(wait(Want::to_write, until, patience));
    read_ahead();
  }
  return Ok{};
}

// Returns when something can be done, also when that is to find out that the other side is gone.
Result<> LocalStream::wait(Want want, Moment until, const Patience& patience) {
  const StopEvent stopped(patience.stop);
  while (true) {
    const int writing = want == Want::to_write ? input_.number() : -1;
    // Where the descriptor is -1, poll() looks past the entry.
    std::array<pollfd, 4> waiting = {{{output_.number(), POLLIN, 0},
                                      {error_output_.number(), POLLIN, 0},
                                      {writing, POLLOUT, 0},
                                      {stopped.descriptor(), POLLIN, 0}}};
    const int ready = ::poll(waiting.data(), waiting.size(), poll_timeout(until));
    if (ready > 0 && waiting[1].revents != 0) read_errors();
    if (ready > 0 && waiting[3].revents != 0)
      return fail(Error(ErrorKind::interrupted, fmt::format("the talk with {} was stopped", name_)));
    if (ready > 0 && (waiting[0].revents != 0 || waiting[2].revents != 0)) return Ok{};
    if (std::chrono::steady_clock::now() < until) continue;
    const std::string_view what = want == Want::to_write ? "took nothing from us" : "said nothing";
    return fail(Error(ErrorKind::timed_out, fmt::format("{} {} for {}", name_, what, format_duration(patience.silence)))
                    .with_id("VENT_SILENCE")
                    .with_retry(Retry::later));
  }
}

void LocalStream::read_ahead() {
  read_what_is_there(output_, [this](std::string_view piece) { ahead_ += piece; });
}

void LocalStream::read_errors() {
  read_what_is_there(error_output_, [this](std::string_view piece) { errors_.add(piece); });
}

void LocalStream::end(const Patience& patience) {
  if (has_ended_) return;
  has_ended_ = true;
  input_.close();
  // Our child that was not waited for keeps its number, so this is the right process, and so is the group below.
  const FileDescriptor process(static_cast<int>(::syscall(SYS_pidfd_open, id_, 0)));
  if (process.is_open() && !wait_for_exit(process, patience)) {
    ::kill(-id_, SIGTERM);
    ::kill(-id_, SIGCONT);  // one that is halted could not hear the first
    wait_for_exit(process, {.silence = kGrace});
  }
  ::kill(-id_, SIGKILL);  // also what it left behind
  siginfo_t found{};
  while (::waitid(P_PID, static_cast<id_t>(id_), &found, WEXITED) != 0 && errno == EINTR) continue;
  exit_code_ = found.si_code == CLD_EXITED ? found.si_status : 128 + found.si_status;
  read_errors();
  error_output_.close();
  output_.close();
  ahead_.clear();
}

// Reads and drops what it says meanwhile: a program that can't write doesn't come to its end.
bool LocalStream::wait_for_exit(const FileDescriptor& process, const Patience& patience) {
  const StopEvent stopped(patience.stop);
  const Moment until = moment_after(patience.silence);
  while (true) {
    std::array<pollfd, 4> waiting = {{{process.number(), POLLIN, 0},
                                      {output_.number(), POLLIN, 0},
                                      {error_output_.number(), POLLIN, 0},
                                      {stopped.descriptor(), POLLIN, 0}}};
    const int ready = ::poll(waiting.data(), waiting.size(), poll_timeout(until));
    read_errors();
    read_what_is_there(output_, [](std::string_view) {});
    if (ready > 0 && waiting[0].revents != 0) return true;
    if (ready > 0 && waiting[3].revents != 0) return false;
    if (std::chrono::steady_clock::now() >= until) return false;
  }
}

Error LocalStream::why_it_ended() {
  end({.silence = kGrace});
  return Error(ErrorKind::failed, fmt::format("the program of {} ended with exit code {}", name_, exit_code_))
      .with_id("VENT_REMOTE_ENDED")
      .with_details(std::string(trim_end(error_output())));
}

}  // namespace vent
