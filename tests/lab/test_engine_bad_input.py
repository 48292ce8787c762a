"""What is in the way on a host, or of the operator's making: one clear error that says what to do, nothing half made."""

import contextlib

import pytest

from engine import LABS, Engine, fresh_engine, planned, stages
from host_state import differences, near_state
from lab import run

HOST = "worker-0"
ONLY = ("--host", HOST)


UNFIT = 75  # a host that doesn't meet the prerequisites


@pytest.fixture
def engine(engine_lab):
    """Only one host has to be a fresh one."""
    with fresh_engine(engine_lab, [HOST]) as own:
        yield own


def refused(engine, *words, code, says, verb="apply"):
    """Everything a person would read of a run that must fail, after looking for some of it."""
    done = engine.vent(verb, *(["--yes"] if verb in ("apply", "reset") else []), *ONLY, *words, check=False)
    seen = done.stdout + done.stderr
    assert done.returncode == code, seen
    missing = [word for word in says if word not in seen]
    assert not missing, f"{missing} is not in:\n{seen}"
    assert "next:" in seen, seen
    return seen


@contextlib.contextmanager
def in_the_way(engine, made, taken_away):
    """Something on the host that keeps vent from its work. Nothing of what vent tries in between may be seen afterwards."""
    before = near_state(engine, HOST)
    engine.ssh(HOST, made)
    try:
        yield
    finally:
        engine.ssh(HOST, taken_away)
    assert differences(before, near_state(engine, HOST)) == []


@pytest.fixture
def untouched(engine):
    """Whatever the test does, the host is afterwards as it was."""
    with in_the_way(engine, "true", "true"):
        yield engine


def mends_itself(engine):
    """What was in the way is gone: the next run ends as any other."""
    engine.apply(*ONLY)
    engine.look("audit", *ONLY, code=0)


# --- getting in -------------------------------------------------------------------------------------------------------


def test_a_host_that_is_switched_off(engine):
    engine.switch("power-off", HOST)
    for verb in ("plan", "audit", "apply", "reset"):
        refused(engine, verb=verb, code=68, says=["VENT_HOST_UNREACHABLE", HOST, engine.hosts[HOST]["public_address"]])


def test_a_key_that_is_not_let_in(untouched):
    engine = untouched
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", engine.folder / "other")
    engine.write_cluster(words={str(LABS / "t5/ssh/id_ed25519"): str(engine.folder / "other")})
    shown = run("ssh-keygen", "-lf", engine.folder / "other").stdout.split()[1]
    refused(engine, code=77, says=["VENT_LOGIN_REFUSED", "user 'root'", shown])


def test_a_host_key_that_has_changed(untouched):
    """The file has a neighbour's key: both fingerprints are shown, and nothing is sent."""
    engine = untouched
    known = {line.split(",")[0]: line.split()[1:3] for line in (LABS / "t5/ssh/known_hosts").read_text().splitlines()
             if "ssh-ed25519" in line}
    engine.write_cluster(words={" ".join(known[HOST]): " ".join(known["worker-1"])})
    pinned, shown = (engine.ssh(host, "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub").stdout.split()[1]
                     for host in ("worker-1", HOST))
    refused(engine, code=77, says=["VENT_HOST_KEY_CHANGED", pinned, shown, f"vent adopt {HOST}"])


def test_a_user_who_may_not_become_root(engine):
    engine.ssh(HOST, "useradd --create-home --password '*' ops; install -d -o ops ~ops/.ssh; "
                     "install -o ops ~/.ssh/authorized_keys ~ops/.ssh/")
    before = near_state(engine, HOST)
    engine.write_cluster(words={"ssh:\n": "ssh:\n  user: ops\n"})
    refused(engine, code=77, says=["VENT_NO_SUDO", "'ops'"])
    engine.ssh(HOST, "mv /usr/bin/sudo /root/sudo")
    refused(engine, code=77, says=["VENT_NO_SUDO", "sudo", "'ops'"])
    engine.ssh(HOST, "mv /root/sudo /usr/bin/sudo")
    assert differences(before, near_state(engine, HOST)) == []
    engine.ssh(HOST, "echo 'ops ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/ops")
    mends_itself(engine)


