"""vent-pause and vent-echo as they are put into images, really started on this machine."""

import pathlib
import platform
import subprocess
import time

import pytest

BUILD = pathlib.Path(__file__).parents[2] / "build/release"
LONG = 60  # seconds: reached only by a fault


def program(name):
    return BUILD / f"{name}-{platform.machine()}"


def wait_until(condition, what):
    deadline = time.monotonic() + LONG
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.01)


def children(process_id):
    return [int(word) for word in pathlib.Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()]


class FirstProcess:
    """A program as the first process of a namespace, as in a container."""

    def __init__(self, *command):
        self.outside = subprocess.Popen(["unshare", "--pid", "--fork", "--mount-proc", *map(str, command)],
                                        stdout=subprocess.PIPE, text=True)
        wait_until(lambda: children(self.outside.pid), "it has started")
        self.id = children(self.outside.pid)[0]
        name = pathlib.Path(command[0]).name
        wait_until(lambda: pathlib.Path(f"/proc/{self.id}/cmdline").read_text().split("\0")[0].endswith(name),
                   "it runs the program")

    def run_inside(self, script):
        subprocess.run(["nsenter", f"--target={self.id}", "--pid", "--mount", "sh", "-c", script], check=True,
                       timeout=LONG)

    def end(self):
        self.outside.kill()
        self.outside.wait()
        if pathlib.Path(f"/proc/{self.id}").exists():
            subprocess.run(["kill", "-KILL", str(self.id)], check=False)


@pytest.fixture
def start_first():
    started = []

    def start(*command):
        started.append(FirstProcess(*command))
        return started[-1]

    yield start
    for one in started:
        one.end()
