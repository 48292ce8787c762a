"""The daemon may die at any moment and come back; `stop` leaves the machine as it was."""

import os
import pathlib
import random
import signal
import subprocess
import time

import pytest

from lab import VENT, machine_state, run, wait_until

EMPTY = {"namespaces": [], "mounts": [], "groups": [], "links": [], "processes": [], "nspawn": []}


def start(lab):
    lab.vent("metal", "start", *lab.start_options)


def test_stop_leaves_the_machine_as_it_was(fresh_lab):
    assert machine_state(fresh_lab.name) == EMPTY
    start(fresh_lab)
    fresh_lab.vent("metal", "create", "a", "b", "--wait")
    seen = machine_state(fresh_lab.name)
    assert len(seen["namespaces"]) == 3 and seen["groups"] and seen["links"] and seen["processes"]
    fresh_lab.vent("metal", "stop")
    assert machine_state(fresh_lab.name) == EMPTY


def test_hosts_come_back_after_stop_and_start(fresh_lab):
    start(fresh_lab)
    fresh_lab.vent("metal", "create", "a", "--wait")
    fresh_lab.ssh("a", "echo kept > /root/note")
    fresh_lab.vent("metal", "stop")
    start(fresh_lab)
    fresh_lab.wait_for("a", "active")
    assert fresh_lab.ssh("a", "cat /root/note").stdout == "kept\n"


def test_a_killed_daemon_finds_its_hosts_running(fresh_lab):
    start(fresh_lab)
    fresh_lab.vent("metal", "create", "a", "--wait")
    boot = fresh_lab.ssh("a", "cat /proc/sys/kernel/random/boot_id").stdout
    os.kill(fresh_lab.daemon(), signal.SIGKILL)
    assert fresh_lab.vent("metal", "hosts", check=False).returncode != 0
    start(fresh_lab)
    fresh_lab.wait_for("a", "active")
    assert fresh_lab.ssh("a", "cat /proc/sys/kernel/random/boot_id").stdout == boot, "the host must not have noticed"


def test_what_happens_while_the_daemon_is_dead_is_seen(fresh_lab):
    start(fresh_lab)
    fresh_lab.vent("metal", "create", "off", "again", "--wait")
    boot = fresh_lab.ssh("again", "cat /proc/sys/kernel/random/boot_id").stdout
    os.kill(fresh_lab.daemon(), signal.SIGKILL)
    for host, verb in {"off": "poweroff", "again": "reboot"}.items():
        asked = fresh_lab.ssh(host, f"systemctl {verb}", check=False)
        assert asked.returncode in (0, 255), asked.stdout + asked.stderr  # 255: gone before it could say so
    wait_until("both to be off", lambda: not [p for p in machine_state(fresh_lab.name)["processes"] if "nspawn" in p],
               deadline=180)
    start(fresh_lab)
    fresh_lab.wait_for("again", "active")
    assert fresh_lab.hosts()["off"]["state"] == "inactive"
    assert fresh_lab.ssh("again", "cat /proc/sys/kernel/random/boot_id").stdout != boot


def test_stop_cleans_up_after_a_killed_daemon(fresh_lab):
    start(fresh_lab)
    fresh_lab.vent("metal", "create", "a")
    os.kill(fresh_lab.daemon(), signal.SIGKILL)
    fresh_lab.vent("metal", "stop")
    assert machine_state(fresh_lab.name) == EMPTY


def test_a_daemon_killed_at_random_moments_loses_nothing(fresh_lab):
    """Hosts are created, rebooted and deleted; the daemon is killed in the middle, ten times."""
    moments = random.Random(20181)
    start(fresh_lab)
    expected = set()
    for round_number in range(10):
        created = f"h{round_number}"
        work = [["create", created], ["reboot", moments.choice(sorted(expected))] if expected else None,
                ["delete", moments.choice(sorted(expected))] if len(expected) > 2 else None]
        daemon = fresh_lab.daemon()
        for verb, name in filter(None, work):
            fresh_lab.vent("metal", verb, name)
            expected = expected | {name} if verb == "create" else expected - {name} if verb == "delete" else expected
        time.sleep(moments.uniform(0, 1.5))  # the moment is the subject of the test, nothing is waited for
        os.kill(daemon, signal.SIGKILL)
        start(fresh_lab)
    wait_until("the list to be right", lambda: {n: h["state"] for n, h in fresh_lab.hosts().items()} ==
               dict.fromkeys(expected, "active"), deadline=120)
    for name in expected:
        assert fresh_lab.ssh(name, "hostname").stdout.strip() == name
    fresh_lab.vent("metal", "stop")
    assert machine_state(fresh_lab.name) == EMPTY


def test_a_second_start_changes_nothing(fresh_lab):
    start(fresh_lab)
    first = fresh_lab.daemon()
    start(fresh_lab)
    assert fresh_lab.daemon() == first


