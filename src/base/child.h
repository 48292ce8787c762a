#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/file_descriptor.h"
#include "base/process.h"
#include "base/stop_event.h"

namespace vent {

// One stream of a child: kept up to a limit, read and dropped beyond. A listener sees all of it, as it comes.
class Stream {
 public:
  using Listener = std::function<void(std::string_view)>;
  Stream(FileDescriptor pipe, std::size_t limit, Listener listener)
      : pipe_(std::move(pipe)), limit_(limit), listener_(std::move(listener)) {}

  int descriptor() const { return pipe_.number(); }
  bool is_open() const { return pipe_.is_open(); }
  bool was_cut() const { return was_cut_; }
  std::string& text() { return text_; }
  // What is there now, but not for ever: a child may write faster than we read. Closes at its end.
  void read();

 private:
  void keep(std::string_view piece);

  FileDescriptor pipe_;
  std::size_t limit_;
  Listener listener_;
  std::string text_;
  bool was_cut_ = false;
};

// Why a child ended.
enum class Ending { by_itself, deadline, stop };

// A child in a process group of its own, from its start until it is reaped: what run() does while it waits. At the
// deadline, or asked to stop, the whole group gets SIGTERM, a grace of two seconds, and SIGKILL. A command that ended
// by itself may leave something in the background that holds our pipes; that is waited for shortly and then let go.
class Child {
 public:
  Child(pid_t id, FileDescriptor output, FileDescriptor error_output, const Command& command);

  // Out of descriptors there is no waiting for anything.
  bool can_be_watched() const { return descriptor_.is_open() && stopped_.descriptor() >= 0; }
  // Reads until the child has ended and its pipes are closed.
  Ending watch();
  // The number is still taken while the child is not reaped, so this can hit nobody else.
  void signal_group(int signal) const;
  // Its exit code; 128 + signal when a signal ended it.
  int reap() const;

  Stream& output() { return output_; }
  Stream& error_output() { return error_output_; }

 private:
  bool is_done() const;
  void wait_for_something();
  void take_steps();
  void ask_to_end(Ending ending);

  pid_t id_;
  FileDescriptor descriptor_;
  StopEvent stopped_;
  Stream output_;
  Stream error_output_;
  Moment deadline_;  // one at a time: the command's, then that of the grace, then that for those who hold our pipes
  Ending ending_ = Ending::by_itself;
  bool stop_is_asked_for_ = false;
  bool has_ended_ = false;
  bool is_killed_ = false;
  bool is_given_up_ = false;
};

}  // namespace vent
