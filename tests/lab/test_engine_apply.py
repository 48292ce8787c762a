"""Plan says what apply does, apply does it once, and reset takes all of it back."""

from engine import HOSTS, ids, made, planned
from host_state import differences, whole_state


def test_plan_shows_exactly_what_apply_then_does(engine):
    plan = planned(engine.look("plan", code=2))
    assert {host for host, *_ in plan} == set(HOSTS)
    assert planned(engine.look("plan", code=2)) == plan, "planning changes nothing"
    first = engine.apply()
    assert made(first) == plan
    assert first["outcome"] == "changed" and first["changes"] == len(plan)
    second = engine.apply()
    assert (second["outcome"], second["changes"], second["changed"]) == ("unchanged", 0, [])
    assert planned(engine.look("plan", code=0)) == [] == planned(engine.look("audit", code=0))


def test_a_plan_of_one_host_is_what_apply_does_there(engine):
    plan = planned(engine.look("plan", "--host", "worker-1", code=2))
    assert {host for host, *_ in plan} == {"worker-1"}
    assert made(engine.apply("--host", "worker-1")) == plan
    assert {host for host, *_ in planned(engine.look("plan", code=2))} == {"controller-0", "worker-0"}


def test_what_is_no_longer_wanted_is_taken_back(engine):
    engine.write_cluster(fake0=None)
    without = engine.apply("--host", "worker-0")
    before = whole_state(engine, "worker-0")
    engine.write_cluster()
    with_fake0 = engine.apply("--host", "worker-0")
    assert ids(made(with_fake0)) == [("worker-0", "file /usr/local/sbin/vent-fake0"),
                                     ("worker-0", "unit vent-fake0.service")]
    engine.write_cluster(fake0=None)
    plan = engine.look("plan", "--host", "worker-0", code=2)
    leftovers = [name for chapter in plan["hosts"][0]["chapters"] for name in chapter["leftovers"]]
    assert leftovers == ["unit vent-fake0.service", "file /usr/local/sbin/vent-fake0"]
    taken_back = engine.apply("--host", "worker-0")
    assert sorted(change["id"] for change in taken_back["changed"]) == sorted(leftovers)
    assert without["changes"] > 0
    # The manifest goes on, by lines, and so do folders of our own; what is true of the host is what was.
    assert [line for line in differences(before, whole_state(engine, "worker-0"))
            if "/var/lib/vent" not in line and "/run/vent" not in line] == []
    engine.ssh("worker-0", "test ! -e /run/vent/inputs/vent-fake0.service")
    engine.look("audit", "--host", "worker-0", code=0)


def test_reset_leaves_nothing_of_ours(engine):
    def states():
        return engine.everywhere(lambda host: whole_state(engine, host))

    def changed_since(before):
        now = states()
        return {host: differences(before[host], now[host]) for host in HOSTS}

    before = states()
    engine.apply()
    assert all(len(lines) > 20 for lines in changed_since(before).values()), "the look sees little"
    reset = engine.reset()
    assert [host["host"] for host in reset["hosts"] if host["undone"] > 0] == HOSTS
    assert changed_since(before) == dict.fromkeys(HOSTS, [])
    again = engine.reset()
    assert [host["undone"] for host in again["hosts"]] == [0, 0, 0]
    assert changed_since(before) == dict.fromkeys(HOSTS, [])


def test_reset_gives_back_what_stood_there_before(engine):
    """Files, units and settings that somebody else had made under the same names."""
    engine.ssh("worker-0", r"""
        set -e
        echo '10.1.2.3 of-somebody-else' >> /etc/hosts; chmod 0640 /etc/hosts
        printf 'net.ipv4.ip_forward = 0\n' > /etc/sysctl.d/99-vent-net.ipv4.ip_forward.conf
        printf '/swapfile none swap sw 0 0\n' >> /etc/fstab
        ln -s /bin/true /usr/local/sbin/vent-fake0
        printf '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n[Install]\nWantedBy=multi-user.target\n' \
          > /etc/systemd/system/vent-fake0.service
        systemctl daemon-reload; systemctl enable --now vent-fake0.service""")
    before = whole_state(engine, "worker-0")
    engine.apply("--host", "worker-0")
    engine.look("audit", "--host", "worker-0", code=0)
    engine.reset("--host", "worker-0")
    assert differences(before, whole_state(engine, "worker-0")) == []
