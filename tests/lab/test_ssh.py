"""Hosts reached by ssh: every way in which that can fail, provoked for real, and `vent adopt`.

`ssh_probe` is one session as vent has it. Its last line says kind, id and whether to try again.
"""

import json
import os
import pathlib
import pty
import shutil
import signal
import subprocess
import tempfile

import pytest

from lab import VENT, Lab, run, wait_until

PROBE = VENT.parent / "tests/lab/ssh_probe"
LAB_FILES = pathlib.Path(os.environ.get("XDG_STATE_HOME", pathlib.Path.home() / ".local/state")) / "vent/metal/t4/ssh"


@pytest.fixture(scope="module")
def ssh_lab():
    lab = Lab("t4", private="10.96.0.0/16", public="198.18.0.0/25", port=17496)
    lab.erase()
    lab.vent("metal", "start", *lab.start_options)
    lab.vent("metal", "create", "one", "two", "--wait")
    yield lab
    lab.erase()


class Operator:
    """A person with a cluster file, and a home for vent's state that is empty at first."""

    def __init__(self, folder, lab):
        self.folder, self.lab, self.hosts = folder, lab, lab.hosts()
        (folder / "run").mkdir(mode=0o700)
        self.environment = os.environ | {"XDG_STATE_HOME": str(folder), "XDG_RUNTIME_DIR": str(folder / "run")}
        self.environment.pop("SSH_AUTH_SOCK", None)
        self.known_hosts = folder / "vent/clusters/lab/known_hosts"
        self.write_cluster()

    def write_cluster(self, key=LAB_FILES / "id_ed25519", **ssh_of_one):
        """The cluster file; what is given for ssh counts for host one."""
        address = ssh_of_one.pop("address", self.hosts["one"]["private_address"])
        ssh = {"key": key} | ssh_of_one
        lines = [f"      {name}: {value}" for name, value in ssh.items() if value]
        lines = ["    ssh:", *lines] if lines else []
        self.file = self.folder / "cluster.yaml"
        self.file.write_text("\n".join([
            "apiVersion: vent/v1", "kind: Cluster", "name: lab", "hosts:",
            "  - name: one", "    role: controller", f"    address: {address}",
            f"    privateAddress: {self.hosts['one']['private_address']}", *lines,
            "  - name: two", "    role: worker", f"    address: {self.hosts['two']['private_address']}",
            f"    privateAddress: {self.hosts['two']['private_address']}",
            "    ssh:", f"      key: {LAB_FILES / 'id_ed25519'}", ""]))

    def vent(self, *arguments, **options):
        return run(VENT, *arguments, env=self.environment, **options)

    def adopt(self, *arguments, **options):
        return self.vent("adopt", "-f", self.file, *arguments, **options)

    def probe(self, command, host="one", within=(), **options):
        return run(*within, PROBE, self.file, host, command, env=self.environment, check=False, input="", **options)

    def start(self, command):
        return subprocess.Popen([PROBE, self.file, "one", command], env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def sockets(self):
        return list((self.folder / "run/vent").glob("*"))


@pytest.fixture
def operator(ssh_lab):
    # Not pytest's own folder: the names of sockets must be short.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="vent-ssh-"))
    yield Operator(folder, ssh_lab)
    shutil.rmtree(folder)


@pytest.fixture
def adopted(operator):
    operator.adopt("--yes")
    return operator


def shown_by(lab, host):
    """The fingerprint as the machine itself shows it."""
    return lab.ssh(host, "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub").stdout.split()[1]


def verdict(done):
    return done.stderr.strip().splitlines()[-1]


def say(program, verdict_expected):
    _, errors = program.communicate(timeout=120)
    assert errors.strip().splitlines()[-1] == verdict_expected, errors
    return errors


# --- adopt ------------------------------------------------------------------------------------------------------------


def test_adopt_shows_what_the_machines_show_and_pins_it(operator, ssh_lab):
    done = operator.adopt("--yes")
    for host in ("one", "two"):
        assert f"{shown_by(ssh_lab, host)}   unknown" in done.stdout
    assert "2 keys pinned" in done.stderr
    assert operator.known_hosts.stat().st_mode & 0o777 == 0o600
    assert operator.probe("echo hello").stdout == "hello\n"
    again = operator.adopt()  # nobody has to be asked
    assert again.stdout.count("known\n") == 2 and "nothing new to pin" in again.stderr


def test_adopt_of_some_hosts_as_json(operator, ssh_lab):
    done = operator.adopt("--yes", "two", "-o", "json")
    [host] = json.loads(done.stdout)["hosts"]
    assert host["fingerprint"] == shown_by(ssh_lab, "two")
    assert (host["name"], host["type"], host["standing"], host["adopted"]) == ("two", "ssh-ed25519", "unknown", True)
    assert [line.split()[0] for line in operator.known_hosts.read_text().splitlines()] == ["two"]


def test_adopt_where_nobody_can_be_asked(operator):
    done = operator.adopt(check=False, stdin=subprocess.DEVNULL)
    assert done.returncode == 64 and "VENT_NOBODY_TO_ASK" in done.stderr and "vent adopt --yes" in done.stderr
    assert not operator.known_hosts.exists()


@pytest.mark.parametrize("answer, code", [("yes", 0), ("y", 130), ("", 130), ("no", 130)])
def test_adopt_asks_on_a_terminal(operator, answer, code):
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode() + b"\n")
    done = operator.adopt("one", check=False, stdin=theirs)
    os.close(ours), os.close(theirs)
    assert done.returncode == code, done.stderr
    assert "yes or no" in done.stderr and operator.known_hosts.exists() == (code == 0)


