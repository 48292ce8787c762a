"""The HTTP API as a program of somebody else's would speak to it; `vent metal` itself sends only what is right."""

import json
import os
import pathlib
import urllib.error
import urllib.request

import pytest

STATE = pathlib.Path(os.environ.get("XDG_STATE_HOME", pathlib.Path.home() / ".local/state"))
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def ask(lab):
    api = lab.status()["api"]
    own_token = (STATE / "vent/metal" / lab.name / "token").read_text()

    def send(method, path, body=None, token=own_token):
        headers = {"X-Auth-Token": token} if token is not None else {}
        request = urllib.request.Request(api + path, method=method, data=body and body.encode(), headers=headers)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return answer.status, json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read() or "null")

    return send


@pytest.mark.parametrize("token", [None, "", "wrong"])
@pytest.mark.parametrize("method, path", [("GET", "/metal/v1/projects/any/devices"), ("GET", "/lab/status"),
                                          ("DELETE", f"/metal/v1/devices/{NOBODY}")])
def test_without_the_token_nothing_is_said(ask, method, path, token):
    assert ask(method, path, token=token) == (401, {"error": "Invalid authentication token"})


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
