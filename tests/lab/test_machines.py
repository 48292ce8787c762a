"""Machines are rented over the API with the commands that the documents show, up to Ansible's own ping."""

import json
import re

import pytest

from lab import VENT, Lab, run, wait_until
from renter import Renter

NAMES = ["controller-0", "worker-0", "worker-1"]
HERE = ["--facility", "ams1", "--plan", "c2.medium.x86", "--os-type", "ubuntu_18_04"]
BID = ["--spot-instance", "--spot-price-max", "0.30"]


@pytest.fixture(scope="module")
def cloud():
    lab = Lab("t8", private="10.111.0.0/17", public="198.18.231.0/25", port=17531)
    lab.erase()
    lab.vent("metal", "start", *lab.start_options)
    yield lab
    lab.erase()


@pytest.fixture(scope="module")
def renter(cloud):
    one = Renter(cloud)
    yield one
    one.close()


@pytest.fixture(scope="module")
def rented(renter):
    """The three machines, made once."""
    renter.ask("PUT", "/lab/market", {"facility": "ams1", "plan": "c2.medium.x86", "price": 0.25})
    renter.machine("create", *HERE, "--hostname", "controller-0", "-s", "--tags", "controller")
    renter.machine("create", *HERE, *BID, "--hostname", "worker-%d", "--count", "2", "--tags", "worker")
    renter.machine("wait", "--for", "ssh")
    return renter.machines()


def test_three_machines_in_the_words_of_the_documents(renter, rented):
    assert sorted(rented) == NAMES
    assert {one["state"] for one in rented.values()} == {"active"}
    assert [rented[name]["spot"] for name in NAMES] == [False, True, True]
    assert [rented[name]["role"] for name in NAMES] == ["controller", "worker", "worker"]
    worker = rented["worker-1"]
    assert (worker["maxPrice"], worker["plan"], worker["facility"]) == (0.3, "c2.medium.x86", "ams1")
    assert worker["operatingSystem"] == "ubuntu_18_04"

    assert sorted(renter.machine("list", "-o", "name").stdout.split()) == NAMES
    table = renter.machine("list").stdout.splitlines()
    assert table[0].split() == ["NAME", "STATE", "PUBLIC", "PRIVATE", "PRICE", "NOTE"]
    assert {line.split()[0]: line.split()[4:6] for line in table[1:]} == {
        "controller-0": ["on", "demand"], "worker-0": ["bid", "0.30"], "worker-1": ["bid", "0.30"]}
    wide = renter.machine("list", "-o", "wide").stdout
    assert "c2.medium.x86" in wide and "ams1" in wide and worker["id"] in wide
    listed = renter.machine("list", "-o", "yaml").stdout
    assert "schemaVersion: 1" in listed and "name: worker-1" in listed
    assert [line.split()[0] for line in renter.machine("get", "worker-1").stdout.splitlines()[1:]] == ["worker-1"]


def test_events_are_told_in_their_order(renter, rented):
    events = json.loads(renter.machine("events", "worker-0", "-o", "json").stdout)["events"]
    kinds = [one["type"] for one in events]
    assert kinds[:2] == ["instance.created", "provisioning.101"] and kinds[-1] == "provisioning.110", kinds


def test_everybody_answers(renter, rented):
    pongs = json.loads(renter.machine("ping", "-o", "json").stdout)["hosts"]
    assert {one["name"]: one["ping"] for one in pongs} == dict.fromkeys(NAMES, "pong")
    assert renter.vent("ssh", "--lab", renter.lab.name, "worker-0", "--", "hostname").stdout == "worker-0\n"
    done = renter.vent("ssh", "--lab", renter.lab.name, "worker-0", "--", "exit 7", check=False)
    assert done.returncode == 7


def test_ansible_pings_them(renter, rented):
    link = renter.folder / "packet_net"
    link.symlink_to(VENT)
    (renter.folder / "packet_net.ini").write_text(
        f"[packet]\ndevice_states = active\ncache_path = {renter.folder}/cache\n")
    (renter.folder / "ansible.cfg").write_text("[defaults]\n")  # not that of who runs the tests
    environment = renter.environment | {"VENT_LAB": renter.lab.name, "ANSIBLE_CONFIG": str(renter.folder / "ansible.cfg"),
                                        "ANSIBLE_LOCAL_TEMP": str(renter.folder / "ansible")}
    seen = json.loads(run(link, "--list", env=environment).stdout)
    assert sorted(seen["packet"]) == NAMES and sorted(seen["tag_worker"]) == NAMES[1:]
    done = run("ansible", "-i", link, "all", "-m", "ping", env=environment)
    assert sorted(re.findall(r"^(\S+) \| SUCCESS", done.stdout, re.M)) == NAMES, done.stdout
    assert done.stdout.count('"ping": "pong"') == 3


