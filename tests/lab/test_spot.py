"""The spot market: a bid, a price that rises over it, the notice, and the end of the machine.

Prices are set as a person would. Where no real machine is needed, the devices are such that are never built.
"""

import json
import os
import signal
import time
from datetime import datetime, timezone

import pytest

from lab import VENT, Lab, run, wait_until

HERE = ("ams1", "c2.medium.x86")
PLACE = {"facility": "ams1", "plan": "c2.medium.x86", "operating_system": "debian_12"}
UNBUILT = {"vent_fault": "never_active"}
METADATA = (r"exec 3<>/dev/tcp/metadata.packet.net/80; printf 'GET /metadata HTTP/1.0\r\n\r\n' >&3; sed '1,/^.$/d' <&3")


def start(lab):
    lab.vent("metal", "start", *lab.start_options)


@pytest.fixture(scope="module")
def rented():
    lab = Lab("t7", private="10.101.0.0/16", public="198.18.221.0/24", port=17521)
    lab.erase()
    start(lab)
    yield lab
    lab.erase()


@pytest.fixture
def cloud(rented):
    """A market that nobody has touched, and no devices."""
    yield rented
    for request in rented.ask("GET", f"{rented_project(rented)}/spot-market-requests")[1]["spot_market_requests"]:
        rented.ask("DELETE", f"/spot-market-requests/{request['id']}")
    for device in devices(rented).values():
        rented.ask("DELETE", f"/devices/{device['id']}")
    for verb in ("set", "capacity"):
        market(rented, verb, *HERE, "auto")
    market(rented, "notice", "120")
    wait_until("the end of all devices", lambda: devices(rented) == {})


def rented_project(lab):
    return "/projects/" + lab.ask("GET", "/projects")[1]["projects"][0]["id"]


def market(lab, verb, *values, **options):
    return run(VENT, "metal", "market", verb, "--lab", lab.name, *values, **options)


def devices(lab, query=""):
    """name -> device"""
    status, answer = lab.ask("GET", f"{rented_project(lab)}/devices?per_page=1000{query}")
    assert status == 200
    return {device["hostname"]: device for device in answer["devices"]}


def rent(lab, hostname, bid=None, **more):
    by_bid = {} if bid is None else {"spot_instance": True, "spot_price_max": bid}
    status, device = lab.ask("POST", f"{rented_project(lab)}/devices", {"hostname": hostname} | PLACE | by_bid | more)
    assert status == 201, device
    return device


def event_types(lab, device):
    return [event["type"] for event in lab.ask("GET", f"/devices/{device['id']}/events?per_page=100")[1]["events"]]


def seconds_from_now(text):
    return (datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
            - datetime.now(timezone.utc)).total_seconds()


def test_the_whole_way_from_bid_to_eviction(cloud):
    market(cloud, "notice", "6")
    market(cloud, "set", *HERE, "0.30")
    status, refused = cloud.ask("POST", f"{rented_project(cloud)}/devices",
                                PLACE | {"hostname": "stingy", "spot_instance": True, "spot_price_max": "0.29"})
    assert (status, refused["id"]) == (422, "VENT_BID_TOO_LOW") and "$0.30 in ams1" in refused["errors"][0]
    lost, generous, listed = rent(cloud, "lost", 0.30), rent(cloud, "generous", 0.50, **UNBUILT), rent(cloud, "listed", **UNBUILT)
    cloud.wait_for("lost", "active", 120)
    told = json.loads(cloud.ssh("lost", METADATA).stdout)
    assert (told["id"], told["spot"], told.get("termination_time")) == (lost["id"], {}, None)
    assert devices(cloud, "&has_termination_time=true") == {}

    market(cloud, "set", *HERE, "0.45")
    device = wait_until("the notice", lambda: devices(cloud, "&has_termination_time=true").get("lost"), 10)
    assert 0 < seconds_from_now(device["termination_time"]) <= 6
    told = json.loads(cloud.ssh("lost", METADATA).stdout)
    assert told["termination_time"] == told["spot"]["termination_time"] == device["termination_time"]
    assert told["termination_date"] == told["spot"]["termination_date"] == device["termination_time"]
    assert event_types(cloud, lost)[0] == "instance.spot_outbid"

    wait_until("the end", lambda: set(devices(cloud)) == {"generous", "listed"})
    assert event_types(cloud, lost)[:2] == ["instance.deleted", "instance.spot_outbid"]
    assert cloud.ask("GET", f"/devices/{lost['id']}")[0] == 403, "it is not said to have never been"
    assert cloud.ssh("lost", "true", check=False).returncode != 0
    for kept in (generous, listed):
        assert cloud.ask("GET", f"/devices/{kept['id']}")[1]["termination_time"] is None


