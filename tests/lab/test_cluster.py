"""A real cluster on hosts of a lab, from the first file to the last: built, looked at, damaged, taken back, built again."""

import contextlib

import pytest

from cluster import WORKLOAD, built_cluster, is_true, wait_until_served
from engine import ids, planned
from lab import Lab, run, wait_until

HOSTS = ["controller-0", "worker-0", "worker-1"]
WORKERS = ["worker-0", "worker-1"]


@pytest.fixture(scope="module")
def cluster():
    with built_cluster(Lab("t9", private="10.89.0.0/16", public="198.18.250.0/24", port=17561), HOSTS) as own:
        yield own


@pytest.fixture(scope="module")
def workload(cluster):
    """One pod on each worker with a service before them, and one under gVisor."""
    cluster.kubectl("apply", "--filename=-", input=WORKLOAD)
    wait_until("all pods to run", lambda: len(pods(cluster)) == 3 and all(is_true(pod, "Ready") for pod in pods(cluster)),
               deadline=90)
    wait_until_served(cluster)
    return {pod["spec"]["nodeName"]: pod for pod in pods(cluster) if pod["metadata"]["name"].startswith("echo-")}


def pods(cluster):
    return cluster.objects("pods")


def test_every_host_is_a_ready_node(cluster):
    nodes = {node["metadata"]["name"]: node for node in cluster.objects("nodes")}
    assert set(nodes) == set(HOSTS)
    for name, node in nodes.items():
        assert is_true(node, "Ready"), name
        assert node["status"]["nodeInfo"]["kubeletVersion"] == "v1.36.3"
        role = "control-plane" if name == "controller-0" else "worker"
        assert f"node-role.kubernetes.io/{role}" in node["metadata"]["labels"]


def test_no_host_is_waited_for_more_often_than_needed(cluster):
    counts = cluster.first_apply["round_trips"]
    assert set(counts) == set(HOSTS)
    assert all(3 <= count <= 12 for count in counts.values()), counts


def test_pods_reach_each_other_by_address_by_name_and_by_node_port(cluster, workload):
    assert set(workload) == set(WORKERS)
    here, there = (workload[name] for name in WORKERS)

    def ask(url):
        return cluster.kubectl("exec", here["metadata"]["name"], "--", "wget", "-q", "-O", "-", url)

    other = there["metadata"]["name"]
    assert ask(f"http://{there['status']['podIP']}:8080/hostname").strip() == other
    names = {pod["metadata"]["name"] for pod in workload.values()}
    assert ask("http://echo/hostname").strip() in names
    assert ask("http://echo.default.svc.cluster.local/hostname").strip() in names
    for worker in WORKERS:
        address = cluster.hosts[worker]["public_address"]
        assert run("curl", "--silent", "--max-time", "10", f"http://{address}:30080/hostname").stdout.strip() in names


def test_logs_and_exec_and_port_forward(cluster, workload):
    assert "4.19.0-gvisor" in cluster.kubectl("logs", "sandboxed"), "a kernel of its own"
    pod = workload["worker-1"]["metadata"]["name"]
    assert cluster.kubectl("exec", pod, "--", "hostname").strip() == pod
    answer = cluster.ssh("controller-0", f"""
        kubectl --kubeconfig=/etc/kubernetes/admin.kubeconfig port-forward {pod} 18080:8080 >/tmp/forward 2>&1 &
        for try in $(seq 50); do grep -q Forwarding /tmp/forward && break; sleep 0.1; done
        curl --silent --max-time 10 http://127.0.0.1:18080/hostname; kill $!; rm /tmp/forward""").stdout
    assert answer.strip() == pod


def test_secrets_are_encrypted_in_etcd(cluster):
    cluster.kubectl("create", "secret", "generic", "hidden", "--from-literal=word=xyzzy")
    stored = cluster.ssh("controller-0", "etcdctl --cacert=/etc/etcd/ca.crt --cert=/etc/etcd/server.crt "
                         "--key=/etc/etcd/server.key get /registry/secrets/default/hidden --print-value-only "
                         "| head -c 4000 | tr -cd '[:print:]'").stdout
    assert stored.startswith("k8s:enc:secretbox:v1:key1:") and "xyzzy" not in stored


def test_nothing_secret_is_readable_by_others(cluster):
    for host in HOSTS:
        readable = cluster.ssh(host, "grep -rIlE 'PRIVATE KEY|client-key-data|secret:' /etc /var/lib/vent /var/log "
                               "2>/dev/null | xargs -r -d '\\n' stat --format='%a %n' | grep -v '0 ' || true").stdout
        assert readable == "", f"{host}:\n{readable}"


