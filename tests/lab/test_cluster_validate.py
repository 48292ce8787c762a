"""vent validate: passes on a good cluster, and on a damaged one exactly the fitting checks fail and name the cause."""

import json
import os
import signal
import time

import pytest

from cluster import ECHO_PODS, built_cluster, is_true
from lab import Lab, run, wait_until
from test_cluster import HOSTS

KUBECTL = "kubectl --kubeconfig=/etc/kubernetes/admin.kubeconfig"
PODS = {"pods-to-pods", "large-packets", "oversize-packets", "service", "dns", "rolling-update"}

# Killed: to end by itself it waits for a minute for who holds a connection.
API_AGAIN = (f"systemctl kill --signal=KILL kube-apiserver; sleep 2; "
             f"until {KUBECTL} get --raw=/readyz >/dev/null 2>&1; do sleep 0.5; done")
# The provider that writes plainly stands first, or last again.
PLAINLY = f"""cp -p /etc/kube-apiserver/encryption.yaml /root/encryption.kept
awk '/- identity/ {{ next }} {{ print }} /providers:/ {{ print "      - identity: {{}}" }}' /root/encryption.kept > /etc/kube-apiserver/encryption.yaml
{API_AGAIN}"""
ENCRYPTED = f"cp -p /root/encryption.kept /etc/kube-apiserver/encryption.yaml; rm /root/encryption.kept; {API_AGAIN}"


def when_watched_again(cluster):
    """Who watches an API that went away tries again at longer and longer intervals."""
    wait_until("DNS to learn of new services", lambda: failed(validate(cluster, "--only", "dns")) == set(), deadline=120)


def secrets_written_plainly(cluster):
    cluster.ssh("controller-0", PLAINLY)
    when_watched_again(cluster)


def secret_lies_plainly(cluster):
    cluster.ssh("controller-0", f"{PLAINLY}; {KUBECTL} create secret generic plain --from-literal=word=plain; {ENCRYPTED}")
    when_watched_again(cluster)


def openssl(*words, **how):
    return run("openssl", *words, **how).stdout


def expired_certificate(cluster):
    """For the kubelet of worker-1: as vent made it, but that it ended yesterday."""
    keys, own = next(cluster.home.glob("vent/clusters/*/keys")), cluster.own
    name = "kubelet-server-worker-1"
    openssl("req", "-new", "-key", keys / f"{name}.key", "-subj", "/O=system:nodes/CN=system:node:worker-1",
            "-out", own / "request")
    names = openssl("x509", "-in", keys / f"{name}.crt", "-noout", "-ext", "subjectAltName").splitlines()[1].strip()
    (own / "names").write_text(f"subjectAltName={names.replace('IP Address', 'IP')}\nextendedKeyUsage=serverAuth\n")
    made = openssl("x509", "-req", "-in", own / "request", "-CA", keys / "ca.crt", "-CAkey", keys / "ca.key",
                   "-CAserial", own / "serial", "-CAcreateserial", "-days", "-1", "-extfile", own / "names")
    cluster.ssh("worker-1", "cp -p /etc/kubelet/server.crt /root/server.kept; cat > /etc/kubelet/server.crt; "
                            "systemctl restart kubelet", input=made)


def private_address_blocked(cluster):
    address = cluster.hosts["worker-1"]["private_address"]
    cluster.ssh("worker-1", f"iptables -I INPUT ! -i lo -d {address} -j DROP; iptables -I OUTPUT ! -o lo -s {address} -j DROP")
    # Until then it is not known, and its pod is taken for one that runs.
    cluster.kubectl("wait", "node", "worker-1", "--for=condition=Ready=Unknown", "--timeout=90s")


def private_address_open(cluster):
    address = cluster.hosts["worker-1"]["private_address"]
    cluster.ssh("worker-1", f"iptables -D INPUT ! -i lo -d {address} -j DROP; iptables -D OUTPUT ! -o lo -s {address} -j DROP")
    cluster.kubectl("wait", "node", "worker-1", "--for=condition=Ready", "--timeout=90s")


