"""A real client of the rented cloud drives the lab: packet-python 1.37.1 as it is on PyPI.

The client speaks to https://api.packet.net and nothing else, so its calls are led to the lab's address; no line of it is
changed.
"""

import json
import subprocess
import sys
import types

import pytest

from lab import Lab, wait_until

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f someone@example"


@pytest.fixture(scope="module")
def packet(tmp_path_factory):
    target = tmp_path_factory.mktemp("packet-python")
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", target, "packet-python==1.37.1"],
                   check=True, timeout=300)
    sys.path.insert(0, str(target))
    import packet as module
    yield module
    sys.path.remove(str(target))


@pytest.fixture(scope="module")
def rented():
    lab = Lab("t6", private="10.99.0.0/16", public="198.18.220.0/24", port=17520)
    lab.erase()
    lab.vent("metal", "start", *lab.start_options)
    yield lab
    lab.erase()


@pytest.fixture(scope="module")
def ask(rented):
    """What the old client has no call for."""
    return lambda *request: rented.ask(*request)[1]


@pytest.fixture(scope="module")
def manager(packet, rented):
    import packet.baseapi as baseapi
    import requests

    own = requests.Session()
    own.trust_env = False  # no proxy

    def led(method):
        return lambda url, **rest: own.request(method, url.replace("https://", "http://", 1), **rest)

    real = baseapi.requests
    baseapi.requests = types.SimpleNamespace(get=led("GET"), post=led("POST"), patch=led("PATCH"),
                                             delete=led("DELETE"), exceptions=requests.exceptions,
                                             HTTPError=requests.HTTPError)
    made = packet.Manager(auth_token=rented.token())
    made.end_point = rented.api.removeprefix("http://")
    yield made
    baseapi.requests = real


@pytest.fixture(scope="module")
def project(manager):
    return manager.list_projects()[0]


def test_what_is_offered(manager):
    assert "ams1" in {facility.code for facility in manager.list_facilities()}
    plans = {plan.slug: plan for plan in manager.list_plans()}
    assert plans["c2.medium.x86"].pricing["hour"] == 1.0
    assert "ubuntu_18_04" in {system.slug for system in manager.list_operating_systems()}
    assert manager.get_user()["full_name"]
    assert "c2.medium.x86" in manager.get_capacity()["ams1"]
    assert 0 < manager.get_spot_market_prices()["ams1"]["c2.medium.x86"]["price"] < 1
    assert manager.validate_capacity([("ams1", "c2.medium.x86", 3)])


def test_a_wrong_token(packet, manager):
    wrong = packet.Manager(auth_token="wrong")
    wrong.end_point = manager.end_point
    with pytest.raises(packet.Error, match="Error 401: Invalid authentication token"):
        wrong.list_projects()


@pytest.mark.parametrize("wish, words", [
    ({"plan": "c2.medim.x86"}, "did you mean 'c2.medium.x86'"),
    ({"facility": "ams9"}, "Facility 'ams9' is not known"),
    ({"facility": ["fra1", "sin1"]}, "Facility can't be blank"),
    ({"operating_system": "plan_9"}, "Operating system 'plan_9' is not known"),
    ({"hostname": "no_underscores"}, "422"),
    ({"spot_instance": True, "spot_price_max": 0.01}, "below the current price"),
])
def test_a_wish_that_cannot_be_met(packet, manager, project, wish, words):
    usual = {"hostname": "never", "plan": "c2.medium.x86", "facility": "ams1", "operating_system": "ubuntu_18_04"}
    with pytest.raises(packet.Error, match=words):
        manager.create_device(project.id, **(usual | wish))
    assert manager.list_devices(project.id) == []


