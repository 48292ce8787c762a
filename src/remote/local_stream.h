#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_descriptor.h"
#include "remote/byte_stream.h"
#include "remote/kept_text.h"

namespace vent {

// A program on this machine as the other side: vent-node in tests and benchmarks, and ssh, from which SshSession is
// made. The program is in a process group of its own: a Ctrl-C on our terminal is ours to handle, and we end all that
// it has started. Its standard error is collected, with a limit, whenever we wait for something.
class LocalStream final : public ByteStream {
 public:
  // The name is for messages: "controller-0".
  static Result<std::unique_ptr<LocalStream>> start(const std::vector<std::string>& arguments, std::string name);
  LocalStream(const LocalStream&) = delete;
  LocalStream& operator=(const LocalStream&) = delete;
  ~LocalStream() override;  // ends it: no process and no zombie stays behind

  Result<std::size_t> read_some(std::span<char> into, const Patience& patience) override;
  Result<> write_all(std::string_view bytes, const Patience& patience) override;
  void end(const Patience& patience) override;
  Error why_it_ended() override;

  bool has_ended() const { return has_ended_; }
  // Both are complete after that.
  int exit_code() const { return exit_code_; }  // 128 + signal when a signal ended it
  std::string error_output() const { return errors_.text(); }

 private:
  struct Channels {
    FileDescriptor input, output, error_output;
  };
  LocalStream(std::string name, pid_t id, Channels channels);

  enum class Want { to_read, to_write };
  Result<> wait(Want want, Moment until, const Patience& patience);
  bool wait_for_exit(const FileDescriptor& process, const Patience& patience);
  void read_ahead();
  void read_errors();

  std::string name_;
  pid_t id_;
  FileDescriptor input_;  // our ends, none of them blocking
  FileDescriptor output_;
  FileDescriptor error_output_;
  std::string ahead_;  // came in while we wrote
  KeptText errors_;
  bool has_ended_ = false;
  int exit_code_ = 0;
};

}  // namespace vent
