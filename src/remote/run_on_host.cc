#include "remote/run_on_host.h"

#include <fmt/core.h>

#include "base/text.h"
#include "remote/known_hosts.h"
#include "remote/ssh_output.h"

namespace vent {
namespace {

constexpr int kOfSsh = 255;  // ssh itself failed; what ran there ends so only when it wants to

}  // namespace

Result<std::string> run_on_host(const Host& host, const SshPlaces& places, const HostCommand& command,
                                const std::stop_token& stop) {
  Finished finished = TRY(while_doing(
      fmt::format("running a command on {}", host.name),
      run({.arguments = ssh_command(host, places, command.line), .deadline = command.deadline, .stop = stop})));
  if (finished.exit_code == 0) return std::move(finished.output);
  if (finished.exit_code == kOfSsh) {
    const std::vector<HostKey> pinned = TRY(read_pinned_keys(places.known_hosts, host.name));
    return fail(
        ssh_error({.host = host, .pinned = pinned, .age = command.age}, finished.exit_code, finished.error_output));
  }
  return fail(
      Error(ErrorKind::failed, fmt::format("a command on {} ended with {}", host.name, finished.exit_code))
          .with_details(command.line + "\n" + std::string(trim_end(read_ssh_output(finished.error_output).text))));
}

}  // namespace vent
