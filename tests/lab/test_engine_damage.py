"""Damage done by hand: audit names it and nothing else, apply mends it and nothing else."""

import pytest

from engine import HOSTS, fresh_engine, ids, made, planned

HOST = "worker-0"
FAKE0, SCRIPT = "unit vent-fake0.service", "file /usr/local/sbin/vent-fake0"
UNIT_FILE = "/etc/systemd/system/vent-fake0.service"

# What is done, what audit says of it: the id, and the properties that are wrong.
DAMAGE = {
    "content of a file": ("echo 10.9.9.9 stranger >> /etc/hosts", {"file /etc/hosts": ["content"]}),
    "a file that is empty": (": > /etc/hosts", {"file /etc/hosts": ["content"]}),
    "mode of a file": ("chmod 0600 /etc/hosts", {"file /etc/hosts": ["mode"]}),
    "owner of a file": ("chown daemon:adm /etc/hosts", {"file /etc/hosts": ["group", "owner"]}),
    "a file removed": ("rm /etc/hosts", {"file /etc/hosts": ["there"]}),
    "a link in a file's place": ("mv /etc/hosts /root/h; ln -s /root/h /etc/hosts",
                                 {"file /etc/hosts": ["content", "group", "mode", "owner", "type"]}),
    "the host name": ("hostname stranger", {"sysctl kernel.hostname": ["now"]}),
    "the host name at boot": ("echo stranger > /etc/hostname", {"file /etc/hostname": ["content"]}),
    "a sysctl now": ("sysctl -w net.ipv4.ip_forward=0", {"sysctl net.ipv4.ip_forward": ["now"]}),
    "a sysctl's boot file": ("echo 'net.ipv4.ip_forward = 0' > /etc/sysctl.d/99-vent-net.ipv4.ip_forward.conf",
                             {"sysctl net.ipv4.ip_forward": ["at boot"]}),
    "a sysctl's boot file removed": ("rm /etc/sysctl.d/99-vent-net.ipv4.ip_forward.conf",
                                     {"sysctl net.ipv4.ip_forward": ["at boot"]}),
    "a module's boot file": ("rm /etc/modules-load.d/vent-overlay.conf", {"kernel_module overlay": ["at boot"]}),
    "swap at boot": ("echo '/swapfile none swap sw 0 0' >> /etc/fstab", {"swap_off": ["at boot"]}),
    "a unit stopped": ("systemctl stop vent-fake0", {FAKE0: ["running", "started from"]}),
    "a unit disabled": ("systemctl disable vent-fake0", {FAKE0: ["at boot"]}),
    "a unit's file edited": (f"echo '# by hand' >> {UNIT_FILE}", {FAKE0: ["content"]}),
    "a unit's file removed": (f"rm {UNIT_FILE}; systemctl daemon-reload", {FAKE0: ["at boot", "content"]}),
    "a unit's script edited": ("echo '# by hand' >> /usr/local/sbin/vent-fake0", {SCRIPT: ["content"]}),
    # As a run does that was killed between writing the file and restarting: the file is right, the process is not.
    "a unit that runs with old inputs": (
        f"cp {UNIT_FILE} /root/unit; sed -i s/VENT_INPUTS=.*/VENT_INPUTS=old/ {UNIT_FILE}; systemctl daemon-reload; "
        f"systemctl restart vent-fake0; cp /root/unit {UNIT_FILE}; systemctl daemon-reload", {FAKE0: ["started from"]}),
    "several at once": ("rm /etc/hosts; chmod 0700 /etc/hostname; sysctl -w net.ipv4.ip_forward=0; systemctl stop vent-fake0",
                        {"file /etc/hosts": ["there"], "file /etc/hostname": ["mode"],
                         "sysctl net.ipv4.ip_forward": ["now"], FAKE0: ["running", "started from"]}),
}


@pytest.fixture(scope="module")
def applied(engine_lab):
    with fresh_engine(engine_lab) as engine:
        engine.apply()
        engine.look("audit", code=0)
        yield engine


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_named_and_mended(applied, damage):
    by_hand, wrong = DAMAGE[damage]
    applied.ssh(HOST, by_hand)
    seen = planned(applied.look("audit", "--host", HOST, code=2))
    assert {name: sorted(one[0] for one in properties) for _, _, name, properties in seen} == wrong
    assert made(applied.apply("--host", HOST)) == seen
    applied.look("audit", "--host", HOST, code=0)


def test_damage_on_several_hosts_is_told_in_words(applied):
    applied.ssh("controller-0", "rm /etc/hosts")
    applied.ssh("worker-1", "chmod 0600 /etc/hosts; sysctl -w net.ipv4.ip_forward=0")
    audit = applied.vent("audit", check=False)
    assert audit.returncode == 2
    lines = audit.stdout.splitlines()
    while lines and "warning: a small write that waits for the disk" in lines[0]:  # the machine has much to do just now
        del lines[:2]
    assert lines == [
        "controller-0: file /etc/hosts is not there",
        "worker-1: file /etc/hosts: mode is 0600, and should be 0644",
        "worker-1: sysctl net.ipv4.ip_forward: now is 0, and should be 1",
        "3 hosts: 3 things are not as they should be; `vent apply` mends them"]
    assert ids(made(applied.apply())) == [("controller-0", "file /etc/hosts"), ("worker-1", "file /etc/hosts"),
                                          ("worker-1", "sysctl net.ipv4.ip_forward")]
    applied.look("audit", code=0)


def test_a_unit_is_not_started_again_without_need(applied):
    def started():
        return applied.ssh(HOST, "systemctl show --property=ActiveEnterTimestampMonotonic vent-fake0").stdout

    before = started()
    applied.ssh(HOST, "systemctl disable vent-fake0; rm /etc/hosts")
    applied.apply("--host", HOST)
    assert started() == before
    applied.ssh(HOST, "echo '# by hand' >> /usr/local/sbin/vent-fake0")
    applied.apply("--host", HOST)
    assert started() == before, "its file came back as it was when the unit was started"


def test_every_host_is_as_it_should_be_in_the_end(applied):
    assert made(applied.apply()) == []
    assert all(applied.ssh(host, "ip -o address show dev fake0").stdout for host in HOSTS)
