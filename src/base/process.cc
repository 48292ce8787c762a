#include "base/process.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/child.h"
#include "base/clock.h"
#include "base/errno_kind.h"
#include "base/files.h"
#include "base/open_file.h"
#include "base/shell_quote.h"
#include "base/spawn.h"
#include "base/text.h"

namespace vent {
namespace {

constexpr int kShownLines = 30;

Error system_error(std::string_view doing, int error_number) {
  return Error(kind_of_errno(error_number), fmt::format("{}: {}", doing, errno_text(error_number)));
}

struct Pipe {
  FileDescriptor reading;
  FileDescriptor writing;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(system_error("opening a pipe", errno));
  Pipe pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
  // Only our end: a child that finds its output not blocking may lose some of it.
  if (::fcntl(pipe.reading.number(), F_SETFL, O_NONBLOCK) != 0) return fail(system_error("opening a pipe", errno));
  return pipe;
}

// The whole input as a file in memory, as if by "command < file". The child reads it when it likes: nobody has to feed
// it, nobody can be blocked by it, and there is no SIGPIPE when it is not read. /dev/stdin works as well.
Result<FileDescriptor> make_input(const std::string& input) {
  if (input.empty()) {
    FileDescriptor nothing = open_file("/dev/null", O_RDONLY);
    if (!nothing.is_open()) return fail(file_error("opening", "/dev/null", errno));
    return nothing;
  }
  FileDescriptor file = FileDescriptor(::memfd_create("input", MFD_CLOEXEC));
  if (!file.is_open()) return fail(system_error("making the input of a command", errno));
  std::string_view rest = input;
  while (!rest.empty()) {
    const ssize_t written = ::write(file.number(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(system_error("making the input of a command", errno));
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::lseek(file.number(), 0, SEEK_SET) != 0) return fail(system_error("making the input of a command", errno));
  return file;
}

// The end of what the program said, for an error.
std::string evidence(const std::string& output, const std::string& error_output) {
  const std::string_view said = trim_end(error_output).empty() ? trim_end(output) : trim_end(error_output);
  return last_lines(said, kShownLines);
}

Error stopped_error(const Command& command) {
  return Error(ErrorKind::interrupted, fmt::format("'{}' was stopped", shell_quote(command.arguments)));
}

Error ended_error(Ending ending, const Command& command, Child& child) {
  Error error = ending == Ending::stop ? stopped_error(command)
                                       : Error(ErrorKind::timed_out,
                                               fmt::format("'{}' did not end within {}", shell_quote(command.arguments),
                                                           format_duration(command.deadline)))
                                             .with_retry(Retry::later);
  error.details = evidence(child.output().text(), child.error_output().text());
  return error;
}

// "3", and for a signal "137 (SIGKILL)".
std::string exit_code_text(int exit_code) {
  const char* signal = exit_code > 128 ? ::sigabbrev_np(exit_code - 128) : nullptr;
  return signal == nullptr ? std::to_string(exit_code) : fmt::format("{} (SIG{})", exit_code, signal);
}

}  // namespace

Result<Finished> run(const Command& command) {
  if (command.stop.stop_requested()) return fail(stopped_error(command));
  const FileDescriptor input = TRY(make_input(command.input));
  Pipe output = TRY(make_pipe());
  Pipe error_output = TRY(make_pipe());
  const pid_t id = TRY(spawn({.arguments = command.arguments,
                              .environment = command.environment,
                              .directory = command.directory,
                              .input = input.number(),
                              .output = output.writing.number(),
                              .error_output = error_output.writing.number(),
                              .belonging = Belonging::own_group}));
  output.writing.close();
  error_output.writing.close();
  Child child(id, std::move(output.reading), std::move(error_output.reading), command);
  if (!child.can_be_watched()) {
    const Error error = system_error(fmt::format("watching '{}'", shell_quote(command.arguments)), errno);
    child.signal_group(SIGKILL);
    child.reap();
    return fail(error);
  }
  const Ending ending = child.watch();
  // Those of the group that are left had their grace, or have let go of our pipes.
  if (ending != Ending::by_itself) child.signal_group(SIGKILL);
  const int exit_code = child.reap();
  if (ending != Ending::by_itself) return fail(ended_error(ending, command, child));
  return Finished{.exit_code = exit_code,
                  .output = std::move(child.output().text()),
                  .error_output = std::move(child.error_output().text()),
                  .output_was_cut = child.output().was_cut() || child.error_output().was_cut()};
}

Result<std::string> run_checked(const Command& command) {
  Finished finished = TRY(run(command));
  if (finished.exit_code == 0) return std::move(finished.output);
  return fail(Error(ErrorKind::failed, fmt::format("'{}' ended with exit code {}", shell_quote(command.arguments),
                                                   exit_code_text(finished.exit_code)))
                  .with_details(evidence(finished.output, finished.error_output)));
}

Result<pid_t> start_detached(const Detached& program) {
  const FileDescriptor input = TRY(make_input({}));
  const FileDescriptor output = open_file(program.output_file, O_WRONLY | O_APPEND | O_CREAT, 0600);
  if (!output.is_open()) return fail(file_error("opening", program.output_file, errno));
  return spawn({.arguments = program.arguments,
                .environment = program.environment,
                .directory = "/",
                .input = input.number(),
                .output = output.number(),
                .error_output = output.number(),
                .belonging = Belonging::own_session});
}

}  // namespace vent
