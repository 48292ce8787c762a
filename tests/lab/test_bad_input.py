"""What a person sees when something is in the way: one clear error, the next command, nothing half made."""

import os
import socket

from lab import VENT, Lab, machine_state, run

from test_daemon import EMPTY


def refused(lab, *options, code, reason):
    done = run(VENT, "metal", "start", "--lab", lab.name, *options, check=False)
    assert done.returncode == code, done.stderr
    assert reason in done.stderr and "next:" in done.stderr, done.stderr
    assert machine_state(lab.name) == EMPTY
    return done.stderr


def test_not_root(fresh_lab):
    done = run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", VENT, "metal", "start", "--lab", "t2",
               check=False, env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "XDG_STATE_HOME": "/tmp"})
    assert done.returncode == 77 and "VENT_NOT_ROOT" in done.stderr and "sudo" in done.stderr


def test_a_port_in_use(fresh_lab):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        seen = refused(fresh_lab, *fresh_lab.start_options[:4], "--port", str(port), code=75, reason="VENT_PORT_IN_USE")
        assert str(port) in seen


def test_a_range_in_use(fresh_lab, lab):
    seen = refused(fresh_lab, "--private", "10.91.0.0/16", "--port", "17493", code=75, reason="VENT_RANGE_IN_USE")
    assert "10.91.0.0/16" in seen


def test_ranges_that_hold_no_host(fresh_lab):
    refused(fresh_lab, "--private", "10.92.0.0/24", code=64, reason="VENT_RANGE_TOO_SMALL")
    refused(fresh_lab, "--public", "198.18.60.128/30", code=64, reason="VENT_RANGE_TOO_SMALL")
    refused(fresh_lab, "--private", "10.92.0.1/16", code=64, reason="10.92.0.0/16")


def test_a_program_is_missing(fresh_lab, tmp_path):
    """A PATH of its own with everything but systemd-nspawn; vent looks in the usual system folders too, so those are hidden."""
    done = run("unshare", "--mount", "sh", "-c",
               f"mount --bind /dev/null $(command -v systemd-nspawn) && exec {VENT} metal start --lab t2", check=False)
    assert done.returncode == 69 and "VENT_PROGRAM_MISSING" in done.stderr
    assert "apt-get install systemd-container" in done.stderr
    assert machine_state("t2") == EMPTY


def test_the_disk_is_full_while_the_image_is_built(fresh_lab, tmp_path):
    """The image goes to a file system of its own that is too small: refused before anything is fetched."""
    options = " ".join(fresh_lab.start_options)
    done = run("unshare", "--mount", "sh", "-c",
               f"mount -t tmpfs -o size=100m tmpfs {tmp_path} && XDG_CACHE_HOME={tmp_path} {VENT} metal start --lab t2 {options}; "
               f"code=$?; find {tmp_path} -name '*.unfinished*'; exit $code", check=False)
    assert done.returncode == 73 and "VENT_NO_SPACE" in done.stderr and "MB" in done.stderr
    assert done.stdout == "", "a half-built image was left behind"
    assert machine_state("t2") == EMPTY


def test_a_bad_host_name(lab, hosts):
    done = lab.vent("metal", "create", "no_underscores", check=False)
    assert done.returncode == 64 and "VENT_HOSTNAME" in done.stderr


def test_an_unknown_host_gets_the_nearest_name(lab, hosts):
    done = lab.vent("metal", "reboot", "onne", check=False)
    assert done.returncode == 69 and "did you mean 'one'" in done.stderr


def test_a_dead_daemon_is_named(fresh_lab):
    done = fresh_lab.vent("metal", "hosts", check=False)
    assert done.returncode == 69 and "vent metal start" in done.stderr


def test_status_of_nothing(fresh_lab):
    assert fresh_lab.vent("metal", "status", check=False).returncode == 3


def test_a_bad_lab_name():
    done = run(VENT, "metal", "start", "--lab", "My-Lab", check=False)
    assert done.returncode == 64 and "VENT_LAB_NAME" in done.stderr
