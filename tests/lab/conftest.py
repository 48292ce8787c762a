"""Hosts for the tests: a lab of its own beside any other on this machine, always taken down again.

These tests drive the real `vent` program as root, with real systemd hosts. They never touch the default lab.
"""

import os

import pytest

from engine import HOSTS, Engine, fresh_engine, remove_leftovers
from lab import Lab


@pytest.fixture(scope="session", autouse=True)
def needs_root():
    # A skip would hide that nothing was tested.
    assert os.geteuid() == 0, "the lab tests need root: run ./dev test, which uses sudo for them"


@pytest.fixture(scope="session")
def lab():
    """One running lab for all tests that don't end it. No lab has a range of the documentation's: some machines have
    their way to the world there, and a route of ours would cut it off."""
    running = Lab("t1", private="10.91.0.0/16", public="198.18.60.0/25", port=17491)
    running.erase()  # left over from a run that was killed
    running.vent("metal", "start", *running.start_options)
    yield running
    running.erase()


@pytest.fixture
def fresh_lab():
    """A lab that a test may start, kill and stop as it likes."""
    own = Lab("t2", private="10.92.0.0/16", public="198.18.60.128/25", port=17492)
    own.erase()
    yield own
    own.erase()


@pytest.fixture
def hosts(lab, request):
    """Two running hosts, made once and kept for the next test that asks."""
    if not {"one", "two"} <= set(lab.hosts()):
        lab.vent("metal", "create", "one", "two", "--wait")
    return lab.hosts()


@pytest.fixture(scope="session")
def engine_lab():
    """Three hosts for the tests of a cluster."""
    lab = Lab("t5", private="10.98.0.0/16", public="198.18.210.0/24", port=17511)
    remove_leftovers(lab)
    lab.erase()
    lab.vent("metal", "start", *lab.start_options)
    lab.vent("metal", "create", *HOSTS, "--wait")
    yield lab
    lab.erase()


@pytest.fixture
def engine(engine_lab):
    """An operator with a cluster file, and hosts on which nothing was ever done."""
    with fresh_engine(engine_lab) as own:
        yield own


@pytest.fixture
def other_operator(engine):
    """Somebody else, with the same hosts and another machine, so to speak."""
    other = Engine(engine.lab)
    yield other
    other.close()
