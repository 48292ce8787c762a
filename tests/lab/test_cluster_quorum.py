"""Controllers that come to a running cluster, and leave it: etcd keeps its quorum, and the API answers all the time."""

import contextlib
import re
import subprocess

import pytest

from cluster import fresh_cluster, is_true
from engine import planned, stages
from lab import Lab, wait_until

FIRST = ["controller-0", "controller-1", "controller-2"]
NEW = "spare"
WORKER = "worker-0"
ETCDCTL = "etcdctl --cacert=/etc/etcd/ca.crt --cert=/etc/etcd/server.crt --key=/etc/etcd/server.key --command-timeout=5s"
# Asks the API by the host's own balancer, which needs etcd to say that it is ready: a line for each answer.
ASKER = """
while [ ! -e /run/enough ]; do
  said=$(curl --silent --fail --max-time 4 --cacert /etc/kubernetes/ca.crt https://127.0.0.1:6444/readyz)
  echo "$(date +%s.%N) ${said:-nothing}"
  sleep 0.2
done"""


@pytest.fixture(scope="module")
def cluster():
    lab = Lab("t16", private="10.77.0.0/16", public="198.18.236.0/24", port=17571)
    with fresh_cluster(lab, [*FIRST, NEW, WORKER]) as own:
        has_hosts(own, *FIRST, WORKER)
        own.apply()
        yield own


def has_hosts(cluster, *names):
    """The cluster file has these hosts alone."""
    head, *hosts = re.split(r"(?m)^  - name: ", re.sub(r"(?<=name: spare\n)    role: worker", "    role: controller",
                                                      cluster.given))
    cluster.file.write_text("  - name: ".join([head, *(one for one in hosts if one.split("\n", 1)[0] in names)]))


def members(cluster, on):
    """Name -> whether it votes, as a member of etcd says."""
    lines = cluster.ssh(on, f"{ETCDCTL} member list").stdout.splitlines()
    return {line.split(", ")[2]: line.endswith("false") for line in lines}


def since(cluster, hosts, unit):
    """When a unit was started on hosts: another moment after each start."""
    return {host: cluster.ssh(host, f"systemctl show --property=ExecMainStartTimestampMonotonic --value {unit}").stdout
            for host in hosts}


def nodes(cluster, on):
    return {node["metadata"]["name"]: is_true(node, "Ready") for node in cluster.objects("nodes", on=on)}


