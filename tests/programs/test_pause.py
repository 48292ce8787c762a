"""vent-pause: holds a pod together, takes orphans, ends when told."""

import contextlib
import os
import pathlib
import signal

import pytest
from conftest import children, program, wait_until


@pytest.fixture
def pause(start_first):
    return start_first(program("vent-pause"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_told(pause, number):
    def has_ended():
        # A first process that doesn't yet wait for a signal never sees it, so it is told again.
        with contextlib.suppress(ProcessLookupError):
            os.kill(pause.id, number)
        return pause.outside.poll() is not None

    wait_until(has_ended, "it ends")
    assert pause.outside.returncode == 0


def test_it_takes_an_orphan(pause):
    pause.run_inside("sleep 1000 >/dev/null 2>&1 &")
    wait_until(lambda: children(pause.id), "the orphan is its child")
    orphan = children(pause.id)[0]
    os.kill(orphan, signal.SIGKILL)
    # Who ended and is not taken stays there as a zombie.
    wait_until(lambda: not pathlib.Path(f"/proc/{orphan}").exists(), "the orphan is gone")
    assert pause.outside.poll() is None


def test_it_takes_many_at_once(pause):
    pause.run_inside("for i in $(seq 200); do (sleep 0.1 &); done")
    wait_until(lambda: not children(pause.id), "all orphans are gone")
    assert pause.outside.poll() is None
