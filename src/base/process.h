#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_descriptor.h"
#include "base/result.h"

namespace vent {

// Programs are started from an argument list, never through a shell, with every descriptor of ours closed to them.
struct Command {
  std::vector<std::string> arguments;                   // the first is looked up in PATH
  std::map<std::string, std::string> environment = {};  // added to ours
  std::string directory = {};                           // empty: ours
  std::string input = {};                               // all of its standard input
  std::chrono::milliseconds deadline = std::chrono::seconds(30);
  std::stop_token stop = {};                             // asked to stop: SIGTERM, a short grace, SIGKILL
  std::size_t output_limit = 16 * 1024 * 1024;           // bytes kept of each stream; the rest is read and dropped
  std::function<void(std::string_view)> on_output = {};  // sees standard output as it comes, in pieces cut anywhere
};

struct Finished {
  int exit_code = 0;  // 128 + signal when a signal ended it
  std::string output;
  std::string error_output;
  bool output_was_cut = false;
};

// Runs a command to its end. A non-zero exit is a value here; not starting, the deadline and a stop are errors.
// Output is read while input is written, so neither side can block the other.
Result<Finished> run(const Command& command);

// As run, and a non-zero exit is an error too: it shows the command as one could paste it, and its error output.
// Returns standard output.
Result<std::string> run_checked(const Command& command);

// A program that goes on after we return, in a session of its own and in the root directory, with its output in a file.
// It outlives us.
struct Detached {
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment = {};
  std::string output_file;  // appended to, standard output and error; created 0600
};

// Returns its process id. The caller may wait for it by Process below; after a restart, by its id.
Result<pid_t> start_detached(const Detached& program);

// A handle on a running process that needs not be our child, safe against the id being used again.
class ProcessHandle {
 public:
  // Nothing when no such process runs.
  static std::optional<ProcessHandle> open(pid_t process_id);

  pid_t id() const { return id_; }
  int descriptor() const { return descriptor_.number(); }  // for poll: readable when it has ended
  bool has_ended() const;
  void send(int signal) const;
  // True when it has ended, false at the deadline or when stopped.
  bool wait(std::chrono::milliseconds deadline, std::stop_token stop = {}) const;

 private:
  ProcessHandle(pid_t id, FileDescriptor descriptor) : id_(id), descriptor_(std::move(descriptor)) {}
  pid_t id_;
  FileDescriptor descriptor_;
};

// The full path of a program in PATH (and /usr/sbin, /sbin), or nothing.
std::optional<std::string> find_program(const std::string& name);

}  // namespace vent
