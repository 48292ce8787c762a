"""vent's own overlay: a link of the kernel on each host, and entries for the others that follow the cluster file."""

import json
import threading

import pytest

from cluster import WORKLOAD, fresh_cluster, is_true, wait_until_served
from engine import ids, planned
from lab import VENT, Lab, run, wait_until

HOSTS = ["controller-0", "worker-0", "worker-1"]
WORKERS = ["worker-0", "worker-1"]
NEW = "worker-2"
CHECK = "/usr/local/sbin/vent-vxlan check"


class Hosts:
    """The hosts of the cluster file, in the order in which the test wants them."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.learn()

    def learn(self):
        """All hosts that the lab has by now."""
        file = self.cluster.folder / "all.yaml"
        file.unlink(missing_ok=True)
        run(VENT, "init", "--metal", "--lab", self.cluster.lab.name, "-f", file)
        self.head, *items = file.read_text().split("  - name: ")
        self.items = {item.split()[0]: "  - name: " + item for item in items}
        self.cluster.hosts = self.cluster.lab.hosts()

    def write(self, *names):
        text = self.head.replace("network:\n", "network:\n  overlay: vxlan\n") + "".join(self.items[name] for name in names)
        assert "overlay" in text, text
        self.cluster.file.write_text(text)


@pytest.fixture(scope="module")
def cluster():
    with fresh_cluster(Lab("t15", private="10.79.0.0/16", public="198.18.238.0/24", port=17570), HOSTS) as own:
        yield own


@pytest.fixture(scope="module")
def hosts(cluster):
    """All chapters were made."""
    hosts = Hosts(cluster)
    hosts.write(*HOSTS)
    cluster.apply()
    return hosts


@pytest.fixture(scope="module")
def workload(cluster, hosts):
    cluster.kubectl("apply", "--filename=-", input=WORKLOAD)
    wait_until("a pod on each worker", lambda: set(echoes(cluster)) == set(WORKERS), deadline=90)
    wait_until_served(cluster)


def echoes(cluster):
    """The pods that answer, by their node."""
    return {pod["spec"]["nodeName"]: pod for pod in cluster.objects("pods", "--selector=app=echo") if is_true(pod, "Ready")}


def ask(cluster, pod, url):
    return cluster.kubectl("exec", pod["metadata"]["name"], "--", "timeout", "10", "wget", "-q", "-O", "-", url).strip()


def pods_answer_each_other(cluster):
    pods = echoes(cluster)
    for here in pods.values():
        for there in pods.values():
            assert ask(cluster, here, f"http://{there['status']['podIP']}:8080/hostname") == there["metadata"]["name"]


def link(cluster, host):
    """Its number, which another link would not have."""
    return json.loads(cluster.ssh(host, "ip -json link show dev vent-vxlan").stdout)[0]["ifindex"]


def entries(cluster, host):
    """All that the kernel knows of the other hosts."""
    return cluster.ssh(host, "bridge fdb show dev vent-vxlan; ip neighbour show dev vent-vxlan nud permanent; "
                       "ip route show dev vent-vxlan").stdout


def ranges(cluster):
    return {node["metadata"]["name"]: node["spec"].get("podCIDR") for node in cluster.objects("nodes")}


def test_pods_reach_each_other_and_the_world(cluster, workload):
    assert ranges(cluster) == {host: f"172.16.{number}.0/24" for number, host in enumerate(HOSTS)}
    pods = echoes(cluster)
    pods_answer_each_other(cluster)
    names = {pod["metadata"]["name"] for pod in pods.values()}
    assert ask(cluster, pods["worker-0"], "http://echo/hostname") in names
    for worker in WORKERS:
        for _ in range(4):  # half of them is answered on the other worker
            url = f"http://{cluster.hosts[worker]['public_address']}:30080/hostname"
            assert run("curl", "--silent", "--max-time", "10", url).stdout.strip() in names
    assert "mtu 1450 " in cluster.kubectl("exec", pods["worker-0"]["metadata"]["name"], "--", "ip", "link", "show", "eth0")
    for host in HOSTS:
        assert cluster.ssh(host, "pgrep -a flanneld; ip -o link | grep flannel; true").stdout == ""
        assert " mtu 1450 " in cluster.ssh(host, "ip -o link show dev vent-vxlan").stdout


def test_packets_to_the_world_have_the_hosts_public_address(cluster, workload):
    pod = echoes(cluster)["worker-0"]["metadata"]["name"]
    target = cluster.hosts["controller-0"]["public_address"]
    asker = threading.Thread(target=cluster.kubectl, args=("exec", pod, "--", "sh", "-c", f"sleep 5 | nc {target} 22"),
                             kwargs={"check": False})
    asker.start()
    seen = set()

    def peers():
        lines = cluster.ssh("controller-0", "ss -Htn state established 'sport = :22'").stdout.splitlines()
        seen.update(line.split()[3].rpartition(":")[0].removeprefix("[::ffff:").rstrip("]") for line in lines)
        return not asker.is_alive()

    wait_until("the pod to have asked", peers, deadline=30)
    assert cluster.hosts["worker-0"]["public_address"] in seen, seen
    assert not {cluster.hosts["worker-0"]["private_address"], echoes(cluster)["worker-0"]["status"]["podIP"]} & seen, seen


def test_a_second_apply_changes_nothing(cluster, hosts):
    assert cluster.apply()["changes"] == 0
    assert planned(cluster.look("audit", code=0)) == []
    assert cluster.vent("status", check=False).returncode == 0


def test_what_the_kernel_lost_is_missed_and_mended(cluster, hosts):
    before = link(cluster, "worker-0")
    known = entries(cluster, "worker-0")
    cluster.ssh("worker-0", "ip route del 172.16.2.0/24 dev vent-vxlan; iptables -t nat -D POSTROUTING -j VENT-VXLAN; "
                "bridge fdb add 02:76:00:00:00:01 dev vent-vxlan dst 192.0.2.1 self permanent")
    assert cluster.ssh("worker-0", CHECK, check=False).stdout.splitlines() == [
        "too much: forward 02:76:00:00:00:01 192.0.2.1", "missing: route 172.16.2.0/24 172.16.2.0",
        "missing: rules of VENT-VXLAN"]
    found = set(ids(planned(cluster.look("audit", code=2))))
    assert found == {("worker-0", "command the kernel knows where the pods of each host are")}
    cluster.apply()
    assert (link(cluster, "worker-0"), sorted(entries(cluster, "worker-0").split("\n"))) == (before, sorted(known.split("\n")))


def test_a_host_that_comes_takes_nobodys_link_away(cluster, hosts, workload):
    before = {host: link(cluster, host) for host in HOSTS}
    cluster.lab.vent("metal", "create", NEW, "--wait")
    hosts.learn()
    hosts.write("controller-0", NEW, *WORKERS)  # where it stands in the file gives it nobody's range
    cluster.apply()
    assert {host: link(cluster, host) for host in HOSTS} == before
    assert ranges(cluster)[NEW] == "172.16.3.0/24" and ranges(cluster)["worker-0"] == "172.16.1.0/24"
    wait_until("a pod on the new worker", lambda: NEW in echoes(cluster), deadline=60)
    pods_answer_each_other(cluster)


def test_a_host_that_goes_is_forgotten(cluster, hosts):
    before = {host: link(cluster, host) for host in HOSTS}
    address = cluster.hosts[NEW]["private_address"]
    assert address in entries(cluster, "worker-0")
    cluster.reset("--host", NEW)
    left = cluster.ssh(NEW, "ip -o link | grep -E 'vxlan|cni0'; ip route | grep 172.16; iptables-save | grep -E 'VENT|KUBE'; "
                       "ls -d /etc/vxlan /usr/local/sbin/vent-* 2>/dev/null; true").stdout
    assert left == ""
    cluster.kubectl("delete", "node", NEW)
    cluster.kubectl("delete", "pods", f"--field-selector=spec.nodeName={NEW}", "--force")
    hosts.write(*HOSTS)
    cluster.apply()
    for host in HOSTS:
        assert address not in entries(cluster, host) and "172.16.3.0" not in entries(cluster, host)
    assert {host: link(cluster, host) for host in HOSTS} == before


def test_ranges_that_were_lost_are_missed_before_anything_is_renumbered(cluster, hosts):
    note = cluster.home / "vent/clusters" / cluster.lab.name / "pod-ranges.json"
    given = note.read_text()
    known = {host: entries(cluster, host) for host in HOSTS}
    note.unlink()
    hosts.write("controller-0", *reversed(WORKERS))
    done = cluster.vent("apply", "--yes", check=False)
    said = done.stdout + done.stderr
    assert done.returncode != 0 and "the pods of node worker-0 have 172.16.1.0/24, and are to have 172.16.2.0/24" in said, said
    assert {host: entries(cluster, host) for host in HOSTS} == known
    note.write_text(given)
    hosts.write(*HOSTS)
    cluster.apply()  # of the API's arguments some may have been made by then
    assert planned(cluster.look("audit", code=0)) == []


def test_it_is_there_after_a_reboot(cluster, hosts, workload):
    cluster.switch("reboot", "worker-1")
    wait_until("the link", lambda: cluster.ssh("worker-1", CHECK, check=False).returncode == 0, deadline=60)
    wait_until("a pod on each worker that answers", lambda: all_answer(cluster), deadline=90)
    wait_until("nothing to differ", lambda: cluster.vent("audit", check=False).returncode == 0, deadline=60)


def all_answer(cluster):
    try:
        pods_answer_each_other(cluster)
    except AssertionError:
        return False
    return set(echoes(cluster)) == set(WORKERS)