def test_adopt_goes_on_without_a_host_that_is_away(operator):
    operator.write_cluster(address="10.96.77.1")
    done = operator.adopt("--yes", check=False)
    assert done.returncode == 68 and "VENT_HOST_UNREACHABLE" in done.stderr
    assert operator.known_hosts.read_text().startswith("two ")


def test_adopt_of_an_unknown_host(operator):
    done = operator.adopt("onne", check=False)
    assert done.returncode == 69 and "did you mean 'one'" in done.stderr


def test_the_cluster_file_counts_more_than_the_host(operator):
    key = (LAB_FILES / "known_hosts").read_text().split("two,")[1].split()[1:3]
    operator.write_cluster(hostKey=" ".join(key))
    done = operator.adopt("--yes", check=False)
    assert done.returncode == 77 and "VENT_HOST_KEY_CHANGED" in done.stderr and "cluster file" in done.stderr
    assert verdict(operator.probe("true")) == "not_permitted VENT_HOST_KEY_CHANGED never"


# --- host keys --------------------------------------------------------------------------------------------------------


def test_a_host_whose_key_is_not_pinned(operator, ssh_lab):
    done = operator.probe("true")
    assert verdict(done) == "not_permitted VENT_HOST_KEY_UNKNOWN never"
    assert "vent adopt one" in done.stderr and shown_by(ssh_lab, "one") in done.stderr


def test_a_host_key_that_has_changed(adopted, ssh_lab):
    before = shown_by(ssh_lab, "one")
    adopted.probe("set -e; cd /etc/ssh; mkdir before; mv ssh_host_* before; ssh-keygen -A; systemctl restart ssh")
    try:
        done = adopted.probe("true")
        assert verdict(done) == "not_permitted VENT_HOST_KEY_CHANGED never"
        assert before in done.stderr and "vent adopt one" in done.stderr
        looked = adopted.adopt(check=False, stdin=subprocess.DEVNULL)
        now = [line.split()[3] for line in looked.stdout.splitlines() if line.startswith("one ")][0]
        assert now != before and now in done.stderr, "both fingerprints are shown"
        assert f"{now}   changed" in looked.stdout and f"{before}   pinned until now" in looked.stdout
        assert verdict(adopted.probe("true")) == "not_permitted VENT_HOST_KEY_CHANGED never", "looking pins nothing"
        adopted.adopt("--yes")
        assert adopted.probe("echo hello").stdout == "hello\n"
    finally:
        adopted.adopt("--yes")
        adopted.probe("cd /etc/ssh; mv before/* .; rmdir before; systemctl restart ssh")


# --- the way there ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("access, reason", [
    ({"port": 2222}, "connection refused"),
    ({"address": "10.96.77.1"}, "no route to host"),
    ({"address": "no-such-host.invalid"}, "name"),
])
def test_a_host_that_cannot_be_reached(adopted, access, reason):
    adopted.write_cluster(**access)
    done = adopted.probe("true")
    assert verdict(done) == "not_reachable VENT_HOST_UNREACHABLE later"
    assert reason in done.stderr.splitlines()[0]


def test_a_blocked_link(adopted, ssh_lab):
    ssh_lab.vent("metal", "link", "operator", "one", "--block")
    try:
        done = adopted.probe("true")
        assert verdict(done) == "not_reachable VENT_HOST_UNREACHABLE later" and "timed out" in done.stderr
    finally:
        ssh_lab.vent("metal", "link", "operator", "one", "--plain")


def test_sshd_is_down(adopted, ssh_lab):
    adopted.probe("systemctl stop ssh")
    try:
        done = adopted.probe("true")
        assert verdict(done) == "not_reachable VENT_HOST_UNREACHABLE later" and "refused" in done.stderr
    finally:
        ssh_lab.vent("metal", "reboot", "one", "--wait")


