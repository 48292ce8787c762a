"""vent validate --conformance: upstream's own tests pass, and what such a run leaves behind is taken away."""

import json
import os
import signal
import subprocess

import pytest

from cluster import built_cluster
from lab import Lab, VENT, run, wait_until
from test_cluster import HOSTS

# One that takes a second, and one that has a pod sleep for more than a minute.
SHORT = "ConfigMap should run through a ConfigMap lifecycle"
LONG = "Probing container should have monotonically increasing restart count"

# As tests leave it that were cut off: the API notes down that upstream's program wrote it.
LEFT = """
apiVersion: v1
kind: Namespace
metadata: {name: webhook-1, labels: {e2e-framework: webhook}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: left-by-tests}
rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: deny-all}
webhooks:
- name: deny.example.com
  clientConfig: {service: {namespace: webhook-1, name: none}}
  rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [configmaps, pods]}]
  failurePolicy: Fail
  sideEffects: None
  admissionReviewVersions: [v1]
"""


@pytest.fixture(scope="module")
def cluster():
    # From nothing it takes minutes, and is no part of what is tried here.
    run(VENT, "artifacts", "make", timeout=2400)
    run(VENT, "artifacts", "make", "conformance", "conformance-tools", "conformance-images", timeout=2400)
    with built_cluster(Lab("t22", private="10.69.0.0/16", public="198.18.228.0/24", port=17577), HOSTS) as own:
        yield own


def conformance(cluster, *options, **how):
    done = cluster.vent("validate", "--conformance", *options, "-o", "json", check=False, **how)
    assert done.returncode in (0, 3), done.stdout + done.stderr
    return json.loads(done.stdout)


def left(cluster):
    """What tests made, by the labels and names that they give."""
    namespaces = cluster.kubectl("get", "namespaces", "--selector=e2e-framework", "--output=name").split()
    hooks = cluster.kubectl("get", "validatingwebhookconfigurations,mutatingwebhookconfigurations", "--output=name").split()
    roles = [name for name in cluster.kubectl("get", "clusterroles", "--output=name").split() if "left-by" in name]
    return namespaces + hooks + roles


def images(cluster, host):
    return cluster.ssh(host, "ctr --namespace=k8s.io images list --quiet").stdout


def test_the_quick_ones_pass(cluster):
    report = conformance(cluster, "--quick")
    assert report["failed"] == report["cutOff"] == report["notRun"] == 0, report
    assert report["passed"] == 40
    assert left(cluster) == []
    for host in HOSTS:
        assert "agnhost" not in images(cluster, host), "images of the tests are taken away"
        assert "vent.local/pause:1" in images(cluster, host), "and no others"


def test_what_an_earlier_run_left_is_removed_first(cluster):
    cluster.kubectl("apply", "--server-side", "--field-manager=e2e.test", "--filename=-", input=LEFT)
    cluster.kubectl("label", "node", "worker-0", "--field-manager=e2e.test", "example.com/of-tests=yes")
    cluster.kubectl("taint", "node", "worker-0", "kubernetes.io/e2e-evict-taint-key=yes:NoSchedule")
    assert len(left(cluster)) == 3
    report = conformance(cluster, "--focus", SHORT, "--keep")
    assert (report["passed"], report["failed"]) == (1, 0), report
    assert left(cluster) == []
    node = json.loads(cluster.kubectl("get", "node", "worker-0", "--output=json"))
    assert "example.com/of-tests" not in node["metadata"]["labels"] and "taints" not in node["spec"]
    assert "agnhost" in images(cluster, "worker-0"), "--keep"


def test_a_failure_is_told(cluster):
    """Conformance wants two nodes that take anything, and now there is one. Such a taint doesn't hold up the tests."""
    taint = "node-role.kubernetes.io/control-plane"
    cluster.kubectl("taint", "node", "worker-1", f"{taint}=:NoSchedule")
    try:
        report = conformance(cluster, "--focus", "should have at least two untainted nodes", "--keep")
    finally:
        cluster.kubectl("taint", "node", "worker-1", f"{taint}-")
    spec, = report["specs"]
    assert spec["outcome"] == "failed" and "untainted" in spec["spec"]
    assert spec["why"] and spec["where"].startswith("test/e2e/"), spec
    assert (report["passed"], report["failed"], report["cutOff"]) == (0, 1, 0)


def test_ctrl_c_is_no_failure_and_leaves_nothing(cluster):
    assert left(cluster) == [], "nothing to begin with"
    process = subprocess.Popen(cluster.command("validate", "--conformance", "--focus", LONG),
                               env=cluster.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        wait_until("a namespace of the tests", lambda: left(cluster), deadline=120)
        os.kill(process.pid, signal.SIGINT)
        output, errors = process.communicate(timeout=200)
    finally:
        process.kill()
    assert process.returncode == 130, output + errors
    assert "stopped, when 0 of 1 specs had ended" in errors and "failed" not in output
    assert left(cluster) == []
