"""The real components. They are made once, into the user's own store, so that the next run finds them there."""

import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
VENT = pathlib.Path(os.environ.get("VENT_PROGRAM", ROOT / "build/release/vent"))
FROM_NOTHING = 2400  # seconds: every component is compiled


def run_vent(*arguments, check=True, timeout=300, before=(), **environment):
    """Runs vent. `before` is a program that runs it, as unshare."""
    done = subprocess.run([*before, VENT, "--plain", *map(str, arguments)], capture_output=True, text=True, timeout=timeout,
                          env={**os.environ, **{name: str(value) for name, value in environment.items()}})
    if check and done.returncode != 0:
        raise AssertionError(f"vent {arguments} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


def artifacts_of(**environment):
    """What is in the store, by component and file."""
    listed = json.loads(run_vent("-o", "json", "artifacts", "list", **environment).stdout)["artifacts"]
    return {(one["component"], one["version"], one["architecture"], one["file"]): one for one in listed}


@pytest.fixture(scope="session")
def made():
    """Every component of the default choice, built: the machine that tests run on reaches no releases."""
    run_vent("artifacts", "make", "--origin", "build", timeout=FROM_NOTHING)
    wanted = json.loads(run_vent("-o", "json", "versions").stdout)["artifacts"]
    return {one["file"]: artifacts_of()[(one["component"], one["version"], one["architecture"], one["file"])] for one in wanted}
