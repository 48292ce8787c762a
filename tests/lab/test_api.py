"""The HTTP API as a program of somebody else's would speak to it; `vent metal` itself sends only what is right."""

import http.client
import json
import socket
import time
import urllib.error

import pytest

from lab import run, wait_until

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def ask(lab):
    return lab.ask


@pytest.mark.parametrize("token", [None, "", "wrong"])
@pytest.mark.parametrize("method, path", [("GET", "/metal/v1/projects/any/devices"), ("GET", "/lab/status"),
                                          ("DELETE", f"/metal/v1/devices/{NOBODY}")])
def test_without_the_token_nothing_is_said(ask, method, path, token):
    words = "Invalid authentication token"  # old clients read "error", newer ones "errors"
    assert ask(method, path, X_Auth_Token=token) == (401, {"error": words, "errors": [words]})


@pytest.mark.parametrize("path, body, reason", [
    ("/projects/any/devices", "{", "VENT_JSON"),
    ("/projects/any/devices", "{}", "VENT_JSON_MISSING"),
    ("/projects/any/devices", '{"hostname": 7}', "VENT_JSON_TYPE"),
    ("/projects/any/devices", '{"hostname": "no_underscores"}', "VENT_HOSTNAME"),
    (f"/devices/{NOBODY}/actions", '{"type": "explode"}', "VENT_ACTION"),
    (f"/devices/{NOBODY}/actions", "[]", "VENT_JSON_TYPE"),
])
def test_a_request_that_makes_no_sense_is_refused_and_changes_nothing(ask, path, body, reason):
    before = ask("GET", "/metal/v1/projects/any/devices")
    status, answer = ask("POST", "/metal/v1" + path, body)
    assert (status, answer["id"]) == (422, reason) and answer["errors"]
    assert ask("GET", "/metal/v1/projects/any/devices") == before


def test_a_bad_link_is_refused(ask):
    for link in ('{"a": "operator", "b": "operator"}', '{"a": "operator", "b": "x", "loss": 2}'):
        status, answer = ask("PUT", "/lab/links", link)
        assert (status, answer["id"]) == (422, "VENT_LINK")


@pytest.mark.parametrize("method, path, body", [("GET", "", None), ("DELETE", "", None),
                                                ("POST", "/actions", '{"type": "reboot"}')])
def test_a_host_that_is_not_there(ask, method, path, body):
    status, answer = ask(method, f"/metal/v1/devices/{NOBODY}{path}", body)
    assert (status, answer["id"]) == (404, "VENT_NO_HOST")


def test_the_console_is_read_on_from_any_place(ask, hosts):
    console = f"/lab/devices/{hosts['one']['id']}/console"
    status, whole = ask("GET", console)
    assert status == 200 and whole["size"] > 1000
    assert ask("GET", f"{console}?from={whole['size'] + 10**15}")[1]["text"] == ""
    assert ask("GET", f"{console}?from=0")[1]["text"].startswith(whole["text"][:100])
    for nonsense in ("x", "-1", "1x", "9" * 30):
        status, answer = ask("GET", f"{console}?from={nonsense}")
        assert (status, answer["id"]) == (422, "VENT_FROM"), nonsense


DEVICES = "/projects/lab/devices"
UNBUILT = {"vent_fault": "never_active"}


@pytest.fixture
def faults(ask):
    """Puts a rule in force; none is left after the test."""
    yield lambda **rule: ask("POST", "/lab/faults", rule)
    ask("DELETE", "/lab/faults")


@pytest.fixture
def devices(ask):
    """name -> device, of those that a test makes; they are gone after it."""
    usual = {device["id"] for device in ask("GET", f"{DEVICES}?per_page=1000")[1]["devices"]}

    def made():
        listed = ask("GET", f"{DEVICES}?per_page=1000")[1]["devices"]
        return {device["hostname"]: device for device in listed if device["id"] not in usual}

    yield made
    for device in made().values():
        ask("DELETE", f"/devices/{device['id']}")
    wait_until("the end of all devices", lambda: not made())


def is_cut(lab, *request):
    try:
        lab.request(*request)
    except (ConnectionError, http.client.HTTPException, urllib.error.URLError):
        return True
    return False


@pytest.mark.parametrize("rule, status", [
    ({"kind": "too_many", "seconds": 7}, 429),
    ({"kind": "server_error"}, 500),
    ({"kind": "server_error", "status": 503}, 503),
])
def test_a_refusal_on_purpose(lab, faults, devices, rule, status):
    faults(method="POST", path="/projects/*/devices", times=2, **rule)
    for path in (DEVICES, "/metal/v1" + DEVICES):
        seen, headers, text = lab.request("POST", path, {"hostname": "a"} | UNBUILT)
        assert seen == status and json.loads(text)["errors"]
        assert headers["Retry-After"] == ("7" if status == 429 else None)
    assert devices() == {}, "nothing was done"
    assert lab.ask("POST", DEVICES, {"hostname": "a"} | UNBUILT)[0] == 201, "the third is not hit"