def test_a_second_daemon_is_refused(fresh_lab):
    start(fresh_lab)
    second = run(VENT, "metal", "serve", "--lab", fresh_lab.name, check=False)
    assert second.returncode == 75 and "VENT_METAL_RUNNING" in second.stderr and str(fresh_lab.daemon()) in second.stderr


def test_two_labs_run_side_by_side(lab, hosts, fresh_lab):
    start(fresh_lab)
    fresh_lab.vent("metal", "create", "other", "--wait")
    assert "other" not in lab.hosts()
    address = fresh_lab.hosts()["other"]["private_address"]
    assert lab.ssh("one", f"ping -c 1 -W 2 {address}", check=False).returncode != 0


def test_serve_in_the_foreground_ends_on_ctrl_c_and_hosts_go_on(fresh_lab):
    serve = subprocess.Popen([VENT, "metal", "serve", "--lab", fresh_lab.name, *fresh_lab.start_options],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        wait_until("the daemon to answer", lambda: fresh_lab.vent("metal", "status", check=False).returncode == 0)
        fresh_lab.vent("metal", "create", "a", "--wait")
        serve.send_signal(signal.SIGINT)
        assert serve.wait(timeout=20) in (0, 130)
    finally:
        serve.kill()
        serve.communicate()
    assert [p for p in machine_state(fresh_lab.name)["processes"] if "systemd-nspawn" in p]


def test_a_lab_of_another_state_directory_is_left_alone(fresh_lab, tmp_path):
    start(fresh_lab)
    fresh_lab.vent("metal", "create", "a", "--wait")
    elsewhere = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    for verb in (["start", *fresh_lab.start_options[:4], "--port", "17498"], ["stop"]):
        refused = fresh_lab.vent("metal", *verb, check=False, env=elsewhere)
        assert refused.returncode == 75 and "VENT_LAB_OF_ANOTHER" in refused.stderr
    fresh_lab.ssh("a", "true")


def test_stop_finds_what_is_there_without_its_state(fresh_lab, tmp_path):
    """Somebody deleted the state directory: the names on the machine are enough."""
    start(fresh_lab)
    fresh_lab.vent("metal", "create", "a", "--wait")
    os.kill(fresh_lab.daemon(), signal.SIGKILL)
    state = pathlib.Path(os.environ.get("XDG_STATE_HOME", pathlib.Path.home() / ".local/state")) / "vent/metal/t2"
    state.rename(tmp_path / "gone")
    fresh_lab.vent("metal", "stop")
    assert machine_state(fresh_lab.name) == EMPTY


def test_two_stops_at_once_shut_down_once(fresh_lab):
    start(fresh_lab)
    fresh_lab.vent("metal", "create", "a", "b", "--wait")
    stops = [subprocess.Popen([VENT, "metal", "stop", "--lab", fresh_lab.name], stderr=subprocess.PIPE, text=True)
             for _ in range(2)]
    said = [stop.communicate(timeout=90)[1] for stop in stops]
    assert [stop.returncode for stop in stops] == [0, 0], said
    assert "lost power" not in "".join(said)
    assert machine_state(fresh_lab.name) == EMPTY


def test_a_shutdown_inside_is_remembered_over_stop(fresh_lab):
    start(fresh_lab)
    fresh_lab.vent("metal", "create", "a", "--wait")
    os.kill(fresh_lab.daemon(), signal.SIGKILL)
    fresh_lab.ssh("a", "systemctl poweroff", check=False)
    wait_until("it to be off", lambda: not [p for p in machine_state(fresh_lab.name)["processes"] if "nspawn" in p])
    fresh_lab.vent("metal", "stop")
    start(fresh_lab)
    fresh_lab.wait_for("a", "inactive")


def test_a_name_can_be_used_again_while_its_host_goes(fresh_lab):
    start(fresh_lab)
    fresh_lab.vent("metal", "create", "a", "--wait")
    fresh_lab.vent("metal", "delete", "a")
    fresh_lab.vent("metal", "create", "a", "--wait")
    wait_until("one host", lambda: [h["state"] for h in fresh_lab.hosts().values()] == ["active"])


def test_a_killed_supervisor_is_noticed(fresh_lab):
    start(fresh_lab)
    fresh_lab.vent("metal", "create", "a", "--wait")
    [supervisor] = [p for p in machine_state(fresh_lab.name)["processes"] if " systemd-nspawn " in p]
    os.kill(int(supervisor.split()[0]), signal.SIGKILL)
    fresh_lab.wait_for("a", "failed")
    assert not [p for p in machine_state(fresh_lab.name)["processes"] if "systemd-journald" in p], "remains were left"
    fresh_lab.vent("metal", "power-on", "a", "--wait")
    fresh_lab.ssh("a", "true")
