"""vent and vent-node killed in the middle: the next run ends as if nothing had happened."""

import concurrent.futures
import fcntl
import os
import random
import signal
import time

import pytest

from engine import HOSTS, Engine
from host_state import differences, near_state

LONGEST_EVENT = 65536
SEED = 20260
KILLS = 50  # of vent-node, while it was at work


class Events:
    """The standard error of a vent with `-o json`, a line per read: it can be only one event ahead of us. A pipe of packets
    with room for one keeps it waiting."""

    def __init__(self, engine, *words, output=os.devnull):
        reading, writing = os.pipe2(os.O_DIRECT | os.O_CLOEXEC)
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
        self.output = open(reading, "rb", buffering=0)
        self.vent = engine.start(*words, "-o", "json", stdout=os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
                                 stderr=writing)
        os.close(writing)

    def next(self):
        return self.output.read(LONGEST_EVENT)

    def close(self):
        self.output.close()
        self.vent.wait(timeout=60)


def count_events(engine, *words):
    events = Events(engine, *words)
    count = 0
    while events.next():
        count += 1
    events.close()
    assert events.vent.returncode == 0
    return count


def kill_after(engine, number, *words):
    events = Events(engine, *words)
    for _ in range(number):
        assert events.next(), "vent ended before the event came that it had sent before"
    events.vent.kill()
    events.close()


@pytest.fixture
def engines(engine):
    """An operator for each host: three can be tried at once."""
    own = {host: Engine(engine.lab) for host in HOSTS}
    yield own
    for one in own.values():
        one.close()


def kill_at_events(engine, host, first, step):
    """At every so many of the events of an apply on one host. Gives how many events there are, and what was wrong."""
    only = ("--host", host)
    fresh = near_state(engine, host)
    number = count_events(engine, "apply", "--yes", *only)
    applied = near_state(engine, host)
    engine.reset(*only)
    wrong = []
    for event in range(first, number + 1, step):
        kill_after(engine, event, "apply", "--yes", *only)
        engine.nothing_runs(host)
        engine.apply(*only)
        if found := differences(applied, near_state(engine, host)):
            wrong.append((event, "applied again", found))
        engine.reset(*only)
        if found := differences(fresh, near_state(engine, host)):
            wrong.append((event, "taken back", found))
    return number, wrong


def test_vent_killed_at_every_event_of_an_apply(engines):
    """`kill -9`: nothing of it goes on, the next apply ends as if nothing had happened, and reset still leaves nothing.
    The hosts share the events, and are tried at once."""
    with concurrent.futures.ThreadPoolExecutor() as threads:
        tried = list(threads.map(lambda i: kill_at_events(engines[HOSTS[i]], HOSTS[i], 1 + i, len(HOSTS)), range(len(HOSTS))))
    numbers = {number for number, _ in tried}
    assert len(numbers) == 1 and min(numbers) > 15, "each host has the same events, and there are some"
    assert [wrong for _, wrong in tried] == [[], [], []]


# --- vent-node --------------------------------------------------------------------------------------------------------


def kill_node(engine, host, after, vent):
    """Kills vent-node on a host a while after it began. True when it was there."""
    end = time.monotonic() + 30
    while not (nodes := engine.nodes(host)):
        if vent.poll() is not None or time.monotonic() > end:
            return False
    time.sleep(after)  # the random moment
    for node in nodes:
        try:
            os.kill(node, signal.SIGKILL)
        except ProcessLookupError:
            return False  # it was done by then
    return True


def kill_nodes_during(engine, moments, longest, verb):
    """One run on all hosts, during which each host's vent-node is killed. Gives how many were hit."""
    vent = engine.start(verb, "--yes")
    with concurrent.futures.ThreadPoolExecutor() as threads:
        kills = [threads.submit(kill_node, engine, host, moments.uniform(0, longest), vent) for host in HOSTS]
        output, errors = vent.communicate(timeout=120)
    hit = sum(kill.result() for kill in kills)
    assert vent.returncode >= 0, f"vent itself was killed: {output}{errors}"
    return hit


def test_vent_node_killed_at_random_moments(engine):
    """On all three hosts at once, during applies and resets in turns."""
    def states():
        return engine.everywhere(lambda host: near_state(engine, host))

    def changed_since(before):
        now = states()
        return {host: differences(before[host], now[host]) for host in HOSTS}

    print(f"seed {SEED}")
    moments = random.Random(SEED)
    fresh = states()
    engine.apply()
    applied = states()
    began = time.monotonic()
    engine.reset()
    longest = time.monotonic() - began
    hit, attempt = 0, 0
    while hit < KILLS:
        attempt += 1
        assert attempt <= KILLS, f"{hit} of {KILLS} kills were in the middle of something: too few to go on"
        hit += kill_nodes_during(engine, moments, longest, "apply")
        engine.apply()
        assert changed_since(applied) == dict.fromkeys(HOSTS, []), attempt
        hit += kill_nodes_during(engine, moments, longest, "reset")
        engine.reset()
        assert changed_since(fresh) == dict.fromkeys(HOSTS, []), attempt
    print(f"{hit} kills in {attempt} rounds")