def test_the_life_of_a_device(packet, manager, project, rented):
    key = manager.create_ssh_key("mine", KEY)
    device = manager.create_device(project.id, "worker-0", "c2.medium.x86", ["ams1"], "ubuntu_18_04",
                                   userdata="#!/bin/sh\ntouch /root/was-here\n")
    assert (device.state, device.ip_addresses, device.tags, device.facility["code"]) == ("queued", [], [], "ams1")

    wait_until("the device", lambda: manager.get_device(device.id).state == "active", 120)
    device = manager.get_device(device.id)
    kinds = [(address["address_family"], address["public"], address["management"]) for address in device.ip_addresses]
    assert kinds == [(4, True, True), (4, False, True)]
    assert device.ssh_keys == [{"href": f"/ssh-keys/{key.id}"}]
    assert KEY in rented.ssh("worker-0", "cat /root/.ssh/authorized_keys").stdout

    assert device.operating_system.slug == "ubuntu_18_04"
    told = json.loads(rented.ssh("worker-0", "exec 3<>/dev/tcp/metadata.packet.net/80; printf 'GET /metadata HTTP/1.0\\r\\n"
                                 "\\r\\n' >&3; sed '1,/^.$/d' <&3").stdout)
    assert (told["id"], told["hostname"], told["facility"]) == (device.id, "worker-0", "ams1")

    device.tags = ["worker", "mine"]
    device.update()
    assert manager.get_device(device.id).tags == ["worker", "mine"]
    booted = rented.ssh("worker-0", "stat -c %Y /proc/1").stdout
    device.reboot()
    wait_until("the reboot", lambda: manager.get_device(device.id).state == "active"
               and rented.ssh("worker-0", "stat -c %Y /proc/1", check=False).stdout not in ("", booted), 120)
    device.power_off()
    wait_until("power off", lambda: manager.get_device(device.id).state == "inactive", 60)

    device.delete()
    wait_until("the end", lambda: manager.list_devices(project.id) == [], 60)
    with pytest.raises(packet.Error, match="You are not authorized to view this device"):
        manager.get_device(device.id)
    key.delete()


def test_paging_and_filters(manager, project, ask):
    ask("POST", "/lab/faults", {"kind": "device", "device": "never_active", "method": "POST", "times": 0})
    for index in range(13):
        manager.create_device(project.id, f"w-{index:02}", "c2.medium.x86", "ewr1", "debian_12",
                              tags=["odd"] if index % 2 else [])
    ask("DELETE", "/lab/faults")
    assert len(manager.list_devices(project.id)) == 10 and manager.meta["total"] == 13
    assert len(manager.list_devices(project.id, params={"page": 2})) == 3
    names = [device.hostname for device in manager.list_devices(project.id, params={"per_page": 999})]
    assert sorted(names) == [f"w-{index:02}" for index in range(13)]
    assert len(manager.list_devices(project.id, params={"tag": "odd"})) == 6
    for device in manager.list_devices(project.id, params={"per_page": 999}):
        device.delete()
    wait_until("the end", lambda: manager.list_devices(project.id) == [], 60)


def test_who_is_outbid_gets_notice_and_is_deleted(manager, project, ask):
    here = {"facility": "ams1", "plan": "c2.medium.x86"}
    ask("PUT", "/lab/market", here | {"price": 0.30, "notice_seconds": 3})
    spot = {"spot_instance": True, "spot_price_max": 0.30}
    lost, kept = [manager.create_device(project.id, name, "c2.medium.x86", "ams1", "ubuntu_18_04", **spot)
                  for name in ("lost", "kept")]
    assert lost.spot_instance and not lost.termination_time
    ask("PUT", "/lab/market", here | {"price": 0.45})
    wait_until("the notice", lambda: manager.get_device(kept.id).termination_time, 10)
    assert ask("GET", f"/devices/{kept.id}/metadata")["spot"]["termination_time"]
    ask("PUT", f"/metal/v1/devices/{kept.id}", {"spot_instance": False})
    wait_until("the end", lambda: [d.hostname for d in manager.list_devices(project.id)] == ["kept"], 60)
    types = [event["type"] for event in ask("GET", f"/devices/{lost.id}/events?per_page=100")["events"]]
    # It may have got ready between the two.
    assert [kind for kind in types if kind.startswith("instance.")][:2] == ["instance.deleted", "instance.spot_outbid"]
    assert not manager.get_device(kept.id).termination_time
    kept.delete()
    wait_until("the end", lambda: manager.list_devices(project.id) == [], 60)
