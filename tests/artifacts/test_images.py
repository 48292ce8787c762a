"""Our images in a real containerd."""

import os
import subprocess
import time

import pytest

CONFIGURATION = """version = 3
root = "{folder}/root"
state = "{folder}/state"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images", "io.containerd.cri.v1.runtime"]
[grpc]
address = "{folder}/socket"
[ttrpc]
address = "{folder}/socket.ttrpc"
"""


@pytest.fixture
def ctr(made, tmp_path):
    """`ctr` on a containerd of its own; both are components of ours."""
    (tmp_path / "config.toml").write_text(CONFIGURATION.format(folder=tmp_path))
    with open(tmp_path / "log", "w") as log:
        containerd = subprocess.Popen([made["containerd"]["path"], "--config", tmp_path / "config.toml"], stdout=log, stderr=log)
    end = time.monotonic() + 30
    while not os.path.exists(tmp_path / "socket"):
        assert containerd.poll() is None and time.monotonic() < end, (tmp_path / "log").read_text()
        time.sleep(0.05)

    def run(*arguments):
        command = [made["ctr"]["path"], "--address", tmp_path / "socket", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    yield run
    containerd.terminate()
    containerd.wait(timeout=30)


@pytest.mark.parametrize("name", ["pause", "coredns", "toolbox"])
def test_an_image_is_imported_whole_and_under_its_name(made, ctr, name):
    ctr("images", "import", made[f"{name}.tar"]["path"])
    [line] = [line for line in ctr("images", "check").splitlines() if f"vent.local/{name}:" in line]
    assert " complete " in line and "true" in line.split()[-1], line  # all of it is there, and unpacked
