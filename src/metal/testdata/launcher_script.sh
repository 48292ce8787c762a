# Boots this host. Written by vent metal, at each power-on.
set -u
cd /state/vent/metal/metal/hosts/id || exit 96
exec 9>on.lock
# Whoever looks whether the host is on holds the lock for an instant.
flock --timeout 0.2 9 || exit 98
rm -f ended switched-off
trap 'echo $? >ended' EXIT
for group in /sys/fs/cgroup/cpu/vent-metal/id/launcher/cgroup.procs /sys/fs/cgroup/systemd/vent-metal/id/launcher/cgroup.procs; do echo 0 >"$group" || exit 97; done
(
  exec 9>&-
  for group in /sys/fs/cgroup/cpu/vent-metal/id/machine/cgroup.procs /sys/fs/cgroup/systemd/vent-metal/id/machine/cgroup.procs; do echo 0 >"$group" || exit 97; done
  mkdir -p /run/systemd/nspawn
  # On a machine with cgroup v1, nspawn's system call filter leaves runc without keyrings.
  export SYSTEMD_SECCOMP=0 SYSTEMD_NSPAWN_USE_CGNS=1
  exec unshare --mount --propagation slave sh -c 'mount -t tmpfs -o mode=0755 tmpfs /run/systemd/nspawn && mount -t overlay overlay -o lowerdir=/cache/vent/images/debian-12-0,upperdir=/state/vent/metal/metal/hosts/id/upper,workdir=/state/vent/metal/metal/hosts/id/work /state/vent/metal/metal/hosts/id/root && exec systemd-nspawn --quiet --boot --register=no --keep-unit --settings=no --link-journal=no --resolv-conf=off --timezone=off --kill-signal=SIGRTMIN+3 --capability=all --console=read-only --bind=/dev/kmsg --bind=/dev/net/tun --bind=/state/vent/metal/metal/hosts/id/containerd:/var/lib/containerd --network-namespace-path=/run/netns/vent-metal-1 --machine=worker-1 --uuid=0123456789abcdef0123456789abcdef --directory=/state/vent/metal/metal/hosts/id/root'
)
