"""Latency, loss and blocking between any two parties."""

import re
import subprocess

import pytest


def round_trip(lab, host, address, count=5):
    """Median of the round trips in milliseconds, and how many of the packets came back."""
    text = lab.ssh(host, f"ping -q -c {count} -i 0.2 -W 2 {address}", check=False).stdout
    received = int(re.search(r"(\d+) received", text).group(1))
    times = re.search(r"= [\d.]+/([\d.]+)/", text)
    return float(times.group(1)) if times else None, received


@pytest.fixture(autouse=True)
def plain_links_afterwards(lab, hosts):
    yield
    for other in ("two", "operator"):
        lab.vent("metal", "link", "one", other, "--plain")


@pytest.mark.parametrize("address", ["private_address", "public_address"])
def test_delay_counts_both_ways(lab, hosts, address):
    before, _ = round_trip(lab, "one", hosts["two"][address])
    lab.vent("metal", "link", "one", "two", "--delay", "40ms")
    after, received = round_trip(lab, "one", hosts["two"][address])
    assert received == 5 and after >= 80 and before < 40
    lab.vent("metal", "link", "one", "two", "--plain")
    assert round_trip(lab, "one", hosts["two"][address])[0] < 40


def test_loss(lab, hosts):
    lab.vent("metal", "link", "one", "two", "--loss", "50%")
    text = lab.ssh("one", f"ping -q -c 200 -i 0.01 -W 1 {hosts['two']['private_address']}", check=False).stdout
    received = int(re.search(r"(\d+) received", text).group(1))
    assert 10 <= received <= 100, "a quarter of 200 round trips is expected to come back"


def test_block_cuts_one_pair_only(lab, hosts):
    lab.vent("metal", "link", "one", "two", "--block")
    for address in ("private_address", "public_address"):
        assert round_trip(lab, "one", hosts["two"][address], count=2)[1] == 0
    lab.ssh("one", "true")
    lab.ssh("two", "true")


def test_the_operator_is_a_party_too(lab, hosts):
    lab.vent("metal", "link", "one", "operator", "--block")
    with pytest.raises(subprocess.TimeoutExpired):
        lab.ssh("one", "true", timeout=3)
    assert round_trip(lab, "two", hosts["one"]["private_address"], count=2)[1] == 2


def test_links_are_listed(lab, hosts):
    lab.vent("metal", "link", "one", "two", "--delay", "10ms", "--loss", "1%")
    text = lab.vent("metal", "links").stdout
    assert "one" in text and "two" in text and "10 ms" in text and "1 %" in text


def test_the_link_of_a_deleted_host_does_not_hold_for_the_next_one_at_its_place(lab, hosts):
    lab.vent("metal", "create", "three", "--wait")
    place = lab.hosts()["three"]["private_address"]
    lab.vent("metal", "link", "one", "three", "--block")
    assert round_trip(lab, "one", place, count=1)[1] == 0
    lab.vent("metal", "delete", "three", "--wait")
    lab.vent("metal", "create", "four", "--wait")
    assert lab.hosts()["four"]["private_address"] == place
    assert round_trip(lab, "one", place, count=1)[1] == 1
    lab.vent("metal", "delete", "four", "--wait")