def test_a_page_of_whoever_stands_before_the_api(lab, faults):
    faults(path="/user", kind="html", status=502)
    status, headers, text = lab.request("GET", "/user")
    assert (status, headers["Content-Type"]) == (502, "text/html; charset=utf-8") and "<html>" in text
    assert lab.ask("GET", "/user")[0] == 200


def test_a_late_answer(lab, faults):
    faults(path="/user", kind="delay", seconds=1.5)
    begin = time.monotonic()
    assert lab.ask("GET", "/user")[0] == 200 and time.monotonic() - begin >= 1.5


def test_a_connection_that_is_cut_before_the_work_and_one_after(lab, faults, devices):
    for kind, name in (("cut_before", "before"), ("cut_after", "after")):
        faults(method="POST", path="/projects/*/devices", kind=kind)
        assert is_cut(lab, "POST", DEVICES, {"hostname": name} | UNBUILT)
        lab.ask("DELETE", "/lab/faults")
    assert set(devices()) == {"after"}


def test_the_second_of_three_devices_fails(lab, faults, devices):
    faults(method="POST", path="/projects/*/devices", nth=2, kind="device", device="fails")
    assert [rule["seen"] for rule in lab.ask("GET", "/lab/faults")[1]["faults"]] == [0]
    for name in ("a", "b", "c"):
        lab.ask("POST", DEVICES, {"hostname": name} | ({} if name == "b" else UNBUILT))
    wait_until("the failure", lambda: devices()["b"]["state"] == "failed", 20)
    assert [devices()[name]["state"] for name in ("a", "c")] == ["provisioning"] * 2
    events = lab.ask("GET", f"/devices/{devices()['b']['id']}/events")[1]["events"]
    assert events[0]["type"] == "instance.failed" and "because it was asked to" in events[0]["body"]


def test_a_device_that_never_gets_active(lab, faults, devices):
    faults(method="POST", path="/projects/*/devices", kind="device", device="never_active")
    lab.ask("POST", DEVICES, {"hostname": "a"})
    wait_until("the beginning", lambda: devices()["a"]["state"] == "provisioning", 20)
    device = devices()["a"]
    assert (device["provisioning_percentage"], device["vent"]["settled"]) == (10.0, False)
    lab.ask("POST", f"/devices/{device['id']}/actions", {"type": "power_off"})
    wait_until("the end", lambda: devices()["a"]["state"] == "inactive", 20)


def test_a_device_that_is_active_before_its_sshd_answers(lab, faults, devices):
    faults(method="POST", path="/projects/*/devices", kind="device", device="early_active")
    lab.ask("POST", DEVICES, {"hostname": "early"})
    device = wait_until("active", lambda: devices()["early"]["state"] == "active" and devices()["early"], 60)
    addresses = [address["address"] for address in device["ip_addresses"]]
    assert len(addresses) == 2 and not answers(addresses[0]), "it was to be called active too early"
    wait_until("sshd", lambda: answers(addresses[0]), 60)


def answers(address):
    try:
        with socket.create_connection((address, 22), timeout=2) as connection:
            return connection.recv(4) == b"SSH-"
    except OSError:
        return False


@pytest.mark.parametrize("rule, reason", [
    ({"kind": "fire"}, "known: delay"), ({}, "kind"), ({"kind": "delay", "seconds": 601}, "seconds"),
    ({"kind": "delay", "nth": 0}, "nth"), ({"kind": "device", "device": "sad"}, "device"),
    ({"kind": "server_error", "status": 200}, "status"),
])
def test_a_rule_that_makes_no_sense(lab, faults, rule, reason):
    status, answer = lab.ask("POST", "/lab/faults", rule)
    assert status == 422 and reason in answer["errors"][0] + answer["hint"]
    assert lab.ask("GET", "/lab/faults")[1]["faults"] == []


def test_references_begin_as_the_request_did(lab, devices):
    status, headers, text = lab.request("POST", "/metal/v1" + DEVICES, {"hostname": "a"} | UNBUILT)
    device = json.loads(text)
    assert status == 201 and headers["Location"] == device["href"] == f"/metal/v1/devices/{device['id']}"
    assert lab.ask("GET", f"//devices/{device['id']}/")[1]["href"] == f"/devices/{device['id']}"
    assert lab.request("GET", "/user")[1]["X-Request-Id"] != headers["X-Request-Id"]