@contextlib.contextmanager
def asked_all_the_time(cluster, longest=3.0):
    """In between the API answers to a worker: never is it away for longer than its balancer takes to notice."""
    cluster.ssh(WORKER, f"rm -f /run/enough /run/asked; setsid sh -c '{ASKER}' > /run/asked 2>&1 < /dev/null &")
    yield
    cluster.ssh(WORKER, "touch /run/enough")
    answers = [line.split(" ", 1) for line in cluster.ssh(WORKER, "cat /run/asked").stdout.splitlines()]
    assert len(answers) > 20
    last_good, worst = float(answers[0][0]), 0.0
    for moment, said in answers:
        if said == "ok":
            worst, last_good = max(worst, float(moment) - last_good), float(moment)
    failed = [said for _, said in answers if said != "ok"]
    print(f"asked {len(answers)} times, {len(failed)} without an answer; at most {worst:.1f} s between two answers")
    # Of a short change the few seconds until the balancer has noticed are a large share.
    assert worst < longest and len(failed) <= max(5, len(answers) // 10), answers


def test_the_first_three_found_it_together(cluster):
    assert members(cluster, "controller-1") == dict.fromkeys(FIRST, True)
    assert planned(cluster.look("plan", code=0)) == []


def test_a_lost_controller_is_replaced_by_another_host(cluster):
    left = FIRST[:2]
    before = since(cluster, left, "etcd.service") | {host + " API": moment for host, moment in
                                                     since(cluster, left, "kube-apiserver.service").items()}
    cluster.switch("power-off", FIRST[2])
    wait_until("the API of the others", lambda: is_ready(cluster, WORKER), deadline=30)
    has_hosts(cluster, *left, NEW, WORKER)
    with asked_all_the_time(cluster):
        done = cluster.apply()
    assert stages(done)[(NEW, "07_etcd")]["outcome"] == "changed"
    assert members(cluster, "controller-0") == dict.fromkeys([*left, NEW], True)
    assert nodes(cluster, "controller-0") == dict.fromkeys([*left, NEW, WORKER], True), "the lost one is forgotten"
    after = since(cluster, left, "etcd.service") | {host + " API": moment for host, moment in
                                                    since(cluster, left, "kube-apiserver.service").items()}
    assert after == before, "nothing of the others was started again"
    assert planned(cluster.look("plan", code=0)) == []


def is_ready(cluster, host):
    asked = "curl --silent --max-time 3 --cacert /etc/kubernetes/ca.crt https://127.0.0.1:6444/readyz"
    return cluster.ssh(host, asked, check=False).stdout == "ok"


def test_no_controller_leaves_as_long_as_another_one_is_missing(cluster):
    """After the test before, controller-0, controller-1 and the spare one are there."""
    cluster.switch("power-off", FIRST[1])
    refused = cluster.vent("remove", "--yes", NEW, check=False)
    assert refused.returncode == 75 and "[VENT_QUORUM]" in refused.stderr and "controller-1 is not" in refused.stderr
    cluster.switch("power-on", FIRST[1])
    health = f"{ETCDCTL} endpoint health --cluster"
    wait_until("three healthy members", lambda: cluster.ssh(FIRST[0], health, check=False).returncode == 0)
    assert members(cluster, FIRST[0]) == dict.fromkeys([*FIRST[:2], NEW], True)
    wait_until("all nodes", lambda: nodes(cluster, FIRST[0]) == dict.fromkeys([*FIRST[:2], NEW, WORKER], True))


def test_a_controller_leaves_and_comes_back(cluster):
    with asked_all_the_time(cluster):
        cluster.vent("remove", "--yes", NEW)
    assert members(cluster, FIRST[0]) == dict.fromkeys(FIRST[:2], True)
    assert nodes(cluster, FIRST[0]) == dict.fromkeys([*FIRST[:2], WORKER], True)
    assert cluster.ssh(NEW, "test -e /var/lib/etcd || test -e /var/lib/vent", check=False).returncode == 1
    # It still stands in the file, so it is wanted. A vent that is killed when etcd has just taken it is no harm.
    with asked_all_the_time(cluster):
        first = cluster.start("apply", "--yes", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until("etcd to know it", lambda: len(members(cluster, FIRST[0])) == 3)
        first.kill()
        first.wait()
        cluster.nothing_runs(*FIRST[:2], NEW, WORKER)
        cluster.apply()
    assert members(cluster, FIRST[0]) == dict.fromkeys([*FIRST[:2], NEW], True)
    assert planned(cluster.look("plan", code=0)) == []


def test_a_member_that_lost_its_memory_learns_again(cluster):
    cluster.ssh(FIRST[1], "systemctl kill --signal=KILL etcd.service; systemctl stop etcd.service; rm -r /var/lib/etcd")
    # Its end costs what the end of any member does.
    with asked_all_the_time(cluster, longest=8.0):
        cluster.apply()
    assert members(cluster, FIRST[0]) == dict.fromkeys([*FIRST[:2], NEW], True)
    assert planned(cluster.look("plan", code=0)) == []


def test_what_is_started_anew_is_so_on_one_controller_after_another(cluster):
    """Other certificates for all members of etcd and all API servers."""
    controllers = [*FIRST[:2], NEW]
    units = ("etcd.service", "kube-apiserver.service")
    before = {unit: since(cluster, controllers, unit) for unit in units}
    keys = cluster.home / "vent/clusters" / cluster.lab.name / "keys"
    leafs = [leaf for host in controllers for leaf in keys.glob(f"etcd-*-{host}.*")]
    assert len(leafs) >= 2 * 2 * len(controllers)
    for leaf in leafs:
        leaf.unlink()
    given = cluster.file.read_text()
    cluster.file.write_text(given.replace("network:\n", "api:\n  names: api.example.com\nnetwork:\n", 1))
    # Each end of an API server costs what it takes its balancers to notice.
    with asked_all_the_time(cluster, longest=8.0):
        done = cluster.apply()
    assert {stages(done)[(host, chapter)]["outcome"] for host in controllers
            for chapter in ("07_etcd", "08_control_plane")} == {"changed"}
    after = {unit: since(cluster, controllers, unit) for unit in units}
    assert all(after[unit][host] != before[unit][host] for unit in units for host in controllers), "all have new ones"
    # The moments are of one machine's clock, in microseconds: whose etcd came next waited for the API server before.
    began = sorted((int(after[units[0]][host]), int(after[units[1]][host])) for host in controllers)
    gaps = [(following[0] - one[1]) / 1e6 for one, following in zip(began, began[1:])]
    assert min(gaps) > 3, f"{gaps} s between the start of an API server and that of the next host's etcd"
    assert members(cluster, FIRST[0]) == dict.fromkeys(controllers, True)
    assert planned(cluster.look("plan", code=0)) == []
