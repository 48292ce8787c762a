"""What vent made is there after a power cut too."""

import json

from engine import HOSTS


def test_audit_is_clean_after_a_power_cycle(engine):
    engine.apply()
    boots = {host: engine.ssh(host, "cat /proc/sys/kernel/random/boot_id").stdout for host in HOSTS}
    engine.switch("reboot", *HOSTS)
    for host in HOSTS:
        # Units go on starting after sshd answers.
        assert engine.ssh(host, "systemctl is-system-running --wait", check=False).stdout == "running\n"
        assert engine.ssh(host, "cat /proc/sys/kernel/random/boot_id").stdout != boots[host]
    audit = engine.vent("audit", check=False)
    assert audit.returncode == 0, audit.stdout + audit.stderr
    for host in HOSTS:
        private = engine.hosts[host]["private_address"]
        [fake0] = json.loads(engine.ssh(host, "ip -json -4 address show dev fake0").stdout)
        assert [one["local"] for one in fake0["addr_info"]] == [private]
        for other in HOSTS:
            engine.ssh(other, f"ping -c 1 -W 5 {private}")
    assert engine.apply()["changes"] == 0


def test_what_was_made_and_cut_off_at_once_is_on_the_disk(engine):
    """The host loses its power the moment vent says that it is done."""
    engine.apply("--host", "worker-0")
    engine.switch("reboot", "worker-0")
    engine.ssh("worker-0", "systemctl is-system-running --wait", check=False)
    engine.look("audit", "--host", "worker-0", code=0)
    engine.reset("--host", "worker-0")
