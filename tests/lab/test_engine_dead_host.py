"""A host that is away holds nobody else."""

import json
import time

import pytest

from engine import stages

OTHERS = ["controller-0", "worker-0"]
DEAD = "worker-1"


@pytest.fixture
def switched_off(engine):
    engine.switch("power-off", DEAD)
    yield engine
    engine.switch("power-on", DEAD)


@pytest.fixture
def behind_a_blocked_link(engine):
    engine.hang_up(DEAD)
    engine.lab.vent("metal", "link", "operator", DEAD, "--block")
    yield engine
    engine.lab.vent("metal", "link", "operator", DEAD, "--plain")


@pytest.mark.parametrize("without_one", ["switched_off", "behind_a_blocked_link"])
def test_the_others_are_done_as_soon_as_they_would_be_alone(without_one, request):
    engine = request.getfixturevalue(without_one)
    began = time.monotonic()
    engine.apply("--host", OTHERS[0], "--host", OTHERS[1])
    alone = time.monotonic() - began
    engine.reset("--host", OTHERS[0], "--host", OTHERS[1])

    vent = engine.start("apply", "--yes", "-o", "json")
    began, ended, done = time.monotonic(), {}, None
    for line in vent.stderr:
        event = json.loads(line)
        if event["event"] == "activity_finished" and event["title"].startswith("03_machines"):
            ended[event["title"].split()[-1]] = time.monotonic() - began
        if set(ended) == set(OTHERS) and done is None:
            done = time.monotonic() - began
    report = json.loads(vent.communicate(timeout=60)[0])
    assert vent.returncode == 68, report
    ends = stages(report)
    assert [ends[host, "03_machines"]["outcome"] for host in OTHERS] == ["changed", "changed"]
    # What they wait for is each other's work on two cores, never the dead one's ten seconds.
    assert done < 3 * alone + 2, f"{done:.1f} s, and alone {alone:.1f} s"

    assert ends[DEAD, "01_prerequisites"]["outcome"] == "not_reachable"
    assert ends[DEAD, "01_prerequisites"]["error"]["id"] == "VENT_HOST_UNREACHABLE"
    assert ends[DEAD, "03_machines"]["outcome"] == "never_tried"
    assert ends[DEAD, "03_machines"]["because_of"] == {"chapter": "01_prerequisites", "host": DEAD}


def test_what_plan_audit_and_reset_say_of_it(switched_off):
    engine = switched_off
    engine.apply("--host", OTHERS[0])
    for verb in ("plan", "audit"):
        seen = engine.vent(verb, check=False)
        assert seen.returncode == 68, seen.stdout + seen.stderr
        assert "VENT_HOST_UNREACHABLE" in seen.stdout + seen.stderr and f"of 3 hosts could not be looked at: {DEAD}" in seen.stderr
        assert "sysctl net.ipv4.ip_forward" in seen.stdout, "what was seen of the others is shown"
    reset = engine.vent("reset", "--yes", check=False)
    assert reset.returncode == 68 and "VENT_HOST_UNREACHABLE" in reset.stderr
    assert engine.ssh(OTHERS[0], "test ! -e /var/lib/vent && test ! -e /usr/local/sbin/vent-fake0").returncode == 0