def test_a_device_without_a_name_gets_one(lab, devices):
    project = lab.ask("GET", "/projects")[1]["projects"][0]["id"]
    status, device = lab.ask("POST", f"/projects/{project}/devices", UNBUILT | {
        "plan": "c2.medium.x86", "facility": "ewr1", "operating_system": "ubuntu_18_04"})
    assert (status, device["hostname"]) == (201, device["id"][:8] + ".packethost.net")


def test_what_is_included_and_excluded(lab, devices):
    lab.ask("POST", DEVICES, {"hostname": "a"} | UNBUILT)
    path = f"/devices/{devices()['a']['id']}"
    assert set(lab.ask("GET", path)[1]["project"]) == {"href"}
    device = lab.ask("GET", f"{path}?include=project&exclude=plan,facility")[1]
    assert device["project"]["name"] == lab.name
    assert set(device["plan"]) == set(device["facility"]) == {"href"}


def test_several_at_once_and_pages_of_them(lab, devices):
    project = lab.ask("GET", "/projects")[1]["projects"][0]["id"]
    wanted = {"plan": "c2.medium.x86", "facility": "ewr1", "operating_system": "debian_12", "tags": ["many"]} | UNBUILT
    status, made = lab.ask("POST", f"/projects/{project}/devices/batch",
                           {"batches": [wanted | {"quantity": 12, "hostname": "w{{index}}"},
                                        wanted | {"quantity": 1, "plan": "c2.medim.x86"}]})
    assert status == 201
    assert [(batch["state"], len(batch["devices"])) for batch in made["batches"]] == [("completed", 12), ("failed", 0)]
    assert "did you mean" in made["batches"][1]["error_messages"][0]
    seen, page = [], f"/projects/{project}/devices?tag=many&page=1"
    while page:
        answer = lab.ask("GET", page)[1]
        seen += [device["hostname"] for device in answer["devices"]]
        page = (answer["meta"]["next"] or {}).get("href")
    assert sorted(seen) == sorted(f"w{index}" for index in range(12)) and answer["meta"]["total"] == 12
    batch = f"/batches/{made['batches'][0]['id']}"
    assert lab.ask("DELETE", f"{batch}?remove_associated_instances=true")[0] == 204
    wait_until("the end", lambda: devices() == {})


def test_an_address_that_moves_between_hosts(lab, hosts):
    project = lab.ask("GET", "/projects")[1]["projects"][0]["id"]
    usual = {name: host["public_address"] for name, host in lab.hosts().items()}
    keys = {name: lab.ssh(name, "cut -d' ' -f2 /etc/ssh/ssh_host_ed25519_key.pub").stdout.strip() for name in ("one", "two")}
    status, reserved = lab.ask("POST", f"/projects/{project}/ips", {"type": "public_ipv4", "quantity": 2, "facility": "ams1"})
    assert status == 201 and reserved["cidr"] == 31 and not reserved["assignments"]
    address = reserved["address"]

    def who_answers():
        said = run("ssh-keyscan", "-T", "2", "-t", "ed25519", address, check=False).stdout.split()
        return next((name for name, key in keys.items() if key in said), None)

    assert who_answers() is None
    for name in ("one", "two"):
        status, assigned = lab.ask("POST", f"/devices/{hosts[name]['id']}/ips", {"address": f"{address}/32"})
        assert (status, assigned["management"], assigned["public"]) == (201, False, True)
        lab.ssh(name, f"ip address add {address}/32 dev lo")
        assert who_answers() == name
        status, refused = lab.ask("POST", f"/devices/{hosts['one']['id']}/ips", {"address": address})
        assert (status, refused["errors"]) == (422, [f"Address {address} is already assigned"])
        device = lab.ask("GET", f"/devices/{hosts[name]['id']}")[1]
        assert address in [one["address"] for one in device["ip_addresses"]]
        assert address in lab.ssh(name, "exec 3<>/dev/tcp/metadata.packet.net/80; "
                                  "printf 'GET /metadata HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3").stdout
        if name == "one":
            assert lab.ask("DELETE", f"/ips/{assigned['id']}")[0] == 204
            assert who_answers() is None, "it leads nowhere"
    lab.vent("metal", "reboot", "two", "--wait")
    lab.ssh("two", f"ip address add {address}/32 dev lo")
    assert who_answers() == "two", "a reboot takes no address away"
    assert {name: host["public_address"] for name, host in lab.hosts().items()} == usual
    assert lab.ask("GET", f"/ips/{reserved['id']}/available?cidr=32")[1]["available"] != []
    assert lab.ask("DELETE", f"/ips/{reserved['id']}")[0] == 204
    assert who_answers() is None
    lab.ssh("one", f"ip address del {address}/32 dev lo")
    lab.ssh("two", f"ip address del {address}/32 dev lo")
