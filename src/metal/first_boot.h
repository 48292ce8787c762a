#pragma once

#include <string>
#include <vector>

#include "metal/disk_entry.h"
#include "metal/user_data.h"

namespace vent::metal {

// What a host is without any user data.
struct HostIdentity {
  std::string hostname;
  std::vector<std::string> authorized_keys;  // of root
  std::vector<HostKey> host_keys;            // none: the host makes its own
};

// What makes a host its own on its first boot. There is no agent: it is files on the disk, written before the host is
// started for the first time, among them up to three shell scripts with a systemd unit each:
//
//   boot        bootcmd, early in every boot
//   configure   before sshd: write_files, accounts, keys; when the power is cut in the middle, it begins anew
//   run         after sshd: deferred files, the script, runcmd; begun at most once, whatever happens
//
// They use cloud-init's order, and like there, one thing that fails is shown on the console and the next is tried; at
// the end the unit has failed. Every line on the console begins with "user data: ". What `run` prints is also in
// /var/log/cloud-init-output.log. A script with nothing to do is not written.
struct FirstBoot {
  std::vector<DiskEntry> entries;  // all owned by root
  std::string hostname;
  // Public keys the host will present, as far as they are known beforehand: "ssh-ed25519 AAAA…".
  std::vector<std::string> host_public_keys;
};

FirstBoot render_first_boot(const UserData& user_data, const HostIdentity& identity);

}  // namespace vent::metal
