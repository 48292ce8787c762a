"""Ctrl-C, and two operators at once."""

import json
import os
import re
import signal
import time

import pytest

from engine import stages
from lab import wait_until

HOST = "worker-0"
SLOW = "/etc/systemd/system/vent-fake0.service.d"


@pytest.fixture
def slow_start(engine):
    """On one host, the unit doesn't start before the test says so."""
    engine.ssh(HOST, f"mkdir -p {SLOW}; printf '[Service]\nExecStartPre=/bin/sh -c \"until [ -e /run/go ]; do sleep 0.05; "
                     f"done\"\n' > {SLOW}/slow.conf")
    yield engine
    engine.ssh(HOST, f"rm -r {SLOW}")


def apply_until_the_unit_starts(engine):
    vent = engine.start("apply", "--yes", "-o", "json")
    wait_until("the unit to be starting", lambda: vent.poll() is None and "activating" in engine.ssh(
        HOST, "systemctl is-active vent-fake0", check=False).stdout)
    return vent


def wait_for_the_others(engine):
    """Those on which nothing holds the apply up."""
    wait_until("the others to be done", lambda: all(
        engine.ssh(host, "systemctl is-active vent-fake0", check=False).stdout == "active\n"
        for host in ("controller-0", "worker-1")))


def press_ctrl_c(vent):
    """As a terminal does it: everybody in the foreground gets the signal."""
    os.killpg(vent.pid, signal.SIGINT)


def let_go(engine):
    engine.ssh(HOST, "touch /run/go; systemctl daemon-reload")


def test_ctrl_c_once_stops_at_a_safe_point(slow_start):
    engine = slow_start
    vent = apply_until_the_unit_starts(engine)
    wait_for_the_others(engine)
    press_ctrl_c(vent)
    output, errors = vent.communicate(timeout=60)
    assert vent.returncode == 130, output + errors
    report = json.loads(output)
    ends = {stage: one["outcome"] for stage, one in stages(report).items()}
    assert report["outcome"] == "stopped" and ends[HOST, "03_machines"] == "stopped"
    assert ends["controller-0", "03_machines"] == ends["worker-1", "03_machines"] == "changed"
    engine.nothing_runs(HOST)
    let_go(engine)
    assert {change["host"] for change in engine.apply()["changed"]} <= {HOST}
    engine.look("audit", code=0)


def test_ctrl_c_waits_for_what_is_being_done(slow_start):
    """The program on the host doesn't answer at first: vent waits for its word, and ends when it comes."""
    engine = slow_start
    vent = apply_until_the_unit_starts(engine)
    [node] = engine.nodes(HOST)
    os.kill(node, signal.SIGSTOP)
    try:
        press_ctrl_c(vent)
        time.sleep(0.5)  # that nothing happens can't be waited for
        assert vent.poll() is None
    finally:
        os.kill(node, signal.SIGCONT)
    output, errors = vent.communicate(timeout=60)
    assert vent.returncode == 130 and json.loads(output)["outcome"] == "stopped", output + errors
    let_go(engine)
    engine.apply()


def test_ctrl_c_before_the_first_thing_is_made(engine):
    """All hosts are still being looked at: nothing has been tried."""
    engine.lab.vent("metal", "link", "operator", HOST, "--delay", "300ms")
    try:
        vent = engine.start("apply", "--yes", "--host", HOST)
        wait_until("its ssh", lambda: len(engine.ours()) > 1)
        press_ctrl_c(vent)
        output, errors = vent.communicate(timeout=60)
    finally:
        engine.lab.vent("metal", "link", "operator", HOST, "--plain")
    assert vent.returncode == 130, output + errors
    assert "01_prerequisites stopped" in output, output
    assert "never tried, the run was stopped before: 03_machines" in output, output
    engine.nothing_runs(HOST)
    assert engine.ssh(HOST, "test ! -e /var/lib/vent/manifest && ! ls -A /etc/sysctl.d | grep vent").returncode == 0


def test_ctrl_c_twice_ends_at_once(slow_start):
    engine = slow_start
    vent = apply_until_the_unit_starts(engine)
    wait_for_the_others(engine)
    [node] = engine.nodes(HOST)
    os.kill(node, signal.SIGSTOP)  # so that the first can't be obeyed
    try:
        press_ctrl_c(vent)
        wait_until("the first to be taken", lambda: signal_is_taken(vent.pid))
        press_ctrl_c(vent)
        vent.communicate(timeout=5)
        assert vent.returncode == 130
    finally:
        os.kill(node, signal.SIGCONT)
    engine.nothing_runs(HOST)
    let_go(engine)
    assert {change["host"] for change in engine.apply()["changed"]} <= {HOST}
    engine.look("audit", code=0)


def signal_is_taken(process):
    """Whether no SIGINT is pending: two at once would be one."""
    status = open(f"/proc/{process}/status").read()
    return not int(re.search(r"^ShdPnd:\t(\w+)", status, re.MULTILINE).group(1), 16) & 1 << (signal.SIGINT - 1)


# --- two at once ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("second", ["apply", "reset"])
def test_a_second_vent_is_refused_with_who_and_since_when(slow_start, second):
    engine = slow_start
    first = apply_until_the_unit_starts(engine)
    refused = engine.vent(second, "--yes", check=False)
    assert refused.returncode == 75 and "VENT_CLUSTER_LOCKED" in refused.stderr
    assert f"process {first.pid}, since 20" in refused.stderr and re.search(r"\((just now|[\d.]+ \w+ ago)\)", refused.stderr)
    assert f"apply -f {engine.file} --yes" in refused.stderr and f"kill {first.pid}" in refused.stderr
    assert engine.vent("audit", "--host", "worker-1", check=False).returncode in (0, 2), "looking is free"
    let_go(engine)
    output, errors = first.communicate(timeout=60)
    assert first.returncode == 0, output + errors


def test_two_operators_with_states_of_their_own(slow_start, other_operator):
    """They don't see each other's lock; the host does."""
    engine = slow_start
    first = apply_until_the_unit_starts(engine)
    refused = other_operator.vent("apply", "--yes", "--host", HOST, check=False)
    assert refused.returncode == 75 and "VENT_LOCKED" in refused.stdout + refused.stderr
    assert f"apply -f {engine.file} --yes" in refused.stdout, "who has the host is said by the host"
    let_go(engine)
    first.communicate(timeout=60)
    assert first.returncode == 0
    assert other_operator.apply("--host", HOST)["changes"] == 0
