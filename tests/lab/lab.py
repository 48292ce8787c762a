"""A lab as the tests see it: the real program, and the machine's own state to compare with."""

import json
import os
import pathlib
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
VENT = pathlib.Path(os.environ.get("VENT_PROGRAM", ROOT / "build/release/vent"))
STATE = pathlib.Path(os.environ.get("XDG_STATE_HOME", pathlib.Path.home() / ".local/state"))
NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def run(*arguments, check=True, timeout=120, **options):
    """Runs a program and shows everything it said when it was not expected to fail."""
    done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True, timeout=timeout, **options)
    if check and done.returncode != 0:
        raise AssertionError(f"{arguments} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


def wait_until(what, condition, deadline=60.0):
    """Waits for a condition by looking at it; the last thing seen stands in the failure."""
    end = time.monotonic() + deadline
    while True:
        seen = condition()
        if seen:
            return seen
        assert time.monotonic() < end, f"waited {deadline} s for {what}; last seen: {seen!r}"
        time.sleep(0.05)


class Lab:
    def __init__(self, name, private, public, port):
        self.name = name
        self.api = f"http://127.0.0.1:{port}"
        self.start_options = ["--private", private, "--public", public, "--port", str(port)]

    def vent(self, *arguments, **options):
        """`vent metal VERB …` on this lab."""
        group, verb, *rest = arguments
        return run(VENT, group, verb, "--lab", self.name, *rest, **options)

    def erase(self):
        run(VENT, "metal", "stop", "--lab", self.name, "--erase")

    def status(self):
        return json.loads(self.vent("metal", "status", "-o", "json").stdout)

    def daemon(self):
        return self.status()["process_id"]

    def hosts(self):
        """name -> host, as `vent metal hosts -o json` shows them."""
        return {host["name"]: host for host in json.loads(self.vent("metal", "hosts", "-o", "json").stdout)["hosts"]}

    def token(self):
        return (STATE / "vent/metal" / self.name / "token").read_text()

    def request(self, method, path, body=None, **headers):
        """The API's whole answer: its status, its headers, its text. A body that is no text is sent as JSON."""
        text = body if isinstance(body, str | None) else json.dumps(body)
        headers = {"X-Auth-Token": self.token()} | {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.api + path, method=method,
                                         data=None if text is None else text.encode(),
                                         headers={name: value for name, value in headers.items() if value is not None})
        try:
            with NO_PROXY.open(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()

    def ask(self, method, path, body=None, **headers):
        """Asks the API as somebody else's program would: the status, and what the JSON says."""
        status, _, text = self.request(method, path, body, **headers)
        return status, json.loads(text or "null")

    def ssh(self, host, command, **options):
        return self.vent("metal", "ssh", host, "--", command, **options)

    def wait_for(self, name, state, deadline=60.0):
        return wait_until(f"{name} to be {state}", lambda: self.hosts().get(name, {}).get("state") == state, deadline)


def machine_state(lab_name):
    """Everything of a lab that can be seen on the machine. All empty means that nothing is left."""
    own = f"vent-{lab_name}"

    def is_own(name):  # and not that of a lab whose name begins alike
        return name == own or name.startswith(own + "-")

    namespaces = [line.split()[0] for line in run("ip", "netns", "list").stdout.splitlines() if line]
    mounts = pathlib.Path("/proc/self/mountinfo").read_text().splitlines()
    groups = [str(path) for path in pathlib.Path("/sys/fs/cgroup").glob(f"**/{own}") if path.is_dir()] \
        if pathlib.Path("/sys/fs/cgroup").is_dir() else []
    links = [link["ifname"] for link in json.loads(run("ip", "-json", "link").stdout or "[]")]
    return {
        "namespaces": [name for name in namespaces if is_own(name)],
        "mounts": [line for line in mounts if f"/metal/{lab_name}/" in line or f"/netns/{own} " in line or f"/netns/{own}-" in line],
        "groups": groups,
        "links": [name for name in links if name == own],
        "processes": processes_of(lab_name),
        "nspawn": [str(path) for path in pathlib.Path("/run/systemd/nspawn").glob("**/*") if is_own(path.name)],
    }


def processes_of(lab_name):
    """Processes that belong to a lab by their command line or their control group."""
    found = []
    for process in pathlib.Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        try:
            groups = (process / "cgroup").read_text()
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        if f"/vent-{lab_name}/" in groups + "/" or f"/metal/{lab_name}/" in command or f"--lab {lab_name} " in command:
            if command:  # a zombie has none; init takes it
                found.append(f"{process.name} {command.strip()}")
    return found