# What is broken by hand (on these hosts, or by a function), how it is mended, which checks must fail, and what one of
# them must say.
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
        "iptables -D INPUT -p udp --dport 8472 -m length --length 1300:9000 -j DROP",
        {"large-packets", "oversize-packets"}, "worker-0"),
    "large datagrams are lost": (
        "worker-1", "iptables -I FORWARD -p udp -m length --length 2000:9000 -j DROP",
        "iptables -D FORWARD -p udp -m length --length 2000:9000 -j DROP", {"oversize-packets"}, "worker-1"),
    "kube-proxy stopped": (
        "worker-0", "systemctl stop kube-proxy", "systemctl start kube-proxy",
        {"parts", "service", "hairpin", "node-ports", "dns"}, "worker-0: kube-proxy"),
    "no handler for gVisor": (
        "worker-0 worker-1", "sed -i.kept s/runtimes.gvisor/runtimes.other/ /etc/containerd/config.toml; systemctl restart containerd",
        "mv /etc/containerd/config.toml.kept /etc/containerd/config.toml; systemctl restart containerd", {"gvisor"}, "gvisor"),
    "kubelet names another DNS server": (
        "worker-1", "sed -i.kept 's/172.30.0.10/172.30.0.99/' /etc/kubelet/config.yaml; systemctl restart kubelet",
        "mv /etc/kubelet/config.yaml.kept /etc/kubelet/config.yaml; systemctl restart kubelet", {"dns"}, "172.30.0.10"),
    "an expired certificate": (
        "worker-1", expired_certificate, "mv /root/server.kept /etc/kubelet/server.crt; systemctl restart kubelet",
        {"parts", "certificates", "logs-and-exec", "port-forward"},
        "10250 shows a certificate that has run out at "),
    "secrets are written unencrypted": (
        "controller-0", secrets_written_plainly, ENCRYPTED, {"secrets-at-rest"},
        "the API of controller-0 writes a new secret to etcd unencrypted"),
    "a secret lies unencrypted": (
        "controller-0", secret_lies_plainly, f"{KUBECTL} delete secret plain", {"secrets-at-rest"},
        "/registry/secrets/default/plain"),
    "the private address of a node is blocked": (
        "worker-1", private_address_blocked, private_address_open, {"parts", "private-network", "pods", "node-ports"},
        "worker-0 doesn't reach worker-1 at its private address"),
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
    assert len(report["checks"]) >= 26
    assert cluster.kubectl("get", "namespace", "vent-validate", "--ignore-not-found") == "", "nothing stays behind"


@pytest.mark.parametrize("damage", TRIED)
def test_damage_is_found_and_nothing_else(cluster, damage):
    hosts, break_it, mend, wrong, word = DAMAGE[damage]

    def do(what):
        if callable(what):
            return what(cluster)
        for host in hosts.split():
            cluster.ssh(host, what)

    try:
        do(break_it)
        report = validate(cluster)
    finally:
        do(mend)
    assert failed(report) == wrong, report
    assert word in json.dumps([check["problems"] for check in report["checks"]]), report


def cordoned(cluster):
    return {node["metadata"]["name"] for node in cluster.objects("nodes") if node["spec"].get("unschedulable")}


def test_a_drain_touches_no_pod_of_others(cluster):
    cluster.kubectl("apply", "--filename=-", input=ECHO_PODS)

    def pods():
        return {pod["metadata"]["uid"]: pod["spec"]["nodeName"] for pod in cluster.objects("pods") if is_true(pod, "Ready")}

    before = wait_until("two pods", lambda: (lambda found: found if len(found) == 2 else None)(pods()))
    seen = validate(cluster, "--only", "drain")
    assert failed(seen) == set(), seen
    assert "came up elsewhere" in next(check["seen"] for check in seen["checks"] if check["check"] == "drain")
    assert pods() == before and cordoned(cluster) == set()
    cluster.kubectl("delete", "daemonset", "echo")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_node_is_given_back_whatever_ends_vent(cluster, how):
    process = cluster.start("validate", "--only", "drain")
    wait_until("a node to be taken from the scheduler", lambda: cordoned(cluster), deadline=90)
    os.kill(process.pid, how)
    process.communicate(timeout=60)
    if how == signal.SIGKILL:  # the next one does it, before anything else
        assert failed(validate(cluster, "--only", "pods")) == set()
    assert cordoned(cluster) == set()
    labels = [node["metadata"]["labels"] for node in cluster.objects("nodes")]
    assert not any("vent.local/cordoned-by-validate" in one for one in labels), labels


def test_it_is_quick(cluster):
    begin = time.monotonic()
    validate(cluster)
    assert time.monotonic() - begin < 90, "a third of it when the machine has nothing else to do"


def test_after_all_that_it_passes_again(cluster):
    def passes():
        report = validate(cluster)
        return failed(report) == set() and report["notTried"] == 0

    wait_until("all checks to pass", passes, deadline=120)
