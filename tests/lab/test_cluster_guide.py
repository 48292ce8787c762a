"""The guide to a whole cluster, typed by somebody who does exactly what it says, with keys of his own."""

import os
import re
import shutil

import pytest

from cluster import WORKLOAD, fresh_cluster, wait_until_served
from engine import LABS, ids, made, planned
from lab import Lab, run, wait_until
from test_cluster import HOSTS, WORKERS, pods
from test_engine_guide import blocks

OWN_MACHINE = "your machine"
KEYS = re.compile(r"^file /etc/.*(\.crt|\.key|\.pub|/kubeconfig|\.kubeconfig|/encryption\.yaml)$")


class Typist:
    """Sits at the operator's machine, with shells on the hosts."""

    def __init__(self, cluster, guide):
        self.cluster = cluster
        self.own_folder = cluster.folder / "own"
        self.own_folder.mkdir()
        # The exports of the first page, which are to be typed in each shell on a host.
        self.first = re.search(r"^```sh\n(export [^\n]+)\n```$", (guide / "README.md").read_text(), re.MULTILINE).group(1)
        # As the lab's own configuration has it, which a person would include in ~/.ssh/config.
        programs = cluster.folder / "programs"
        programs.mkdir()
        (programs / "ssh").write_text(f'#!/bin/sh\nexec /usr/bin/ssh -F {LABS / cluster.lab.name / "ssh/config"} "$@"\n')
        (programs / "ssh").chmod(0o755)
        self.environment = cluster.environment | {"PATH": f"{programs}:{os.environ['PATH']}"}

    def type(self, place, shell):
        if place == OWN_MACHINE:
            run("sh", "-e", input=shell + "\n", cwd=self.own_folder, env=self.environment)
        else:
            self.cluster.ssh(place, "sh -e", input=f"{self.first}\n{shell}\n", timeout=180)


@pytest.fixture(scope="module")
def cluster():
    with fresh_cluster(Lab("t12", private="10.85.0.0/16", public="198.18.246.0/24", port=17565), HOSTS) as own:
        yield own


@pytest.fixture(scope="module")
def guide(cluster):
    folder = cluster.folder / "guide"
    cluster.vent("guide", "-o", folder)
    return folder


@pytest.fixture(scope="module")
def typist(cluster, guide):
    """Has typed all of it."""
    typist = Typist(cluster, guide)
    for places, shell in blocks(guide):
        for place in places:
            typist.type(place, shell)
    return typist


def vents_keys(cluster):
    return cluster.home / "vent/clusters" / cluster.lab.name / "keys"


def echoes(cluster):
    return {pod["spec"]["nodeName"]: pod for pod in pods(cluster) if pod["metadata"]["name"].startswith("echo-")}


def pods_answer_across_workers(cluster):
    """Soon: where flannel and kube-proxy have just been started anew, they write their routes and rules a moment later."""
    by_node = echoes(cluster)
    names = {pod["metadata"]["name"] for pod in by_node.values()}
    for here, there in (WORKERS, reversed(WORKERS)):
        def ask(url):
            pod = by_node[here]["metadata"]["name"]
            return cluster.kubectl("exec", pod, "--", "wget", "-q", "-O", "-", url, check=False).strip()

        address, name = by_node[there]["status"]["podIP"], by_node[there]["metadata"]["name"]
        wait_until(f"{there}'s pod to answer on {here}", lambda: ask(f"http://{address}:8080/hostname") == name, deadline=30)
        wait_until(f"the service to answer on {here}", lambda: ask("http://echo/hostname") in names, deadline=30)


def test_no_page_has_a_key(cluster, guide):
    pages = "".join(page.read_text() for page in guide.glob("*.md"))
    keys = list(vents_keys(cluster).glob("*.key"))
    assert len(keys) > 20
    assert [key.name for key in keys if any(line in pages for line in key.read_text().splitlines())] == []


def test_pods_of_what_was_typed_answer_across_workers(cluster, typist):
    assert cluster.kubectl("get", "nodes", "--output=name").split() == [f"node/{host}" for host in HOSTS]
    cluster.kubectl("apply", "--filename=-", input=WORKLOAD)
    wait_until("all pods to run", lambda: len(pods(cluster)) == 3 and all(
        any(one["type"] == "Ready" and one["status"] == "True" for one in pod["status"].get("conditions", []))
        for pod in pods(cluster)), deadline=120)
    wait_until_served(cluster)
    pods_answer_across_workers(cluster)


def test_what_was_typed_differs_in_its_keys_alone(cluster, guide, typist):
    found = planned(cluster.look("audit", code=2))
    others = [change for change in found if not KEYS.match(change[2]) or [one[0] for one in change[3]] != ["content"]]
    assert others == []
    typed_keys = sum(len(places) for places, shell in blocks(guide) if '"$KEYS"' in shell)
    assert len(found) == typed_keys > 30, "each key is another, for it was made by hand"


def test_with_its_keys_vent_takes_it_over(cluster, typist):
    keys = vents_keys(cluster)
    for key in keys.iterdir():
        key.unlink()
    for key in (typist.own_folder / "keys").iterdir():
        shutil.copy(key, keys)
    taken = cluster.apply()
    # Units learn from what they were started; and the API is waited for again.
    assert {"unit"} <= {name.split()[0] for _, name in ids(made(taken))} <= {"unit", "wait"}, ids(made(taken))
    assert planned(cluster.look("audit", code=0)) == []
    wait_until_served(cluster)
    pods_answer_across_workers(cluster)