def test_the_same_again_changes_nothing(renter, rented):
    done = renter.machine("create", *HERE, *BID, "--hostname", "worker-%d", "--count", "2", "--tags", "worker", "-o", "name")
    assert done.stdout.split() == NAMES[1:]
    assert "worker-0 exists already" in done.stderr
    assert {name: one["id"] for name, one in renter.machines().items()} == {name: one["id"] for name, one in rented.items()}


def test_what_is_missing_is_not_made_to_be_off(renter, rented):
    done = renter.machine("create", *HERE, "--hostname", "worker-7", "--state", "inactive")
    assert "there is no machine worker-7, and none is made to be off" in done.stderr
    assert sorted(renter.machines()) == NAMES


def test_off_on_and_anew(renter, rented):
    renter.machine("create", *HERE, "--hostname", "worker-1", "--state", "inactive")
    assert renter.machines()["worker-1"]["state"] == "inactive"
    renter.machine("create", *HERE, "--hostname", "worker-1", "--state", "active")
    renter.machine("wait", "worker-1", "--for", "ssh")
    # The key that was pinned before the machine was made comes back with a reinstall.
    renter.machine("reinstall", "worker-1", "--wait")
    renter.machine("wait", "worker-1", "--for", "ssh")
    assert renter.machines()["worker-1"]["id"] == rented["worker-1"]["id"]


def test_a_key_that_changed_without_a_reinstall_ends_it_and_with_one_it_is_fine(renter, cloud):
    # This user data can't carry a key: the machine draws its own, and the lab tells it.
    script = renter.folder / "own-key"
    script.write_text("#!/usr/bin/python3\nprint('hello')\n")
    renter.machine("create", *HERE, "--hostname", "own-key", "--user-data", script, "--wait")
    assert renter.machine("ping", "own-key").stdout.count("pong") == 1

    # Another key on the machine itself: nobody said so.
    renter.vent("ssh", "--lab", cloud.name, "own-key", "--",
                "rm /etc/ssh/ssh_host_*_key* && ssh-keygen -q -A && systemctl restart ssh")
    done = renter.vent("ssh", "--lab", cloud.name, "own-key", "--", "true", check=False)
    assert done.returncode == 77 and "[VENT_HOST_KEY_CHANGED]" in done.stderr
    assert len(set(re.findall("SHA256:\\S+", done.stderr))) == 2, done.stderr
    assert renter.machine("ping", "own-key", check=False).returncode == 77

    # Installed anew by another client: the API tells of it, and another key.
    machine = renter.machines()["own-key"]
    renter.ask("POST", f"/devices/{machine['id']}/actions", {"type": "reinstall"})
    wait_until("the reinstall", lambda: renter.machines()["own-key"]["state"] != "active", 30)
    done = renter.machine("wait", "own-key", "--for", "ssh")
    assert "own-key was installed anew, so it has another host key: SHA256:" in done.stderr
    assert renter.machine("ping", "own-key").stdout.count("pong") == 1
    renter.machine("delete", "own-key", "--wait")


def test_active_before_anybody_can_log_in(renter, cloud):
    renter.ask("POST", "/lab/faults", {"kind": "device", "device": "early_active", "method": "POST"})
    renter.machine("create", *HERE, "--hostname", "early", "--wait")
    renter.machine("wait", "early", "--for", "ssh")
    assert renter.machine("ping", "early").stdout.count("pong") == 1
    renter.machine("delete", "early", "--wait")


def test_a_lost_bid_is_seen_by_who_watches(renter, rented):
    here = {"facility": "ams1", "plan": "c2.medium.x86"}
    renter.ask("PUT", "/lab/market", here | {"price": 0.25, "notice_seconds": 4})
    with renter.running("machine", "list", "--watch") as listed, renter.running("machine", "events", "-f") as told:
        wait_until("the first listing", lambda: len(listed()) >= 4, 20)
        wait_until("the first events", lambda: told(), 20)
        renter.ask("PUT", "/lab/market", here | {"price": 0.45})
        for name in NAMES[1:]:
            for lines in (listed, told):
                wait_until("the notice", lambda: any(f"{name}: will be taken away at 20" in line for line in lines()), 30)
                wait_until("the end", lambda: any(f"{name}: gone, was" in line for line in lines()), 60)
        assert not any("controller-0:" in line for line in listed()), listed()
    assert list(renter.machines()) == ["controller-0"]
    # The same line again makes what is missing, and asks for more than it is worth now: that costs nothing.
    done = renter.machine("create", *HERE, *BID, "--hostname", "worker-0", check=False)
    assert "[VENT_BID_TOO_LOW]" in done.stderr and "0.45" in done.stderr
    renter.machine("delete", "controller-0", "--wait")
    assert renter.machines() == {}
