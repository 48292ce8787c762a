"""A real Kubernetes cluster on hosts of a lab: built, asked, and taken down again."""

import contextlib
import json

from engine import Engine
from lab import VENT, run, wait_until

ECHO_PODS = """
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: echo}
spec:
  selector: {matchLabels: {app: echo}}
  template:
    metadata: {labels: {app: echo}}
    spec:
      containers:
      - {name: echo, image: "vent.local/toolbox:1", command: [vent-echo]}
"""

WORKLOAD = ECHO_PODS + """
---
apiVersion: v1
kind: Service
metadata: {name: echo}
spec: {type: NodePort, selector: {app: echo}, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: sandboxed}
spec:
  runtimeClassName: gvisor
  containers: [{name: shell, image: "vent.local/toolbox:1", command: [/bin/sh, -c, "cat /proc/version; sleep 3600"]}]
"""


@contextlib.contextmanager
def fresh_cluster(lab, hosts):
    """Its file, and hosts on which nothing was made yet, in a lab that nobody else has."""
    # What is installed is made before the clock of any test runs: from nothing it takes a quarter of an hour.
    run(VENT, "artifacts", "make", timeout=2400)
    lab.erase()
    lab.vent("metal", "start", *lab.start_options)
    try:
        lab.vent("metal", "create", *hosts, "--wait")
        own = Cluster(lab)
        try:
            own.write_cluster(fake0=None)
            yield own
        finally:
            own.close()
    finally:
        lab.erase()


@contextlib.contextmanager
def built_cluster(lab, hosts, change=None):
    """The same with all chapters made, after a change of the file."""
    with fresh_cluster(lab, hosts) as own:
        if change:
            change(own)
        own.first_apply = own.apply()
        yield own


class Cluster(Engine):
    """All chapters, and kubectl on a controller."""

    def command(self, verb, *options):
        return [str(word) for word in (VENT, verb, "-f", self.file, *options)]

    def vent(self, verb, *options, **how):
        return super().vent(verb, *options, **{"timeout": 600} | how)

    def kubectl(self, *words, on="controller-0", kubeconfig="/etc/kubernetes/admin.kubeconfig", **how):
        quoted = " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)
        return self.ssh(on, f"kubectl --kubeconfig={kubeconfig} {quoted}", **how).stdout

    def objects(self, *words, **how):
        return json.loads(self.kubectl("get", *words, "--output=json", **how))["items"]


def wait_until_served(cluster, service="echo", **how):
    """A pod that is ready is asked only when the rules of its service are there: on all hosts, a moment later."""
    probe = "curl --silent --output /dev/null --max-time 2 http://$(ADDRESS)/hostname"
    address = cluster.kubectl("get", "service", service, "--output=jsonpath={.spec.clusterIP}", **how)
    for host in cluster.hosts:
        wait_until(f"{service} to answer on {host}",
                   lambda host=host: cluster.ssh(host, probe.replace("$(ADDRESS)", address), check=False).returncode == 0,
                   deadline=30)


def is_true(thing, condition):
    """Whether a node or a pod says that a condition holds."""
    return any(one["type"] == condition and one["status"] == "True" for one in thing["status"].get("conditions", []))
