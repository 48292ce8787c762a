"""Somebody who rents machines of a lab with `vent machine`, with a home of their own."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import urllib.request

from lab import VENT, run, wait_until

LABS = pathlib.Path(os.environ.get("XDG_STATE_HOME", pathlib.Path.home() / ".local/state")) / "vent/metal"
PREFIX = "vent-renter-"


class Renter:
    def __init__(self, lab):
        self.lab = lab
        # Not pytest's own folder: the names of sockets must be short.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=PREFIX))
        home = self.folder / "home"
        (home / "vent").mkdir(parents=True, mode=0o700)
        (home / "vent/metal").symlink_to(LABS)  # the labs are everybody's, all else is not
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith(("PACKET_", "METAL_", "VENT_PACKET", "ANSIBLE_", "SSH_AUTH"))}
        self.environment |= {"XDG_STATE_HOME": str(home), "LC_ALL": "C.UTF-8"}

    def close(self):
        shutil.rmtree(self.folder)

    # --- vent ---------------------------------------------------------------------------------------------------------

    def machine(self, verb, *words, **options):
        """`vent machine VERB …`"""
        return self.vent("machine", verb, "--lab", self.lab.name, *words, **options)

    def vent(self, *words, **options):
        return run(VENT, *words, env=self.environment | options.pop("more", {}), cwd=self.folder, **options)

    def machines(self):
        """name -> machine, as `vent machine list -o json` shows them."""
        return {one["name"]: one for one in json.loads(self.machine("list", "-o", "json").stdout)["machines"]}

    @contextlib.contextmanager
    def running(self, *words):
        """A command that goes on by itself; its lines come into the list."""
        out = self.folder / ("-".join(words[:3]) + ".out")
        with out.open("w") as target:
            process = subprocess.Popen([VENT, *words, "--lab", self.lab.name], env=self.environment, cwd=self.folder,
                                       stdout=target, stderr=subprocess.STDOUT)
        try:
            yield lambda: out.read_text().splitlines()
        finally:
            process.terminate()
            process.wait(timeout=20)

    # --- the API, past vent -------------------------------------------------------------------------------------------

    def token(self):
        return (LABS / self.lab.name / "token").read_text().strip()

    def ask(self, method, path, body=None):
        request = urllib.request.Request(self.lab.status()["api"] + path, method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"X-Auth-Token": self.token()})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            return json.loads(answer.read() or "null")

    def remove_all(self):
        project = self.ask("GET", "/projects")["projects"][0]["id"]

        def devices():
            return self.ask("GET", f"/projects/{project}/devices?per_page=1000")["devices"]

        for device in devices():
            self.ask("DELETE", f"/devices/{device['id']}")
        wait_until("all machines to be gone", lambda: devices() == [], 60)