# --- disks ------------------------------------------------------------------------------------------------------------


def read_only(*directories):
    """The root itself can't be: its own logs are open."""
    return ("; ".join(f"mount --bind {one} {one} && mount -o remount,bind,ro {one}" for one in directories),
            f"umount --lazy {' '.join(directories)}")


def test_a_read_only_root(engine):
    engine.apply(*ONLY)  # vent-node is there
    engine.ssh(HOST, "rm /etc/hosts")
    with in_the_way(engine, *read_only("/etc", "/usr", "/var/lib")):
        refused(engine, code=UNFIT, says=["read-only file system", f"on {HOST}"])
        refused(engine, verb="audit", code=UNFIT, says=["/etc/hosts is not there"])  # looking needs no disk
    mends_itself(engine)


def test_a_read_only_root_before_the_first_contact(engine):
    with in_the_way(engine, *read_only("/etc", "/usr", "/var/lib")):
        refused(engine, code=77, says=["ead-only file system", f"on {HOST}"])
    mends_itself(engine)


def full(directory):
    """A file system of its own with what stood there, and with no room for more."""
    return (f"mkdir -p {directory} /root/behind && cp -a {directory}/. /root/behind && "
            f"mount -t tmpfs -o size=8m,mode=$(stat -c %a {directory}) full {directory} && cp -a /root/behind/. {directory}; "
            f"rm -r /root/behind; dd if=/dev/zero of={directory}/filler bs=4k 2>/dev/null || true",
            f"umount {directory}")


def test_a_full_disk(engine):
    """Told before anything is written."""
    engine.look("plan", *ONLY, code=2)  # vent-node is there
    with in_the_way(engine, *full("/etc")):
        refused(engine, code=73, says=["VENT_NO_SPACE", "'/etc", "MiB", "before anything is written", "df -h"])
    mends_itself(engine)


def test_a_full_disk_below_vents_own_state(engine):
    engine.apply(*ONLY)
    engine.ssh(HOST, "rm /etc/hosts")
    with in_the_way(engine, *full("/var/lib/vent")):
        refused(engine, code=UNFIT, says=["/var/lib/vent", "no space left on device", "df -h"])
        refused(engine, verb="audit", code=UNFIT, says=["/etc/hosts is not there"])  # looking needs no disk
    mends_itself(engine)


def test_a_disk_that_is_full_for_one_of_many(engine):
    """A small file system in the middle: the run ends there, and what is made is whole."""
    engine.look("plan", *ONLY, code=2)
    engine.ssh(HOST, full("/etc/sysctl.d")[0])
    refused(engine, code=73, says=["/etc/sysctl.d", "df -h"])
    assert engine.ssh(HOST, "ls -A /etc/sysctl.d | grep vent", check=False).stdout == "", "half a file"
    engine.ssh(HOST, "umount /etc/sysctl.d")
    mends_itself(engine)


def test_no_room_for_vent_itself(engine):
    """Before the first contact. Nothing half sent is left."""
    engine.ssh(HOST, "mkdir -m 0700 /var/lib/vent")
    with in_the_way(engine, "mount -t tmpfs -o size=1m,mode=0700 full /var/lib/vent", "umount /var/lib/vent"):
        seen = engine.vent("apply", "--yes", *ONLY, check=False)
        assert engine.ssh(HOST, "ls -A /var/lib/vent").stdout == "", seen.stdout
        refused(engine, code=73, says=["o space left on device", HOST, "df -h"])
    mends_itself(engine)


# --- files in the way -------------------------------------------------------------------------------------------------


def test_a_host_of_another_cluster(engine):
    engine.look("plan", *ONLY, code=2)  # vent-node is there
    with in_the_way(engine, "mkdir /etc/kubernetes; touch /etc/kubernetes/admin.conf", "rm -r /etc/kubernetes"):
        refused(engine, code=UNFIT, says=["VENT_PREREQUISITES", "kubeadm (/etc/kubernetes/admin.conf)", "kubeadm reset"])
    mends_itself(engine)


