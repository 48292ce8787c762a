#include "metal/first_disk.h"

#include <fmt/core.h>

#include "base/process.h"
#include "base/text.h"
#include "metal/first_boot.h"
#include "metal/identity.h"
#include "metal/user_data.h"

namespace vent::metal {

Result<FirstDisk> prepare_first_disk(const Host& host, const Lab& lab) {
  // A script for iPXE is for the firmware, which there is none of.
  const bool is_for_ipxe = host.user_data.starts_with("#!ipxe");
  UserData user_data = TRY(parse_user_data(is_for_ipxe ? "" : host.user_data));
  // So that the key can be pinned. One that ssh-keygen can't read is the user data's mistake, which keeps no host away.
  for (HostKey& given : user_data.host_keys)
    if (given.public_key.empty()) given.public_key = public_half(given.private_key).value_or("");
  HostIdentity identity{.hostname = host.name, .authorized_keys = host.authorized_keys, .host_keys = {}};
  const KeyPair key = TRY(make_ssh_key(host.name));
  identity.host_keys.push_back(
      {.type = HostKeyType::ed25519, .private_key = key.private_key, .public_key = key.public_key});
  const std::optional<std::string> own_key = TRY(read_file_if_present(lab.key_file().string() + ".pub"));
  if (own_key) identity.authorized_keys.emplace_back(trim(*own_key));

  FirstBoot first_boot = render_first_boot(user_data, identity);
  FirstDisk disk{.machine_id = replace_all(TRY(new_uuid()), "-", ""),
                 .host_keys = std::move(first_boot.host_public_keys),
                 .entries = std::move(first_boot.entries)};
  disk.entries.push_back({.path = "/etc/machine-id", .mode = 0444, .content = disk.machine_id + "\n"});
  return disk;
}

}  // namespace vent::metal
