"""What benchmarks of a whole build share: hosts as they come, and a clock that runs until names are answered."""

import concurrent.futures
import json
import re
import time

from cluster import Cluster
from lab import VENT, run

KUBECTL = "kubectl --kubeconfig=/etc/kubernetes/admin.kubeconfig"
# Asks a pod on each worker for a name, as soon as there are such pods.
PODS = """
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: asker}
spec:
  selector: {matchLabels: {app: asker}}
  template:
    metadata: {labels: {app: asker}}
    spec:
      containers:
      - name: asker
        image: "vent.local/toolbox:1"
        command: [sleep, "3600"]
        readinessProbe:
          periodSeconds: 1
          exec: {command: [nslookup, kubernetes.default.svc.cluster.local]}
"""
WATCH = f"""
until [ -x /usr/local/bin/kubectl ] && {KUBECTL} get --raw=/readyz >/dev/null 2>&1; do sleep 0.2; done
until {KUBECTL} apply -f /root/pods.yaml >/dev/null 2>&1; do sleep 0.2; done
until [ "$({KUBECTL} get nodes 2>/dev/null | grep -cw Ready)" = HOSTS ]; do sleep 0.2; done
until [ "$({KUBECTL} get ds asker -o 'jsonpath={{.status.numberReady}}' 2>/dev/null)" = WORKERS ]; do sleep 0.2; done
"""


def timed(cluster, hosts, build):
    """On hosts as they come."""
    for host in hosts:
        cluster.hang_up(host)
    cluster.lab.vent("metal", "reinstall", *hosts, "--wait", timeout=300)
    cluster.write_cluster_again(hosts)
    cluster.everywhere(lambda host: cluster.ssh(host, "systemctl is-system-running --wait", check=False), hosts)
    cluster.ssh("controller-0", "cat > /root/pods.yaml", input=PODS)
    begun = time.monotonic()
    watch = WATCH.replace("HOSTS", str(len(hosts))).replace("WORKERS", str(sum(host.startswith("worker") for host in hosts)))
    with concurrent.futures.ThreadPoolExecutor(1) as threads:
        answered = threads.submit(lambda: (cluster.ssh("controller-0", watch, timeout=300), time.monotonic())[1])
        build()
        ended = time.monotonic()
        return max(ended, answered.result()) - begun


class Built(Cluster):
    def write_cluster_again(self, hosts):
        """Hosts that were installed anew have other keys. Others of the lab are left out."""
        self.file.unlink()
        run(VENT, "init", "--metal", "--lab", self.lab.name, "-f", self.file)
        self.given = self.file.read_text()
        self.has_hosts(hosts)

    def has_hosts(self, hosts):
        head, *all_hosts = re.split(r"(?m)^  - name: ", self.given)
        self.file.write_text("  - name: ".join([head, *(one for one in all_hosts if one.split("\n", 1)[0] in hosts)]))


def row(name, seconds, limit=None):
    kept = "" if limit is None else f"   limit {limit:6.2f}   {'KEPT' if seconds <= limit else 'NOT KEPT'}"
    print(f"{name:68} {seconds:8.2f}{kept}", flush=True)
    return limit is None or seconds <= limit


def apply_changes_nothing(cluster):
    """How long it takes vent to see that."""
    begun = time.monotonic()
    assert json.loads(cluster.vent("apply", "--yes", "-o", "json").stdout)["outcome"] == "unchanged"
    return time.monotonic() - begun
