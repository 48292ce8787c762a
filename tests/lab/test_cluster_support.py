"""A fresh cluster by the CIS benchmark, and vent support: all that helps is in the archive, and nothing that is secret."""

import base64
import json
import tarfile

import pytest

from cluster import built_cluster
from lab import Lab

HOSTS = ["controller-0", "worker-0"]


@pytest.fixture(scope="module")
def cluster():
    with built_cluster(Lab("t19", private="10.72.0.0/16", public="198.18.231.0/24", port=17574), HOSTS) as own:
        yield own


def by_benchmark(cluster, code):
    done = cluster.vent("validate", "--cis", "-o", "json", check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_a_fresh_cluster_fails_nothing_but_on_purpose(cluster):
    report = by_benchmark(cluster, 0)
    unexplained = [item for item in report["items"] if item["outcome"] == "failed" and not item["onPurpose"]]
    assert unexplained == [] and report["unread"] == []
    assert len(report["items"]) == report["passed"] + report["failed"] + report["doesNotApply"] == 98
    assert report["passed"] >= 80, report
    assert report["failed"] == report["failedOnPurpose"] <= 7, report


def test_what_somebody_opened_fails(cluster):
    cluster.ssh("worker-0", "chmod 0644 /etc/kubelet/kubeconfig; sed -i 's/^readOnlyPort: 0/readOnlyPort: 10255/' /etc/kubelet/config.yaml")
    try:
        report = by_benchmark(cluster, 3)
    finally:
        cluster.ssh("worker-0", "chmod 0400 /etc/kubelet/kubeconfig; sed -i 's/^readOnlyPort: 10255/readOnlyPort: 0/' /etc/kubelet/config.yaml")
    failed = {item["number"]: item for item in report["items"] if item["outcome"] == "failed" and not item["onPurpose"]}
    assert set(failed) == {"4.1.5", "4.2.4"}, failed
    assert "worker-0: /etc/kubelet/kubeconfig is 0644 root:root" in failed["4.1.5"]["reason"]
    assert by_benchmark(cluster, 0)


def archive(cluster, *options):
    path = cluster.own / "support.tar.gz"
    done = cluster.vent("support", "-o", path, *options)
    assert path.stat().st_mode & 0o777 == 0o600
    with tarfile.open(path) as opened:
        return {member.name.split("/", 1)[1]: opened.extractfile(member).read().decode(errors="replace")
                for member in opened.getmembers()}, done


def secrets(cluster):
    """All that is secret of this cluster, in each form in which it could stand in a text."""
    keys = next(cluster.home.glob("vent/clusters/*/keys"))
    for file in sorted(keys.iterdir()):
        if file.suffix == ".key":
            yield from (line for line in file.read_text().splitlines() if not line.startswith("-----"))
            yield base64.b64encode(file.read_bytes()).decode()
        if file.suffix == ".secret":
            yield base64.b64encode(file.read_bytes()).decode()
            yield file.read_bytes().hex()
    for host in cluster.hosts:
        for line in cluster.ssh(host, "cat /var/lib/kubelet/pods/*/volumes/kubernetes.io~projected/*/token 2>/dev/null; true").stdout.split():
            yield line


def test_all_that_helps_is_there_and_nothing_secret(cluster):
    token = cluster.kubectl("create", "token", "default").strip()
    files, _ = archive(cluster)
    for name in ("README.txt", "errors.txt", "vent/versions.txt", "vent/cluster.yaml", "vent/history.txt", "vent/status.json",
                 "vent/audit.txt", "vent/certificates.txt", "cluster/nodes.txt", "cluster/pods.txt", "cluster/events.txt",
                 "hosts/worker-0/facts.txt", "hosts/worker-0/units.txt", "hosts/worker-0/journal/kubelet.service.txt",
                 "hosts/controller-0/journal/etcd.service.txt"):
        assert files.get(name), f"{name} is missing or empty: {sorted(files)}"
    assert files["errors.txt"] == "nothing\n"
    assert json.loads(files["vent/status.json"])["well"] is True
    assert "worker-0" in files["cluster/nodes.txt"] and "coredns" in files["cluster/pods.txt"]
    assert "all is as it should be" in files["vent/audit.txt"]
    everything = "\n".join(files.values())
    known = [secret for secret in {*secrets(cluster), token} if len(secret) >= 8]
    assert len(known) > 20
    for secret in known:
        assert secret not in everything, f"{secret[:12]}… is in the archive"
    assert "PRIVATE KEY" not in everything


def test_what_a_journal_says_too_much_is_taken_out(cluster):
    """The second fence alone: the same lines in the journal of a unit that is gathered."""
    key = next(cluster.home.glob("vent/clusters/*/keys/ca.key")).read_text()
    cluster.ssh("worker-0", "cat > /run/said; mkdir -p /run/systemd/system/kube-proxy.service.d; "
                            "printf '[Service]\\nExecStartPre=/bin/cat /run/said\\n' > /run/systemd/system/kube-proxy.service.d/says.conf; "
                            "systemctl daemon-reload; systemctl restart kube-proxy; "
                            "rm -r /run/said /run/systemd/system/kube-proxy.service.d; systemctl daemon-reload",
                input=f"{key}\nsaid on purpose\npassword=hunter2\n")
    files, _ = archive(cluster)
    journal = files["hosts/worker-0/journal/kube-proxy.service.txt"]
    assert "said on purpose" in journal and "(taken out)" in journal
    assert "hunter2" not in journal
    for line in key.splitlines()[1:-1]:
        assert line not in journal


def test_a_dead_host_stands_there_as_its_error(cluster):
    cluster.switch("power-off", "worker-0")
    try:
        files, done = archive(cluster)
    finally:
        cluster.switch("power-on", "worker-0")
    assert "worker-0" in files["errors.txt"] and "worker-0" in done.stderr
    assert "error: worker-0" in files["hosts/worker-0/error.txt"]
    assert files["hosts/controller-0/units.txt"] and "worker-0" in files["cluster/nodes.txt"]