def test_a_directory_where_a_file_should_be(engine):
    with in_the_way(engine, "mv /etc/hosts /root/hosts; mkdir /etc/hosts; touch /etc/hosts/of-somebody",
                    "rm -r /etc/hosts; mv /root/hosts /etc/"):
        plan = planned(engine.look("plan", *ONLY, code=2))
        assert ("type", "directory", "file") in {name: what for _, _, name, what in plan}["file /etc/hosts"]
        refused(engine, code=75, says=["VENT_IN_THE_WAY", "'/etc/hosts' is a directory, and a file should be there",
                                       "mv /etc/hosts /etc/hosts.old", f"03_machines on {HOST}"])
        assert engine.ssh(HOST, "ls /etc/hosts").stdout == "of-somebody\n"
        engine.reset(*ONLY)
    mends_itself(engine)


def test_a_file_where_a_directory_should_be(engine):
    with in_the_way(engine, "mv /etc/modules-load.d /root/; echo precious > /etc/modules-load.d",
                    "rm /etc/modules-load.d; mv /root/modules-load.d /etc/"):
        refused(engine, code=75, says=["/etc/modules-load.d", "not a directory", "kernel_module overlay",
                                       f"03_machines on {HOST}"])
        assert engine.ssh(HOST, "cat /etc/modules-load.d").stdout == "precious\n"
        engine.reset(*ONLY)
    mends_itself(engine)


def test_a_file_where_vents_own_directory_should_be(engine):
    with in_the_way(engine, "echo precious > /var/lib/vent", "rm /var/lib/vent"):
        refused(engine, code=75, says=["/var/lib/vent", f"on {HOST}"])
        assert engine.ssh(HOST, "cat /var/lib/vent").stdout == "precious\n"
    mends_itself(engine)


# --- units ------------------------------------------------------------------------------------------------------------


def test_a_unit_that_does_not_start(engine):
    """The end of its journal says why."""
    engine.write_cluster(fake0="nosuch0")
    before = near_state(engine, HOST)
    refused(engine, code=1, says=["VENT_UNIT", "the unit 'vent-fake0.service' does not start", "nosuch0", "status=",
                                  "journalctl -u vent-fake0.service", "making unit vent-fake0.service"])
    again = engine.apply(*ONLY, code=1)
    stage = stages(again)[HOST, "03_machines"]
    assert stage["outcome"] == "failed" and stage["error"]["id"] == "VENT_UNIT"
    assert ids_of(again) == [], "what was made before it stays made"
    engine.reset(*ONLY)
    assert differences(before, near_state(engine, HOST)) == []
    engine.write_cluster()
    mends_itself(engine)


def ids_of(document):
    return [change["id"] for change in document["changed"]]


# --- the cluster file -------------------------------------------------------------------------------------------------


def test_the_cluster_file_is_missing_or_wrong(engine_lab):
    engine = Engine(engine_lab)
    try:
        for verb, words in {"plan": [], "apply": ["--yes"], "audit": [], "reset": ["--yes"],
                            "guide": ["-o", engine.folder / "guide"]}.items():
            engine.file.write_text(engine.given.replace("role: worker", "roll: worker", 1).replace("10.98.1.1", "10.98.1.999"))
            done = engine.vent(verb, *words, check=False)
            assert done.returncode == 64, done.stderr
            line = engine.file.read_text().splitlines().index("    roll: worker") + 1
            assert f"cluster.yaml:{line}:5" in done.stderr and "did you mean 'role'" in done.stderr
            assert "10.98.1.999" in done.stderr, "all problems are told at once"
            engine.file.unlink()
            done = engine.vent(verb, *words, check=False)
            assert done.returncode == 69 and str(engine.file) in done.stderr and "vent init" in done.stderr, done.stderr
        assert not (engine.folder / "guide").exists()
    finally:
        engine.close()
