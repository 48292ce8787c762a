#include "metal/identity.h"

#include "base/process.h"
#include "base/text.h"

namespace vent::metal {

Result<std::string> new_uuid() { return std::string(trim(TRY(read_file("/proc/sys/kernel/random/uuid")))); }

Result<KeyPair> make_ssh_key(const std::string& comment) {
  const TemporaryDirectory directory = TRY(TemporaryDirectory::make());
  const Path file = directory.path() / "key";
  TRY(run_checked({.arguments = {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file.string()}}));
  return KeyPair{.private_key = Secret(TRY(read_file(file))),
                 .public_key = std::string(trim(TRY(read_file(file.string() + ".pub"))))};
}

Result<std::string> public_half(const Secret& private_key) {
  const TemporaryDirectory directory = TRY(TemporaryDirectory::make());
  const Path file = directory.path() / "key";
  TRY(write_file(file, private_key.reveal(), 0600));
  return std::string(trim(TRY(run_checked({.arguments = {"ssh-keygen", "-y", "-P", "", "-f", file.string()}}))));
}

}  // namespace vent::metal
