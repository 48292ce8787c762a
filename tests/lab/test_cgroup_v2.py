"""Hosts on a machine with cgroup v2 only.

On a machine with v1 the daemon gets a mount namespace in which /sys/fs/cgroup is a v2 tree. Its controllers are bound
to v1 then, so this shows that hosts boot, are found and are removed; limits can be tried on a v2 machine only.
"""

import subprocess

import pytest

from lab import VENT, Lab, run, wait_until

V2_ONLY = """
set -e
for group in $(awk '$2 ~ "^/sys/fs/cgroup" {print $2}' /proc/self/mounts | sort -r); do umount "$group"; done
mount -t cgroup2 cgroup2 /sys/fs/cgroup
exec "$@"
"""


@pytest.fixture
def v2_lab():
    lab = Lab("t3", private="10.95.0.0/16", public="198.18.128.0/25", port=17495)
    lab.erase()
    serve = subprocess.Popen(["unshare", "--mount", "sh", "-c", V2_ONLY, "sh", VENT, "metal", "serve", "--lab", "t3",
                              *lab.start_options], stderr=subprocess.PIPE, text=True)
    try:
        wait_until("the daemon to answer", lambda: serve.poll() is not None or
                   lab.vent("metal", "status", check=False).returncode == 0)
        assert serve.poll() is None, serve.stderr.read()
        yield lab, serve.pid
    finally:
        if serve.poll() is None:
            # Its namespaces are mounted in the daemon's mount namespace, so that is where they are removed.
            run("nsenter", "--mount", "--target", serve.pid, VENT, "metal", "stop", "--lab", "t3", "--erase")
        serve.communicate(timeout=30)


def test_hosts_boot_reboot_and_go(v2_lab):
    lab, _ = v2_lab
    assert lab.status()["cgroups"] == "v2"
    lab.vent("metal", "create", "a", "b", "--wait")
    assert lab.ssh("a", "stat -f -c %T /sys/fs/cgroup; systemctl is-system-running").stdout == "cgroup2fs\nrunning\n"
    lab.ssh("a", "mkdir /sys/fs/cgroup/lab-test && rmdir /sys/fs/cgroup/lab-test")
    lab.vent("metal", "reboot", "b", "--wait")
    lab.ssh("b", "ping -c 1 -W 5 " + lab.hosts()["a"]["public_address"])
    lab.vent("metal", "delete", "a", "--wait")
    assert set(lab.hosts()) == {"b"}
