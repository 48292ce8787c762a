#include "metal/image_recipe.h"

#include <fmt/core.h>

#include <cstdint>

namespace vent::metal {
namespace {

// FNV-1a: names a folder in a cache; nothing more depends on it. The size says where one text ends and the next begins.
std::uint64_t mix(std::uint64_t hash, const std::string& text) {
  for (const char c : fmt::format("{}:{}", text.size(), text))
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

std::uint64_t mix(std::uint64_t hash, const std::vector<std::string>& texts) {
  hash = mix(hash, std::to_string(texts.size()));
  for (const std::string& text : texts) hash = mix(hash, text);
  return hash;
}

const char* const kWritableKernelFiles =
    "# Containers get kernel settings and control groups read-only; a host of its own has them writable.\n"
    "[Unit]\n"
    "Description=Writable kernel settings and control groups\n"
    "DefaultDependencies=no\n"
    "Before=sysinit.target systemd-sysctl.service systemd-modules-load.service\n"
    "\n"
    "[Service]\n"
    "Type=oneshot\n"
    "RemainAfterExit=yes\n"
    "ExecStart=/bin/sh -c 'mount -o remount,bind,rw /proc/sys; for group in /sys/fs/cgroup /sys/fs/cgroup/*; do "
    "! mountpoint -q \"$$group\" || mount -o remount,bind,rw \"$$group\"; done'\n"
    "\n"
    "[Install]\n"
    "WantedBy=sysinit.target\n";

const char* const kSshd =
    "PermitRootLogin prohibit-password\n"
    "PasswordAuthentication no\n"
    "UseDNS no\n";

// gVisor's shim spares itself from being killed for want of memory, and gives up where the machine's root may not do
// that, as in many containers. It goes on without where it is told that it runs in a user namespace.
const char* const kShimBeforeGvisor =
    "#!/bin/sh\n"
    "# Lets gVisor's shim believe that it runs in a user namespace: else it insists on a low oom_score_adj.\n"
    "real=/usr/local/bin/containerd-shim-runsc-v1\n"
    "for word; do last=$word; done\n"
    "[ \"$last\" = start ] || exec \"$real\" \"$@\"\n"
    "echo '0 1000 65536' > /run/vent-uid-map\n"
    "exec unshare --mount --propagation slave /bin/sh -c \\\n"
    "  'mount --bind /run/vent-uid-map /proc/$$/uid_map && exec \"$0\" \"$@\"' \"$real\" \"$@\"\n";

const char* const kPathOfContainerd =
    "# So that it finds the shim of this cloud before gVisor's own.\n"
    "[Service]\n"
    "Environment=PATH=/usr/lib/vent-metal:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n";

}  // namespace

std::string ImageRecipe::name() const {
  std::uint64_t hash = 14695981039346656037ULL;
  hash = mix(hash, suite);
  for (const std::vector<std::string>* list : {&packages, &masked_units, &enabled_units, &removed})
    hash = mix(hash, *list);
  for (const DiskEntry& entry : entries)
    hash = mix(hash, {entry.path, fmt::format("{:o} {}", entry.mode, static_cast<int>(entry.kind)), entry.content});
  return fmt::format("debian-12-{:016x}", hash);
}

ImageRecipe base_recipe() {
  return {
      .suite = "bookworm",
      .packages =
          {
              // a system to log in to
              "systemd",
              "systemd-sysv",
              "dbus",
              "openssh-server",
              "sudo",
              "kmod",
              "procps",
              "less",
              "vim-tiny",
              // its network, as a node needs and a person looks at it
              "iproute2",
              "iptables",
              "nftables",
              "conntrack",
              "ipset",
              "ethtool",
              "socat",
              "iputils-ping",
              "netcat-openbsd",
              "tcpdump",
              // what the chapters and Ansible find on any rented host
              "ca-certificates",
              "curl",
              "python3",
              "haproxy",
          },
      .masked_units =
          {
              // no hardware to look for, no terminals
              "systemd-udevd.service",
              "systemd-udev-trigger.service",
              "systemd-udevd-control.socket",
              "systemd-udevd-kernel.socket",
              "getty@tty1.service",
              "console-getty.service",
              // asks questions, or grows disks
              "systemd-firstboot.service",
              "systemd-repart.service",
              "systemd-pstore.service",
              // the kernel belongs to the machine outside
              "sys-kernel-debug.mount",
              "sys-kernel-tracing.mount",
              "sys-kernel-config.mount",
              // there is no way out, and upkeep by the clock disturbs measurements
              "apt-daily.timer",
              "apt-daily-upgrade.timer",
              "e2scrub_all.timer",
              "e2scrub_reap.service",
              "fstrim.timer",
              "dpkg-db-backup.timer",
          },
      .enabled_units = {"vent-metal-writable.service"},
      .entries =
          {
              {.path = "/etc/systemd/system/vent-metal-writable.service", .content = kWritableKernelFiles},
              {.path = "/etc/ssh/sshd_config.d/vent-metal.conf", .content = kSshd},
              {.path = "/etc/resolv.conf", .content = "# hosts of this cloud have no name server\n"},
              {.path = "/etc/machine-id", .content = ""},
              {.path = "/usr/lib/vent-metal/containerd-shim-runsc-v1", .mode = 0755, .content = kShimBeforeGvisor},
              {.path = "/etc/systemd/system/containerd.service.d/vent-metal.conf", .content = kPathOfContainerd},
          },
      .removed = {"/etc/ssh/ssh_host_ecdsa_key", "/etc/ssh/ssh_host_ecdsa_key.pub", "/etc/ssh/ssh_host_ed25519_key",
                  "/etc/ssh/ssh_host_ed25519_key.pub", "/etc/ssh/ssh_host_rsa_key", "/etc/ssh/ssh_host_rsa_key.pub",
                  "/var/lib/dbus/machine-id", "/etc/hostname", "/var/lib/apt/lists", "/var/cache/apt/archives",
                  "/var/cache/debconf", "/var/log/bootstrap.log", "/var/log/dpkg.log",
                  // installed for those who configure it, not running by itself
                  "/etc/systemd/system/multi-user.target.wants/haproxy.service"},
  };
}

}  // namespace vent::metal