# --- logins -----------------------------------------------------------------------------------------------------------


def test_a_key_that_may_not_log_in(adopted):
    key = adopted.folder / "other"
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
    adopted.write_cluster(key=key)
    done = adopted.probe("true")
    assert verdict(done) == "not_permitted VENT_LOGIN_REFUSED never"
    assert "user 'root'" in done.stderr and run("ssh-keygen", "-lf", key).stdout.split()[1] in done.stderr


def test_a_user_that_is_not_there(adopted):
    adopted.write_cluster(user="nobody-here")
    done = adopted.probe("true")
    assert verdict(done) == "not_permitted VENT_LOGIN_REFUSED never" and "user 'nobody-here'" in done.stderr


def test_key_files(adopted):
    key = adopted.folder / "key file 100%"
    adopted.write_cluster(key=f'"{key}"')
    done = adopted.probe("true")
    assert verdict(done) == "missing VENT_KEY_FILE never" and str(key) in done.stderr
    shutil.copy(LAB_FILES / "id_ed25519", key)
    key.chmod(0o644)
    done = adopted.probe("true")
    assert verdict(done) == "not_permitted VENT_KEY_FILE never" and "chmod 600" in done.stderr
    key.chmod(0o600)
    assert adopted.probe("echo hello").stdout == "hello\n"
    run("ssh-keygen", "-q", "-p", "-P", "", "-N", "secret", "-f", key)
    shutil.copy(LAB_FILES / "id_ed25519.pub", f"{key}.pub")
    done = adopted.probe("true")
    assert verdict(done) == "not_permitted VENT_KEY_FILE never" and "ssh-add" in done.stderr
    key.write_text("nonsense\n")
    assert verdict(adopted.probe("true")) == "bad_input VENT_KEY_FILE never"


def test_sudo(adopted):
    adopted.probe("useradd --create-home --password '*' ops; install -d -o ops ~ops/.ssh; "
                  "install -o ops ~/.ssh/authorized_keys ~ops/.ssh/")
    adopted.write_cluster(user="ops")
    done = adopted.probe("exec sudo -n id -u")
    assert verdict(done) == "not_permitted VENT_NO_SUDO never" and "'ops'" in done.stderr
    adopted.write_cluster()
    adopted.probe("echo 'ops ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/vent")
    adopted.write_cluster(user="ops")
    assert adopted.probe("exec sudo -n id -u").stdout == "0\n"
    adopted.write_cluster()
    adopted.probe("rm /etc/sudoers.d/vent; userdel --remove ops")


# --- sessions ---------------------------------------------------------------------------------------------------------


def test_a_session_carries_any_bytes(adopted):
    data = os.urandom(3_000_000)
    done = subprocess.run([PROBE, adopted.file, "one", f"head -c {len(data)}"], env=adopted.environment, input=data,
                          capture_output=True, timeout=60)
    assert done.stdout == data


@pytest.mark.parametrize("command, message", [("exit 3", "ended with exit code 3"), ("exit 255", "ended with exit code 255"),
                                              ("kill -9 $$", "was killed"), ("no-such-program", "exit code 127")])
def test_a_remote_program_that_ends(adopted, command, message):
    done = adopted.probe(command)
    assert verdict(done) == "failed VENT_REMOTE_ENDED never" and message in done.stderr


def test_a_connection_that_breaks(adopted, ssh_lab):
    session = adopted.start("echo ready; sleep 100")
    assert session.stdout.readline() == "ready\n"
    ssh_lab.ssh("one", "pkill -9 -o -f 'sshd: root@notty'")
    say(session, "not_reachable VENT_CONNECTION_LOST later")


def test_a_host_that_is_switched_off(adopted, ssh_lab):
    session = adopted.start("echo ready; sleep 100")
    assert session.stdout.readline() == "ready\n"
    ssh_lab.vent("metal", "reboot", "one", "--wait")
    say(session, "not_reachable VENT_CONNECTION_LOST later")


def test_a_host_that_falls_silent(adopted, ssh_lab):
    session = adopted.start("echo ready; sleep 100")
    assert session.stdout.readline() == "ready\n"
    ssh_lab.vent("metal", "link", "operator", "one", "--block")
    try:
        assert "not responding" in say(session, "not_reachable VENT_CONNECTION_LOST later")
    finally:
        ssh_lab.vent("metal", "link", "operator", "one", "--plain")


def test_a_killed_vent_leaves_no_program_on_the_host(adopted, ssh_lab):
    session = adopted.start("echo ready; cat; touch /root/saw-the-end")
    assert session.stdout.readline() == "ready\n"
    session.kill()
    session.communicate()
    wait_until("the program to see the end of its input",
               lambda: ssh_lab.ssh("one", "rm /root/saw-the-end", check=False).returncode == 0)


