"""vent killed again and again while it builds a cluster: what comes of it is what an undisturbed run makes."""

import json
import os

import pytest

from engine import planned
from host_state import differences, near_state
from lab import Lab, VENT, run
from test_cluster import HOSTS, Cluster
from test_engine_kill import Events

# Of the steps of a build, about 240 on three hosts, after how many vent is killed. With 1 it is at each: a quarter of an
# hour.
EVERY = int(os.environ.get("VENT_TEST_KILL_EVERY", "22"))
# What isn't said by the cluster file: the range of pods a node got, and what vent notes of its own.
DIFFERS = ("/etc/cni/net.d/10-vent.conflist", "/var/lib/vent/manifest", "/var/lib/vent/digests", "/etc/passwd-", "/etc/group-",
           "/etc/shadow", "/etc/gshadow", "/etc/subuid", "/etc/subgid", "/etc/ld.so.cache", "/root/", "address: ", "route: ",
           "interface: ", "/var/lib/vent/node-", "/var/lib/vent d")


@pytest.fixture(scope="module")
def cluster():
    run(VENT, "artifacts", "make", timeout=2400)
    lab = Lab("t11", private="10.86.0.0/16", public="198.18.247.0/24", port=17564)
    lab.erase()
    lab.vent("metal", "start", *lab.start_options)
    own = None
    try:
        lab.vent("metal", "create", *HOSTS, "--wait")
        own = Cluster(lab)
        own.write_cluster(fake0=None)
        yield own
    finally:
        if own:
            own.close()
        lab.erase()


def state(cluster):
    def of(host):
        return {line for line in near_state(cluster, host) if not any(one in line for one in DIFFERS)}

    return cluster.everywhere(of)


def kill_after_steps(cluster, number):
    """vent at work until it has made so many things, and then kill -9. The steps it made; None when it came to its end."""
    events = Events(cluster, "apply", "--yes")
    making, made = set(), []
    while line := events.next():
        event = json.loads(line)
        if event.get("event") != "activity_progress" or not event.get("note"):
            continue
        step = (event["activity"], event["note"])
        if step not in making:
            making.add(step)
            continue
        made.append(event["note"])
        if len(made) >= number:
            events.vent.kill()
            events.close()
            return made
    events.close()
    assert events.vent.returncode == 0
    return None


def test_vent_killed_at_steps_all_over_a_build(cluster):
    undisturbed = cluster.apply()
    wanted = state(cluster)
    cluster.reset()

    kills = []
    while (made := kill_after_steps(cluster, EVERY)) is not None:
        kills.append(made[-1])
        assert len(kills) <= undisturbed["changes"], "it doesn't come nearer to its end"
        cluster.nothing_runs(*HOSTS)
    print(f"{len(kills)} kills, after: {', '.join(kills)}")
    assert len(kills) >= min(5, undisturbed["changes"] // EVERY - 1)

    assert planned(cluster.look("audit", code=0)) == []
    assert cluster.apply()["changes"] == 0
    now = state(cluster)
    assert {host: differences(wanted[host], now[host]) for host in HOSTS} == dict.fromkeys(HOSTS, [])
    assert cluster.kubectl("get", "nodes", "--output=name").split() == [f"node/{host}" for host in HOSTS]
