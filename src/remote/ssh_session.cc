#include "remote/ssh_session.h"

#include "remote/control_socket.h"
#include "remote/known_hosts.h"

namespace vent {

Result<std::unique_ptr<SshSession>> SshSession::start(const Host& host, const SshPlaces& places,
                                                      const std::string& remote_command, MachineAge age) {
  if (places.control_path) remove_stale_socket(*places.control_path);
  std::unique_ptr<LocalStream> stream = TRY(LocalStream::start(ssh_command(host, places, remote_command), host.name));
  return std::unique_ptr<SshSession>(new SshSession(host, places.known_hosts, age, std::move(stream)));
}

SshSession::SshSession(Host host, Path known_hosts, MachineAge age, std::unique_ptr<LocalStream> stream)
    : host_(std::move(host)), known_hosts_(std::move(known_hosts)), age_(age), stream_(std::move(stream)) {}

Result<std::size_t> SshSession::read_some(std::span<char> into, const Patience& patience) {
  return stream_->read_some(into, patience);
}

Result<> SshSession::write_all(std::string_view bytes, const Patience& patience) {
  Result<> written = stream_->write_all(bytes, patience);
  if (!written && stream_->has_ended()) return fail(why_it_ended());
  return written;
}

Error SshSession::why_it_ended() {
  static_cast<void>(stream_->why_it_ended());  // ends it; about ssh as a program there is nothing to say
  // Only for the message: without the file it is about a key that nobody pinned.
  const Result<std::vector<HostKey>> pinned = read_pinned_keys(known_hosts_, host_.name);
  return ssh_error({.host = host_, .pinned = pinned.value_or(std::vector<HostKey>()), .age = age_},
                   stream_->exit_code(), stream_->error_output());
}

}  // namespace vent
