"""A cluster of one host with the role `both`: the control plane, and what is deployed, side by side."""

import pytest

from cluster import WORKLOAD, built_cluster, is_true, wait_until_served
from engine import planned
from lab import Lab, run, wait_until

HOST = "alone-0"


NAME = "alone.example.com"  # which no name server knows


def as_both(cluster):
    text = cluster.file.read_text().replace("role: controller", "role: both")
    text = text.replace("network:\n", "network:\n  privateRange: 10.75.0.0/16\n")
    cluster.file.write_text(text + f"api: {{access: private, names: {NAME}}}\nruntimes: runc,gvisor\n")


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


def test_the_api_is_asked_by_its_names_and_only_on_the_private_address(cluster):
    private, public = (cluster.hosts[HOST][f"{kind}_address"] for kind in ("private", "public"))
    listening = cluster.ssh(HOST, "ss -Hlnt 'sport = :6443'").stdout.splitlines()
    assert [line.split()[3] for line in listening] == [f"{private}:6443"]
    authority = cluster.home / "vent/clusters" / cluster.lab.name / "keys/ca.crt"

    def ask(name, address):
        return run("curl", "--silent", "--max-time", "10", "--cacert", authority, "--resolve", f"{name}:6443:{address}",
                   f"https://{name}:6443/livez", check=False)

    for name in (NAME, HOST, "kubernetes"):
        assert ask(name, private).stdout == "ok", name
    assert ask("other.example.com", private).returncode == 60, "the certificate is not for any name"
    assert ask(NAME, public).returncode == 7, "nobody listens"
    assert f"server: https://{private}:6443\n" in cluster.vent("kubeconfig", "--print").stdout


def test_a_second_apply_changes_nothing(cluster):
    again = cluster.apply()
    assert again["changes"] == 0 and again["outcome"] == "unchanged"
    assert planned(cluster.look("audit", code=0)) == []


def test_another_role_and_no_gvisor_on_a_node_that_is_there(cluster):
    def seen():
        node, = cluster.objects("nodes", on=HOST)
        of_gvisor = cluster.ssh(HOST, "ls /usr/local/bin | grep runsc; grep -o gvisor /etc/containerd/config.toml; true")
        return ("node-role.kubernetes.io/worker" in node["metadata"]["labels"],
                [taint["key"] for taint in node["spec"].get("taints", [])], of_gvisor.stdout.split())

    before, text = seen(), cluster.file.read_text()
    assert before == (True, [], ["containerd-shim-runsc-v1", "runsc", "gvisor"])
    cluster.file.write_text(text.replace("role: both", "role: controller").replace("runc,gvisor", "runc"))
    cluster.apply()
    assert seen() == (False, ["node-role.kubernetes.io/control-plane"], [])
    cluster.file.write_text(text)
    cluster.apply()
    assert seen() == before
    assert cluster.apply()["outcome"] == "unchanged"
