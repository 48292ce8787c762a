#include "remote/scan_host_key.h"

#include <fmt/core.h>

#include "base/files.h"
#include "base/process.h"
#include "remote/known_hosts.h"
#include "remote/ssh_command.h"
#include "remote/ssh_error.h"

namespace vent {
namespace {

// ssh has deadlines of its own, and through several jump hosts they add up.
constexpr std::chrono::minutes kDeadline{2};

}  // namespace

Result<HostKey> scan_host_key(const Host& host, std::stop_token stop) {
  const TemporaryDirectory directory = TRY(TemporaryDirectory::make());
  const Path learned = directory.path() / "known_hosts";
  const Finished finished =
      TRY(run({.arguments = ssh_key_scan_command(host, learned), .deadline = kDeadline, .stop = std::move(stop)}));
  const std::vector<HostKey> keys = TRY(read_pinned_keys(learned, host.name));
  // It always ends with "permission denied": we asked to log in by no method at all. What counts is the key.
  if (keys.empty()) return fail(ssh_error({.host = host}, finished.exit_code, finished.error_output));
  return keys.front();
}

}  // namespace vent