def test_who_pays_the_list_price_in_time_stays(cloud):
    market(cloud, "set", *HERE, "0.30")
    saved = rent(cloud, "saved", 0.30, **UNBUILT)
    market(cloud, "set", *HERE, "0.31")
    path = f"/devices/{saved['id']}"
    wait_until("the notice", lambda: cloud.ask("GET", path)[1]["termination_time"], 10)
    assert 100 < seconds_from_now(cloud.ask("GET", path)[1]["termination_time"]) <= 120
    status, refused = cloud.ask("PUT", path, {"termination_time": "2099-01-01T00:00:00Z"})
    assert status == 422, "the time of the outbid is not theirs to change"
    status, device = cloud.ask("PUT", path, {"spot_instance": False})
    assert (status, device["spot_instance"], device["termination_time"]) == (200, False, None)
    assert event_types(cloud, saved)[0] == "instance.spot_saved"


def test_a_time_that_the_owner_set_ends_it_too(cloud):
    end = datetime.fromtimestamp(time.time() + 3, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    device = rent(cloud, "short", termination_time=end, **UNBUILT)
    assert device["termination_time"] == end
    wait_until("the end", lambda: devices(cloud) == {}, 20)
    assert event_types(cloud, device)[0] == "instance.deleted"


def test_nothing_left_costs_ten_times_the_list_price(cloud):
    market(cloud, "capacity", *HERE, "1")
    wanted = {"servers": [{"facility": "ams1", "plan": "c2.medium.x86", "quantity": 1}]}
    assert cloud.ask("POST", "/capacity", wanted)[0] == 200
    rent(cloud, "last", **UNBUILT)
    status, refused = cloud.ask("POST", f"{rented_project(cloud)}/devices", PLACE | {"hostname": "late"})
    assert (status, refused["errors"]) == (422, ["There aren't available servers in that facility"])
    assert cloud.ask("POST", "/capacity", wanted)[0] == 503
    assert cloud.ask("GET", "/capacity")[1]["capacity"]["ams1"]["c2.medium.x86"] == {"level": "unavailable"}
    prices = cloud.ask("GET", "/market/spot/prices")[1]["spot_market_prices"]
    assert prices["ams1"]["c2.medium.x86"] == {"price": 10.0}


def test_a_machine_that_is_wanted_back_is_taken_from_one_bidder(cloud):
    market(cloud, "set", *HERE, "0.30")
    market(cloud, "notice", "2")
    for name in ("a", "b"):
        rent(cloud, name, 0.90, **UNBUILT)
    market(cloud, "capacity", *HERE, "1")
    wait_until("one to be gone", lambda: len(devices(cloud)) == 1, 20)
    [kept] = devices(cloud).values()
    assert kept["termination_time"] is None, "one machine is left, and one is rented"


def test_a_request_keeps_its_number_of_devices(cloud):
    market(cloud, "set", *HERE, "0.30")
    market(cloud, "notice", "1")
    wish = {"devices_min": 1, "devices_max": 2, "max_bid_price": 0.40, "facilities": ["ams1"],
            "instance_parameters": {"hostname": "s{{index}}", "plan": "c2.medium.x86",
                                    "operating_system": "debian_12", "tags": ["cheap"]} | UNBUILT}
    status, request = cloud.ask("POST", f"{rented_project(cloud)}/spot-market-requests", wish)
    assert status == 201
    wait_until("both", lambda: set(devices(cloud)) == {"s1", "s2"}, 10)
    first = devices(cloud)["s1"]
    assert (first["tags"], first["spot_instance"], first["spot_price_max"]) == (["cheap"], True, 0.4)

    cloud.ask("DELETE", f"/devices/{first['id']}")
    wait_until("another one", lambda: devices(cloud).get("s1", first)["id"] != first["id"], 20)

    market(cloud, "set", *HERE, "0.50")
    wait_until("nobody", lambda: devices(cloud) == {}, 20)
    path = f"/spot-market-requests/{request['id']}"
    wait_until("the reason", lambda: "below the current price" in cloud.ask("GET", path)[1]["vent"]["problem"], 10)
    market(cloud, "set", *HERE, "0.40")
    wait_until("both again", lambda: set(devices(cloud)) == {"s1", "s2"}, 10)

    assert cloud.ask("DELETE", f"{path}?force_termination=true")[0] == 204
    wait_until("nobody", lambda: devices(cloud) == {}, 20)
    assert cloud.ask("GET", path)[0] == 404


def test_prices_move_by_themselves_and_have_a_history(cloud):
    history = f"/market/spot/prices/history?facility=ams1&plan=c2.medium.x86&from={int(time.time()) - 7 * 86400}"
    points = cloud.ask("GET", history)[1]["prices_history"]["datapoints"]
    assert len({price for price, _ in points}) > 3, "a week without a change is no market"
    assert points == cloud.ask("GET", history)[1]["prices_history"]["datapoints"][:len(points)]
    market(cloud, "set", *HERE, "0.77")
    assert cloud.ask("GET", history)[1]["prices_history"]["datapoints"][-1][0] == 0.77
    listed = json.loads(market(cloud, "list", *HERE, "-o", "json").stdout)["market"]
    assert [(place["spot_price"], place["set_by_hand"]) for place in listed] == [(0.77, True)]


def test_a_daemon_that_dies_during_the_notice_keeps_its_word(cloud):
    market(cloud, "set", *HERE, "0.30")
    market(cloud, "notice", "4")
    lost = rent(cloud, "lost", 0.30, **UNBUILT)
    market(cloud, "set", *HERE, "0.45")
    end = wait_until("the notice", lambda: cloud.ask("GET", f"/devices/{lost['id']}")[1]["termination_time"], 10)
    os.kill(cloud.daemon(), signal.SIGKILL)
    start(cloud)
    assert devices(cloud)["lost"]["termination_time"] == end
    wait_until("the end", lambda: devices(cloud) == {}, 20)


@pytest.mark.parametrize("words, reason", [
    (["set", "ams9", "c2.medium.x86", "0.45"], "did you mean 'ams1'?"),
    (["set", "ams1", "c2.medim.x86", "0.45"], "did you mean 'c2.medium.x86'?"),
    (["set", "fra1", "c2.medium.x86", "0.45"], "c2.medium.x86 is not offered in fra1"),
    (["set", *HERE, "cheap"], "price must be a number"),
    (["set", *HERE, "0"], "greater than 0"),
    (["capacity", *HERE, "1.5"], "a whole number"),
    (["notice", "-1"], "from 0 to 86400"),
])
def test_a_wrong_word_changes_nothing(cloud, words, reason):
    before = cloud.ask("GET", "/lab/market")
    refused = market(cloud, *words, check=False)
    assert refused.returncode == 64 and reason in refused.stderr
    assert cloud.ask("GET", "/lab/market") == before
