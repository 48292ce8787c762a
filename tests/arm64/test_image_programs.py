"""What images of ours begin with, for 64-bit ARM, run on this machine by qemu."""

import json
import pathlib
import signal
import subprocess
import time
import urllib.request

import pytest

BUILD = pathlib.Path(__file__).parents[2] / "build/arm64"
QEMU = "qemu-aarch64-static"
LONG = 60  # seconds: reached only by a fault


@pytest.fixture
def start():
    started = []

    def start_one(name, *words):
        started.append(subprocess.Popen([QEMU, BUILD / f"{name}-aarch64", *words], stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_pause_goes_on_until_it_is_told(start, number):
    pause = start("vent-pause")
    # qemu begins the program a moment after it has started itself, and would die of the signal until then.
    deadline = time.monotonic() + LONG
    while not waits_for_signals(pause.pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    pause.send_signal(number)
    assert pause.wait(timeout=LONG) == 0


def waits_for_signals(process_id):
    """Whether it sleeps in rt_sigtimedwait, which is where sigwait waits."""
    return pathlib.Path(f"/proc/{process_id}/wchan").read_text().startswith("do_sigtimedwait")


def test_echo_answers_and_ends_when_told(start):
    echo = start("vent-echo", "--port", "0")
    port = int(echo.stdout.readline().rsplit(":", 1)[1])
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/here", timeout=LONG) as answer:
        seen = json.load(answer)
    assert seen["path"] == "/here"
    assert seen["server"] == f"127.0.0.1:{port}"
    echo.send_signal(signal.SIGTERM)
    assert echo.wait(timeout=LONG) == 0