def test_other_sessions_share_the_connection(adopted):
    session = adopted.start("echo ready; sleep 100")
    assert session.stdout.readline() == "ready\n"
    [socket] = adopted.sockets()
    shared = ["ssh", "-F", "/dev/null", "-S", socket, "-o", "ProxyCommand=false", "any-name"]
    assert run(*shared, "hostname").stdout == "one\n"
    # Killed, it leaves its socket behind. The next one shares its connection all the same.
    [master] = [int(line.split("pid=")[1].strip(")\r\n")) for line in
                run(*shared[:-1], "-O", "check", "any-name").stderr.splitlines()]
    os.kill(master, signal.SIGKILL)
    say(session, "not_reachable VENT_CONNECTION_LOST later")
    assert adopted.sockets() == [socket]
    session = adopted.start("echo ready; cat")
    assert session.stdout.readline() == "ready\n"
    assert run(*shared, "hostname").stdout == "one\n"
    session.terminate()
    session.communicate()


# --- jump hosts -------------------------------------------------------------------------------------------------------


@pytest.fixture
def through_two(adopted, ssh_lab):
    """Host one is to be reached through host two only. The key is in an agent, and ~/.ssh is a folder of ours: ssh finds
    it by the user's entry in the system, not by HOME."""
    agent = run("ssh-agent", "-s", "-a", adopted.folder / "agent").stdout
    adopted.environment["SSH_AUTH_SOCK"] = str(adopted.folder / "agent")
    run("ssh-add", LAB_FILES / "id_ed25519", env=adopted.environment)
    adopted.write_cluster(key=None, jumpHost=f"root@{adopted.hosts['two']['private_address']}")
    dot_ssh, home = adopted.folder / "dot-ssh", pathlib.Path("~root").expanduser() / ".ssh"
    dot_ssh.mkdir(mode=0o700)
    was_there = home.exists()
    home.mkdir(mode=0o700, exist_ok=True)
    adopted.within = ["unshare", "--mount", "sh", "-c", f'mount --bind {dot_ssh} {home} && exec "$@"', "sh"]
    ssh_lab.vent("metal", "link", "operator", "one", "--block")
    yield adopted, dot_ssh / "known_hosts"
    ssh_lab.vent("metal", "link", "operator", "one", "--plain")
    os.kill(int(agent.split("SSH_AGENT_PID=")[1].split(";")[0]), signal.SIGTERM)
    wait_until("the agent to take its socket away", lambda: not (adopted.folder / "agent").exists())
    if not was_there:
        home.rmdir()


def key_line(address):
    key = (LAB_FILES / "known_hosts").read_text().split("two,")[1].split()[1:3]
    return " ".join([address, *key]) + "\n"


def test_through_a_jump_host(through_two):
    operator, known = through_two
    done = operator.probe("hostname", within=operator.within)
    assert verdict(done) == "not_permitted VENT_JUMP_HOST never" and "known_hosts" in done.stderr
    known.write_text(key_line(operator.hosts["two"]["private_address"]))
    assert operator.probe("hostname", within=operator.within).stdout == "one\n"
    # Through two of them: here the same one twice, under its two addresses.
    known.write_text(known.read_text() + key_line(operator.hosts["two"]["public_address"]))
    both = ",".join(operator.hosts["two"][which] for which in ("public_address", "private_address"))
    operator.write_cluster(key=None, jumpHost=both)
    assert operator.probe("hostname", within=operator.within).stdout == "one\n"
    # What is behind it is found out through it.
    operator.write_cluster(key=None, jumpHost=both, port=2222)
    assert verdict(operator.probe("true", within=operator.within)) == "not_reachable VENT_HOST_UNREACHABLE later"


def test_adopt_through_a_jump_host(through_two, ssh_lab):
    operator, known = through_two
    known.write_text(key_line(operator.hosts["two"]["private_address"]))
    operator.known_hosts.unlink()
    done = run(*operator.within, VENT, "adopt", "-f", operator.file, "--yes", env=operator.environment)
    assert "2 keys pinned" in done.stderr
    assert operator.probe("hostname", within=operator.within).stdout == "one\n"


def test_a_jump_host_that_does_not_let_us_in(through_two):
    operator, known = through_two
    known.write_text(key_line(operator.hosts["two"]["private_address"]))
    del operator.environment["SSH_AUTH_SOCK"]
    done = operator.probe("true", within=operator.within)
    assert verdict(done) == "not_permitted VENT_JUMP_HOST never" and "Permission denied" in done.stderr
    operator.write_cluster(key=None, jumpHost=f"root@{operator.hosts['two']['private_address']}:2222")
    done = operator.probe("true", within=operator.within)
    assert verdict(done) == "not_reachable VENT_JUMP_HOST later"