def test_only_the_api_and_node_ports_listen_on_public_addresses(cluster):
    for host in HOSTS:
        public = cluster.hosts[host]["public_address"]
        listening = cluster.ssh(host, "ss -Hlnt").stdout.splitlines()
        ports = {int(line.split()[3].rsplit(":", 1)[1]) for line in listening
                 if line.split()[3].rsplit(":", 1)[0] in ("*", "0.0.0.0", "[::]", public)}
        assert ports <= {22, 6443}, f"{host} ({public}): {ports}"


def test_a_second_apply_changes_nothing(cluster):
    again = cluster.apply()
    assert again["changes"] == 0 and again["outcome"] == "unchanged"
    assert planned(cluster.look("plan", code=0)) == [] == planned(cluster.look("audit", code=0))


def test_audit_names_what_was_touched_and_apply_mends_it(cluster):
    cluster.ssh("worker-0", "echo '# by hand' >> /etc/systemd/system/kubelet.service")
    cluster.ssh("worker-1", "echo '# by hand' >> /etc/kubelet/config.yaml; systemctl stop kube-proxy")
    cluster.ssh("controller-0", "sysctl -q -w net.ipv4.ip_forward=0; rm /etc/kube-scheduler/config.yaml")
    found = set(ids(planned(cluster.look("audit", code=2))))
    assert found == {("worker-0", "unit kubelet.service"), ("worker-1", "file /etc/kubelet/config.yaml"),
                     ("worker-1", "unit kube-proxy.service"), ("controller-0", "sysctl net.ipv4.ip_forward"),
                     ("controller-0", "file /etc/kube-scheduler/config.yaml")}
    cluster.apply()
    assert planned(cluster.look("audit", code=0)) == []


def test_keys_that_were_lost_are_missed_before_anything_is_replaced(cluster):
    keys = cluster.home / "vent/clusters" / cluster.lab.name / "keys"
    secret, aside = keys / "encryption.secret", cluster.folder / "aside"
    secret.rename(aside)
    assert "[VENT_KEY_LOST]" in cluster.vent("plan", check=False).stderr
    aside.rename(secret)

    keys.rename(aside)  # so vent makes other ones
    done = cluster.vent("apply", "--yes", check=False)
    assert "[VENT_NOT_REPLACED]" in done.stderr + done.stdout, done.stdout + done.stderr
    run("rm", "-r", keys)
    aside.rename(keys)
    assert planned(cluster.look("audit", code=0)) == []


def test_every_part_comes_back_after_a_reboot(cluster):
    cluster.switch("reboot", *HOSTS)
    with_api = "kubectl --kubeconfig=/etc/kubernetes/admin.kubeconfig"
    wait_until("the API", lambda: cluster.ssh("controller-0", f"{with_api} get --raw=/readyz", check=False).returncode == 0,
               deadline=120)
    for what in ("node/controller-0", "node/worker-0", "node/worker-1"):
        cluster.kubectl("wait", "--for=condition=Ready", "--timeout=120s", what)
    cluster.kubectl("--namespace=kube-system", "rollout", "status", "deployment/coredns", "--timeout=120s")
    wait_until("nothing to differ", lambda: cluster.vent("audit", check=False).returncode == 0, deadline=60)


def test_reset_takes_everything_back_and_a_second_build_works(cluster):
    with contextlib.suppress(AssertionError):
        cluster.kubectl("delete", "pod", "sandboxed", "--now")
    cluster.reset()
    for host in HOSTS:
        left = cluster.ssh(host, "ls -d /etc/kube* /etc/etcd /etc/cni /etc/containerd /etc/flannel /var/lib/kubelet "
                           "/var/lib/etcd /var/lib/vent /usr/local/bin/* /opt/cni 2>/dev/null; "
                           "ip -o link | grep -E 'cni0|flannel|veth' ; iptables-save | grep -E 'KUBE|FLANNEL|VENT'; "
                           "pgrep -fa 'kube|etcd|containerd|flanneld' | grep -v pgrep; true").stdout
        assert left == "", f"{host}:\n{left}"
    assert cluster.apply()["outcome"] == "changed"
    assert cluster.kubectl("get", "nodes", "--output=name").split() == [f"node/{host}" for host in HOSTS]
