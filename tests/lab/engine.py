"""A cluster on hosts of a lab: its file, the readings of `vent`, and what the hosts themselves say."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

from lab import VENT, run, wait_until

HOSTS = ["controller-0", "worker-0", "worker-1"]
NOTHING, SOMETHING = 0, 2  # exit codes of plan and audit


class Engine:
    """An operator with a cluster file for a lab, and a home for vent's state that is empty at first."""

    def __init__(self, lab):
        self.lab = lab
        # Not pytest's own folder: the names of sockets must be short.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="vent-engine-"))
        (self.folder / "run").mkdir(mode=0o700)
        self.environment = os.environ | {"XDG_STATE_HOME": str(self.folder), "XDG_RUNTIME_DIR": str(self.folder / "run")}
        self.environment.pop("SSH_AUTH_SOCK", None)
        self.file = self.folder / "cluster.yaml"
        run(VENT, "init", "--metal", "--lab", lab.name, "-f", self.file)
        self.given = self.file.read_text()
        self.set_up()

    def close(self):
        for host in HOSTS:
            self.hang_up(host)
        shutil.rmtree(self.folder)

    # --- the cluster file ---------------------------------------------------------------------------------------------

    def set_up(self, fake0="bond0"):
        """The file as `vent init` wrote it, with fake0 on an interface (or without it)."""
        network = f"network:\n  fake0:\n    parent: {fake0}\n" if fake0 else ""
        self.file.write_text(self.given + network)

    def addresses(self):
        return {name: host["public_address"] for name, host in self.lab.hosts().items()}

    # --- vent ---------------------------------------------------------------------------------------------------------

    def command(self, verb, *options):
        return [str(word) for word in (VENT, verb, "-f", self.file, *options)]

    def vent(self, verb, *options, **how):
        return run(*self.command(verb, *options), env=self.environment, **how)

    def start(self, verb, *options):
        """vent in the background, its output in pipes."""
        return subprocess.Popen(self.command(verb, *options), env=self.environment, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def look(self, verb, *options, code):
        """`vent plan` or `vent audit`: what it found, by host and chapter."""
        done = self.vent(verb, *options, "-o", "json", check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout)

    def apply(self, *options, code=0):
        done = self.vent("apply", "--yes", *options, "-o", "json", check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout)

    def reset(self, *options):
        return json.loads(self.vent("reset", "--yes", *options, "-o", "json").stdout)

    # --- hosts --------------------------------------------------------------------------------------------------------

    def ssh_command(self, host, command):
        """As root, over a connection that is kept; not vent's own, so as not to stand in its way."""
        config = self.lab.state / "ssh/config"
        return ["ssh", "-F", config, "-o", "ControlMaster=auto", "-o", "ControlPersist=yes",
                "-o", f"ControlPath={self.folder}/{host}", host, command]

    def ssh(self, host, command, **how):
        return run(*self.ssh_command(host, command), **how)

    def hang_up(self, host):
        """Before a host goes: a connection to what is gone would hang."""
        run("ssh", "-o", f"ControlPath={self.folder}/{host}", "-O", "exit", host, check=False)

    def switch(self, verb, *hosts):
        for host in hosts:
            self.hang_up(host)
        self.lab.vent("metal", verb, *hosts, "--wait")


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
