"""A real cluster with three controllers: any of them may be lost, each host may reboot, and all of them at once."""

import datetime
import time

import pytest

from cluster import ECHO_PODS, built_cluster, is_true
from engine import planned
from lab import Lab, wait_until

CONTROLLERS = ["controller-0", "controller-1", "controller-2"]
WORKERS = ["worker-0", "worker-1", "worker-2"]
HOSTS = CONTROLLERS + WORKERS
ETCDCTL = "etcdctl --cacert=/etc/etcd/ca.crt --cert=/etc/etcd/server.crt --key=/etc/etcd/server.key --command-timeout=3s"
KUBELET = "/etc/kubelet/kubeconfig"
QUICKLY = "--request-timeout=3s"

# A service with a pod on each worker, and a pod that asks for it again and again, by name: a line for each answer.
WORKLOAD = ECHO_PODS + """
---
apiVersion: v1
kind: Service
metadata: {name: echo}
spec: {selector: {app: echo}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: asker}
spec:
  terminationGracePeriodSeconds: 0
  containers:
  - name: asker
    image: "vent.local/toolbox:1"
    command:
    - /bin/sh
    - -c
    - |
      while sleep 0.3; do
        timeout 8 nslookup echo.default.svc.cluster.local >/dev/null && echo answered || echo "DNS failed"
        timeout 8 wget -q -O /dev/null http://echo/hostname && echo answered || echo "the service failed"
      done
"""


@pytest.fixture(scope="module")
def cluster():
    with built_cluster(Lab("t10", private="10.88.0.0/16", public="198.18.249.0/24", port=17562), HOSTS) as own:
        yield own


@pytest.fixture(scope="module")
def asker(cluster):
    cluster.kubectl("apply", "--filename=-", input=WORKLOAD)
    wait_until("all pods to run", lambda: pods_run(cluster, "controller-0", 4), deadline=90)
    # A pod is ready before each host knows the way to it, and what is told of a log begins at a full second.
    wait_until("answers to all that is asked",
               lambda: cluster.kubectl("logs", "asker", "--tail=10").split() == ["answered"] * 10, deadline=60)


def pods_run(cluster, on, count):
    pods = cluster.objects("pods", on=on)
    return len(pods) == count and all(is_true(pod, "Ready") for pod in pods)


def works(cluster, *words, **how):
    """Whether kubectl gets what it asks for."""
    try:
        cluster.kubectl(QUICKLY, *words, **how)
    except AssertionError:
        return False
    return True


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def members(cluster, on):
    """The controllers whose member of etcd is healthy, as one of them sees it."""
    addresses = {f"https://{cluster.hosts[name]['private_address']}:2379": name for name in CONTROLLERS}
    seen = cluster.ssh(on, f"{ETCDCTL} --endpoints={','.join(addresses)} endpoint health 2>&1", check=False).stdout
    return {name for address, name in addresses.items() if f"{address} is healthy" in seen}


def nodes_since(cluster, moment, on):
    """The nodes that are Ready, and whose kubelets said so after that moment."""
    ready = {node["metadata"]["name"] for node in cluster.objects("nodes", on=on) if is_true(node, "Ready")}
    leases = cluster.objects("leases", "--namespace=kube-node-lease", on=on)
    return ready & {lease["metadata"]["name"] for lease in leases if lease["spec"]["renewTime"] > moment}


def wait_until_whole(cluster, since, on="controller-0", deadline=120):
    """All members, all API servers, all nodes, DNS: nobody helps."""
    end = time.monotonic() + deadline

    def wait(what, condition):
        wait_until(what, condition, deadline=max(1.0, end - time.monotonic()))

    def all_ready():
        try:
            return nodes_since(cluster, since, on) == set(HOSTS)
        except AssertionError:
            return False

    wait("the API", lambda: works(cluster, "get", "--raw=/readyz", on=on))
    wait("three healthy members of etcd", lambda: members(cluster, on) == set(CONTROLLERS))
    cluster.everywhere(lambda host: wait(f"the API of {host}", lambda: works(cluster, "get", "--raw=/readyz", on=host)),
                       CONTROLLERS)
    wait("all nodes to be Ready", all_ready)
    wait("DNS", lambda: works(cluster, "--namespace=kube-system", "wait", "--for=condition=Available", "--timeout=2s",
                              "deployment/coredns", on=on))


def test_three_members_and_six_nodes(cluster):
    wait_until_whole(cluster, since="")
    leaders = cluster.ssh("controller-1", f"{ETCDCTL} endpoint status --cluster --write-out=fields").stdout
    assert leaders.count('"MemberID"') == 3 == len(set(line for line in leaders.splitlines() if '"MemberID"' in line))
    dns = cluster.objects("pods", "--namespace=kube-system", "--selector=k8s-app=kube-dns")
    assert len({pod["spec"]["nodeName"] for pod in dns} & set(WORKERS)) == 2, "on two workers"


def test_a_second_apply_changes_nothing(cluster):
    again = cluster.apply()
    assert again["changes"] == 0 and again["outcome"] == "unchanged"


@pytest.mark.parametrize("lost", CONTROLLERS)
def test_a_controller_may_be_lost(cluster, asker, lost):
    other = next(name for name in CONTROLLERS if name != lost)
    moment = now()
    cluster.switch("power-off", lost)
    wait_until("another controller's API to write",
               lambda: works(cluster, "create", "configmap", f"without-{lost}", on=other), deadline=30)
    for worker in WORKERS:
        wait_until(f"{worker}'s own way to the API to write",
                   lambda host=worker: works(cluster, "annotate", "--overwrite", f"node/{host}", f"without={lost}",
                                             on=host, kubeconfig=KUBELET), deadline=30)
    cluster.kubectl("run", f"without-{lost}", "--image=vent.local/toolbox:1", "--command", "--", "sleep", "3600", on=other)
    wait_until("a new pod to run",
               lambda: works(cluster, "wait", "--for=condition=Ready", "--timeout=2s", f"pod/without-{lost}", on=other),
               deadline=60)
    wait_until(f"{lost} to be given up",
               lambda: works(cluster, "wait", "--for=condition=Ready=Unknown", "--timeout=2s", f"node/{lost}", on=other),
               deadline=90)
    asked = cluster.kubectl("logs", "asker", f"--since-time={moment}", on=other).splitlines()
    assert len(asked) > 20 and set(asked) == {"answered"}, "DNS and services ask no controller"

    back = now()
    cluster.switch("power-on", lost)
    wait_until_whole(cluster, since=back, on=other)


def test_each_host_may_reboot(cluster, asker):
    for host in HOSTS:
        before = now()
        cluster.switch("reboot", host)
        wait_until_whole(cluster, since=before, on="controller-1" if host == "controller-0" else "controller-0")


def test_all_hosts_may_reboot_at_once(cluster, asker):
    before = now()
    cluster.switch("reboot", *HOSTS)
    wait_until_whole(cluster, since=before)
    # The three that were begun without a controller, too.
    wait_until("all pods to run again", lambda: pods_run(cluster, "controller-0", 7), deadline=120)
    name = next(pod["metadata"]["name"] for pod in cluster.objects("pods", "--selector=app=echo"))
    wait_until("DNS and the service to answer",
               lambda: works(cluster, "exec", name, "--", "wget", "-q", "-O", "-", "http://echo/hostname"), deadline=30)


def test_nothing_differs_in_the_end(cluster):
    assert planned(cluster.look("audit", code=0)) == []
