"""What a rented host is: a whole system, reachable, with the rented network's shape and nothing else."""

import json

import pytest

from lab import run, wait_until


def test_a_host_is_a_running_debian_with_its_name(lab, hosts):
    seen = lab.ssh("one", "hostname; . /etc/os-release; echo $ID $VERSION_ID; systemctl is-system-running").stdout.split("\n")
    assert seen[:3] == ["one", "debian 12", "running"]


def test_hosts_have_identities_of_their_own(lab, hosts):
    look = "cat /etc/machine-id /proc/sys/kernel/random/boot_id; cat /etc/ssh/ssh_host_*_key.pub"
    one, two = (set(lab.ssh(name, look).stdout.split("\n")) - {""} for name in ("one", "two"))
    assert len(one) >= 3 and not one & two


def test_the_network_has_the_rented_shape(lab, hosts):
    addresses = json.loads(lab.ssh("one", "ip -json -4 address show dev bond0").stdout)[0]["addr_info"]
    assert [(a["local"], a["prefixlen"]) for a in addresses] == [
        (hosts["one"]["public_address"], 31), (hosts["one"]["private_address"], 31)]
    routes = {r["dst"]: r.get("gateway") for r in json.loads(lab.ssh("one", "ip -json -4 route").stdout)}
    private_gateway = hosts["one"]["private_address"].rsplit(".", 1)[0] + ".0"
    assert routes["10.0.0.0/8"] == private_gateway
    assert routes["default"] not in (None, private_gateway)


@pytest.mark.parametrize("address", ["private_address", "public_address"])
def test_hosts_reach_each_other_and_the_operator_reaches_them(lab, hosts, address):
    lab.ssh("one", f"ping -c 1 -W 5 {hosts['two'][address]}")
    lab.ssh("two", f"ping -c 1 -W 5 {hosts['one'][address]}")
    banner = run("bash", "-c", f"exec 3<>/dev/tcp/{hosts['one'][address]}/22 && head -n 1 <&3")
    assert banner.stdout.startswith("SSH-2.0")


@pytest.mark.parametrize("elsewhere", ["192.0.2.77", "10.200.0.1", "198.51.100.129"])
def test_there_is_no_route_to_anywhere_else(lab, hosts, elsewhere):
    ping = lab.ssh("one", f"ping -c 1 -W 2 {elsewhere}", check=False)
    assert ping.returncode != 0
    assert "Unreachable" in ping.stdout, "a packet to elsewhere must be refused at once, not vanish"


def test_nothing_is_on_a_shared_layer_2(lab, hosts):
    neighbours = json.loads(lab.ssh("one", f"ping -c 1 {hosts['two']['private_address']} >/dev/null; ip -json -4 neighbour").stdout)
    assert hosts["two"]["private_address"] not in [n["dst"] for n in neighbours]


def test_kernel_settings_and_control_groups_can_be_written(lab, hosts):
    lab.ssh("one", "sysctl -w net.ipv4.ip_forward=1")
    # Under v1 each controller has a hierarchy of its own, under v2 there is one.
    lab.ssh("one", "set -e; cd /sys/fs/cgroup; [ -e cgroup.procs ] && groups=. || groups=$(ls -d */ | head -n 20); "
                   "for group in $groups; do mkdir $group/lab-test; rmdir $group/lab-test; done")


def test_a_reboot_keeps_the_disk_and_makes_the_network_anew(lab, hosts):
    lab.ssh("two", "echo kept > /root/note; ip address add 10.99.99.99/32 dev bond0")
    boot = lab.ssh("two", "cat /proc/sys/kernel/random/boot_id").stdout
    lab.vent("metal", "reboot", "two", "--wait")
    assert lab.ssh("two", "cat /root/note").stdout == "kept\n"
    assert lab.ssh("two", "cat /proc/sys/kernel/random/boot_id").stdout != boot
    assert "10.99.99.99" not in lab.ssh("two", "ip address").stdout


def test_a_reboot_from_inside_works_too(lab, hosts):
    boot = lab.ssh("two", "cat /proc/sys/kernel/random/boot_id").stdout
    lab.ssh("two", "systemctl reboot", check=False)
    wait_until("another boot", lambda: lab.ssh("two", "cat /proc/sys/kernel/random/boot_id", check=False).stdout not in ("", boot))
    lab.wait_for("two", "active")


def test_power_off_and_on(lab, hosts):
    lab.vent("metal", "power-off", "two", "--wait")
    assert lab.hosts()["two"]["state"] == "inactive"
    assert lab.ssh("two", "true", check=False).returncode != 0
    lab.vent("metal", "power-on", "two", "--wait")
    assert lab.hosts()["two"]["state"] == "active"
    lab.ssh("two", "true")


def test_a_host_that_shuts_itself_down_stays_off(lab, hosts):
    lab.ssh("two", "systemctl poweroff", check=False)
    lab.wait_for("two", "inactive")
    lab.vent("metal", "power-on", "two", "--wait")
    lab.ssh("two", "true")


def test_a_reinstall_gives_a_new_disk_and_new_keys(lab, hosts):
    keys = lab.ssh("two", "cat /etc/ssh/ssh_host_ed25519_key.pub; touch /root/gone").stdout
    lab.vent("metal", "reinstall", "two", "--wait")
    assert lab.ssh("two", "ls /root/gone", check=False).returncode != 0
    assert lab.ssh("two", "cat /etc/ssh/ssh_host_ed25519_key.pub").stdout != keys


def test_delete_leaves_nothing_and_its_place_is_used_again(lab, hosts):
    lab.vent("metal", "create", "three", "--wait")
    place = lab.hosts()["three"]["private_address"]
    lab.vent("metal", "delete", "three", "--wait")
    assert "three" not in lab.hosts()
    slot = place.split(".")[2]
    assert f"vent-{lab.name}-{slot} " not in run("ip", "netns", "list").stdout + " "
    lab.vent("metal", "create", "four", "--wait")
    assert lab.hosts()["four"]["private_address"] == place
    lab.vent("metal", "delete", "four", "--wait")


def test_the_console_shows_the_boot(lab, hosts):
    assert "OpenBSD Secure Shell server" in lab.vent("metal", "console", "one", "--no-follow").stdout


def test_a_service_of_a_host_may_be_hardened(lab, hosts):
    """Units of later chapters use these; a host where they fail would be no bare metal."""
    lab.ssh("one", "systemd-run --wait --pipe -p ProtectSystem=strict -p PrivateUsers=yes -p NoNewPrivileges=yes "
                   "-p CapabilityBoundingSet= -p SystemCallFilter=@system-service -p MemoryDenyWriteExecute=yes "
                   "-p DynamicUser=yes -p PrivateDevices=yes true")
