"""A cluster on hosts of a lab: its file, the readings of `vent`, and what the hosts themselves say."""

import concurrent.futures
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

from lab import VENT, run, wait_until

HOSTS = ["controller-0", "worker-0", "worker-1"]
PREFIX = "vent-engine-"
LABS = pathlib.Path(os.environ.get("XDG_STATE_HOME", pathlib.Path.home() / ".local/state")) / "vent/metal"


@contextlib.contextmanager
def fresh_engine(lab, hosts=HOSTS):
    """An operator who never saw these hosts, and the hosts as if they had just been installed."""
    lab.vent("metal", "reinstall", *hosts, "--wait")
    engine = Engine(lab)
    try:
        # What boots does so undisturbed, and is over when a test looks.
        engine.everywhere(lambda host: engine.ssh(host, "systemctl is-system-running --wait", check=False), hosts)
        yield engine
    finally:
        engine.close()


def folder_of(lab):
    """Not pytest's own: the names of sockets must be short."""
    return pathlib.Path(tempfile.mkdtemp(prefix=f"{PREFIX}{lab.name}-"))


def remove_leftovers(lab):
    """Of a run that was killed. Other labs may have theirs at work."""
    for folder in pathlib.Path(tempfile.gettempdir()).glob(f"{PREFIX}{lab.name}-*"):
        shutil.rmtree(folder)


class Engine:
    """An operator with a cluster file for a lab, and a home for vent's state that is empty at first."""

    def __init__(self, lab):
        self.lab = lab
        self.folder = folder_of(lab)
        self.home, self.own = self.folder / "home", self.folder / "test"
        for folder in (self.home, self.home / "run", self.own):
            folder.mkdir(mode=0o700)
        self.environment = os.environ | {"XDG_STATE_HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.home / "run")}
        self.environment.pop("SSH_AUTH_SOCK", None)
        self.file = self.folder / "cluster.yaml"
        run(VENT, "init", "--metal", "--lab", lab.name, "-f", self.file)
        self.given = self.file.read_text()
        self.write_cluster()
        self.hosts = lab.hosts()

    def close(self):
        for process in self.ours():  # of a test that failed in the middle
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        for host in self.hosts:
            self.hang_up(host)
        shutil.rmtree(self.folder)

    @staticmethod
    def everywhere(do, hosts=HOSTS):
        """On all hosts at once: what came of it, by host."""
        with concurrent.futures.ThreadPoolExecutor() as threads:
            return dict(zip(hosts, threads.map(do, hosts)))

    def write_cluster(self, fake0="bond0", words=None):
        """The file as `vent init` wrote it, with fake0 on an interface; and some of its words replaced."""
        text = self.given
        for old, new in (words or {}).items():
            assert old in text, text
            text = text.replace(old, new, 1)
        if fake0:
            assert "network:\n" in text, text
            text = text.replace("network:\n", f"network:\n  fake0:\n    parent: {fake0}\n", 1)
        self.file.write_text(text)

    # --- vent ---------------------------------------------------------------------------------------------------------

    def command(self, verb, *options):
        """These tests are about the engine, so they do with the chapters that need no programs and no keys."""
        if verb in ("plan", "apply", "audit", "guide") and not {"--chapter", "--from"} & set(options):
            options = (*options, "--chapter", "01", "--chapter", "03")
        return [str(word) for word in (VENT, verb, "-f", self.file, *options)]

    def vent(self, verb, *options, **how):
        return run(*self.command(verb, *options), env=self.environment, **how)

    def start(self, verb, *options, **how):
        """vent in the background, in a group of its own as a shell would start it."""
        how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | how
        return subprocess.Popen(self.command(verb, *options), env=self.environment, stdin=subprocess.DEVNULL,
                                start_new_session=True, **how)

    def look(self, verb, *options, code):
        """`vent plan` or `vent audit`: what it found. The exit code is 0 when nothing differs, 2 when something does."""
        done = self.vent(verb, *options, "-o", "json", check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout)

    def apply(self, *options, code=0):
        done = self.vent("apply", "--yes", *options, "-o", "json", check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout)

    def reset(self, *options, code=0):
        done = self.vent("reset", "--yes", *options, "-o", "json", check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout)

    # --- hosts --------------------------------------------------------------------------------------------------------

    def ssh(self, host, command, **how):
        """As root, over a connection of the test's own that is kept. By the public address: the private one moves."""
        return run("ssh", "-F", LABS / self.lab.name / "ssh/config", "-o", f"HostName={self.hosts[host]['public_address']}",
                   "-o", "ControlMaster=auto", "-o", "ControlPersist=60", "-o", "ServerAliveInterval=10",
                   "-o", f"ControlPath={self.own}/{host}", host, command, **how)

    def hang_up(self, host):
        """Before a host goes: a connection to what is gone would hang."""
        run("ssh", "-o", f"ControlPath={self.own}/{host}", "-O", "exit", host, check=False)

    def switch(self, verb, *hosts):
        """power-off, power-on, reboot."""
        for host in hosts:
            self.hang_up(host)
        self.lab.vent("metal", verb, *hosts, "--wait")

    # --- processes, as this machine sees them -------------------------------------------------------------------------

    def nodes(self, host):
        """The process ids of vent-node on a host."""
        return processes(lambda command, groups: command[:1] and command[0].startswith("/var/lib/vent/node-")
                         and f"/{self.hosts[host]['id']}/" in groups)

    def ours(self):
        """The process ids of vent and of all that it started here: each has a path of its home in its words."""
        return processes(lambda command, _: any(str(self.home) in word or word == str(self.file) for word in command))

    def nothing_runs(self, *hosts):
        wait_until("vent and its ssh to be gone", lambda: not self.ours(), deadline=30)
        for host in hosts:
            try:
                wait_until(f"vent-node to be gone from {host}", lambda: not self.nodes(host), deadline=30)
            except AssertionError as error:
                raise AssertionError(f"{error}\n{self.ssh(host, 'ps -e -o pid,ppid,stat,wchan:20,etime,args --forest').stdout}")


def processes(is_wanted):
    found = []
    for process in pathlib.Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            command = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")[:-1]
            if command and is_wanted(command, (process / "cgroup").read_text()):
                found.append(int(process.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def planned(document):
    """Each change of a plan or an audit: (host, chapter, id, properties)."""
    return sorted((host["host"], chapter["chapter"], change["id"], properties(change))
                  for host in document["hosts"] for chapter in host["chapters"] for change in chapter["changes"])


def made(document):
    """The same of what apply has done."""
    return sorted((change["host"], change["chapter"], change["id"], properties(change)) for change in document["changed"])


def properties(change):
    return tuple((one["property"], one["found"], one["wanted"]) for one in change["properties"])


def ids(changes):
    return [(host, name) for host, _, name, _ in changes]


def stages(document):
    """How each stage of an apply ended, by host and chapter."""
    return {(host["host"], stage["chapter"]): stage for host in document["hosts"] for stage in host["stages"]}
