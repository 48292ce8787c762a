"""vent validate: passes on a good cluster, and on a damaged one exactly the fitting checks fail and name the cause."""

import json
import os

import pytest

from cluster import built_cluster
from lab import Lab, wait_until
from test_cluster import HOSTS

KUBECTL = "kubectl --kubeconfig=/etc/kubernetes/admin.kubeconfig"
PODS = {"pods-to-pods", "large-packets", "service", "dns"}

# What is broken by hand, how it is mended, which checks must fail, and what one of them must say.
DAMAGE = {
    "CoreDNS stopped": (
        "controller-0", f"{KUBECTL} -n kube-system scale deployment coredns --replicas=0",
        f"{KUBECTL} -n kube-system scale deployment coredns --replicas=2; "
        f"{KUBECTL} -n kube-system rollout status deployment coredns --timeout=60s", {"dns"}, "coredns"),
    "a port open on a public address": (
        "worker-0", "systemd-run --unit=stranger python3 -m http.server 8123", "systemctl stop stranger",
        {"public-addresses"}, "port 8123"),
    "bridged packets pass the rules by": (
        "worker-1", "sysctl -w net.bridge.bridge-nf-call-iptables=0", "sysctl -w net.bridge.bridge-nf-call-iptables=1",
        {"kernel"}, "worker-1: net.bridge.bridge-nf-call-iptables is not 1"),
    "the API may not ask kubelets": (
        # A kubelet remembers for minutes what somebody may do.
        "controller-0 worker-0 worker-1",
        f"{KUBECTL} delete clusterrolebinding vent:api-server-to-kubelet 2>/dev/null || true; systemctl restart kubelet",
        f"[ ! -e /etc/kubernetes/objects ] || {KUBECTL} apply --server-side --field-manager=vent "
        "-f /etc/kubernetes/objects/first.yaml; systemctl restart kubelet",
        {"logs-and-exec", "port-forward"},
        "vent:api-server-to-kubelet"),
    "the tunnel's packets are dropped": (
        "worker-1", "iptables -I INPUT -p udp --dport 8472 -j DROP", "iptables -D INPUT -p udp --dport 8472 -j DROP",
        PODS | {"node-ports"}, "--dport 8472 -j DROP"),
    "the tunnel takes less than it says": (
        "worker-0", "iptables -I INPUT -p udp --dport 8472 -m length --length 1300:9000 -j DROP",
        "iptables -D INPUT -p udp --dport 8472 -m length --length 1300:9000 -j DROP", {"large-packets"}, "worker-0"),
    "kube-proxy stopped": (
        "worker-0", "systemctl stop kube-proxy", "systemctl start kube-proxy",
        {"parts", "service", "node-ports", "dns"}, "worker-0: kube-proxy"),
    "no handler for gVisor": (
        "worker-0 worker-1", "sed -i.kept s/runtimes.gvisor/runtimes.other/ /etc/containerd/config.toml; systemctl restart containerd",
        "mv /etc/containerd/config.toml.kept /etc/containerd/config.toml; systemctl restart containerd", {"gvisor"}, "gvisor"),
    "kubelet names another DNS server": (
        "worker-1", "sed -i.kept 's/172.30.0.10/172.30.0.99/' /etc/kubelet/config.yaml; systemctl restart kubelet",
        "mv /etc/kubelet/config.yaml.kept /etc/kubelet/config.yaml; systemctl restart kubelet", {"dns"}, "172.30.0.10"),
}
# Each takes some twenty seconds. All of them: ./dev test --faults
SHORTLY = ["CoreDNS stopped", "a port open on a public address", "the tunnel takes less than it says", "kube-proxy stopped"]
TRIED = list(DAMAGE) if os.environ.get("VENT_TEST_FAULTS") == "all" else SHORTLY


@pytest.fixture(scope="module")
def cluster():
    with built_cluster(Lab("t18", private="10.73.0.0/16", public="198.18.232.0/24", port=17573), HOSTS) as own:
        yield own


def validate(cluster, *options):
    done = cluster.vent("validate", *options, "-o", "json", check=False)
    assert done.returncode in (0, 3), done.stdout + done.stderr
    return json.loads(done.stdout)


def failed(report):
    """But for the disk, which all hosts of a lab and whatever else runs on this machine share."""
    for check in report["checks"]:
        if check["check"] == "etcd-disk":
            check["outcome"] = "passed"
    return {check["check"] for check in report["checks"] if check["outcome"] == "failed"}


def test_a_good_cluster_passes(cluster):
    report = validate(cluster)
    assert failed(report) == set() and report["notTried"] == 0, report
    assert len(report["checks"]) >= 18
    assert cluster.kubectl("get", "namespace", "vent-validate", "--ignore-not-found") == "", "nothing stays behind"


@pytest.mark.parametrize("damage", TRIED)
def test_damage_is_found_and_nothing_else(cluster, damage):
    hosts, break_it, mend, wrong, word = DAMAGE[damage]
    for host in hosts.split():
        cluster.ssh(host, break_it)
    try:
        report = validate(cluster)
    finally:
        for host in hosts.split():
            cluster.ssh(host, mend)
    assert failed(report) == wrong, report
    assert word in json.dumps([check["problems"] for check in report["checks"]]), report


def test_after_all_that_it_passes_again(cluster):
    def passes():
        report = validate(cluster)
        return failed(report) == set() and report["notTried"] == 0

    wait_until("all checks to pass", passes, deadline=120)
