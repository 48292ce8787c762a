"""A cluster of one host with the role `both`: the control plane, and what is deployed, side by side."""

import pytest

from cluster import WORKLOAD, built_cluster, is_true, wait_until_served
from engine import planned
from lab import Lab, run, wait_until

HOST = "alone-0"


def as_both(cluster):
    cluster.file.write_text(cluster.file.read_text().replace("role: controller", "role: both"))


@pytest.fixture(scope="module")
def cluster():
    lab = Lab("t17", private="10.75.0.0/16", public="198.18.234.0/24", port=17572)
    with built_cluster(lab, [HOST], change=as_both) as own:
        yield own


def kubectl(cluster, *words, **how):
    return cluster.kubectl(*words, on=HOST, **how)


def test_it_is_a_node_of_both_roles_on_which_pods_may_run(cluster):
    node, = cluster.objects("nodes", on=HOST)
    assert is_true(node, "Ready")
    assert {"node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/worker"} <= set(node["metadata"]["labels"])
    assert "taints" not in node["spec"]


def test_pods_run_and_services_answer_by_name(cluster):
    kubectl(cluster, "apply", "--filename=-", input=WORKLOAD)
    wait_until("both pods to run", lambda: sum(is_true(pod, "Ready") for pod in cluster.objects("pods", on=HOST)) == 2,
               deadline=90)
    wait_until_served(cluster, on=HOST)
    pod, = (pod for pod in cluster.objects("pods", on=HOST) if pod["metadata"]["name"].startswith("echo-"))
    name = pod["metadata"]["name"]
    assert kubectl(cluster, "exec", name, "--", "wget", "-q", "-O", "-", "http://echo/hostname").strip() == name
    address = cluster.hosts[HOST]["public_address"]
    assert run("curl", "--silent", "--max-time", "10", f"http://{address}:30080/hostname").stdout.strip() == name
    assert "4.19.0-gvisor" in kubectl(cluster, "logs", "sandboxed"), "a kernel of its own"


def test_a_second_apply_changes_nothing(cluster):
    again = cluster.apply()
    assert again["changes"] == 0 and again["outcome"] == "unchanged"
    assert planned(cluster.look("audit", code=0)) == []
