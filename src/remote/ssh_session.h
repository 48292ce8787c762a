#pragma once

#include <memory>
#include <string>

#include "cluster/cluster.h"
#include "remote/byte_stream.h"
#include "remote/local_stream.h"
#include "remote/ssh_command.h"
#include "remote/ssh_error.h"

namespace vent {

// One ssh connection to a host, with a program at its other end. While it lasts, others may share it through the
// control path; those who still do so when it ends are cut off.
class SshSession final : public ByteStream {
 public:
  // Returns at once: that a host can't be reached, or refuses us, shows at the first read or write.
  static Result<std::unique_ptr<SshSession>> start(const Host& host, const SshPlaces& places,
                                                   const std::string& remote_command,
                                                   MachineAge age = MachineAge::settled);

  Result<std::size_t> read_some(std::span<char> into, const Patience& patience) override;
  Result<> write_all(std::string_view bytes, const Patience& patience) override;
  void end(const Patience& patience) override { stream_->end(patience); }
  Error why_it_ended() override;

 private:
  SshSession(Host host, Path known_hosts, MachineAge age, std::unique_ptr<LocalStream> stream);

  Host host_;
  Path known_hosts_;
  MachineAge age_;
  std::unique_ptr<LocalStream> stream_;
};

}  // namespace vent
