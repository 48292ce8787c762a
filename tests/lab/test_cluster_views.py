"""Looking at a real cluster: status, logs, certificates, and kubectl on this machine by both users."""

import json
import shutil
import signal
import time

import pytest

from engine import Engine
from lab import Lab, VENT, run, wait_until

HOSTS = ["controller-0", "worker-0"]
NOT_WELL = 3


class Cluster(Engine):
    """All chapters on one controller and one worker."""

    def command(self, verb, *options):
        return [str(word) for word in (VENT, verb, "--file", self.file, *options)]

    def status(self):
        done = self.vent("status", "-o", "json", check=False)
        status = json.loads(done.stdout)
        assert done.returncode == (0 if status["well"] else NOT_WELL), done.stdout + done.stderr
        return status

    def troubles(self):
        return [(one["host"], one["what"]) for one in self.status()["troubles"]]

    def wait_until_troubles_are(self, expected):
        """On a busy machine a host may take its time to answer, and a kubelet to come back."""
        seen = []
        wait_until(f"the troubles to be {expected}; they were {seen}",
                   lambda: seen.clear() or seen.extend(self.troubles()) or seen == expected, deadline=90)

    def standings(self):
        """What the hosts have for each certificate, by its name."""
        done = self.vent("certificates", "--hosts", "-o", "json", check=False)
        found = {one["name"]: {place["standing"] for place in one["places"]}
                 for one in json.loads(done.stdout)["certificates"]}
        assert done.returncode == (0 if all(one <= {"same"} for one in found.values()) else NOT_WELL)
        return found


@pytest.fixture(scope="module")
def cluster():
    # What is installed is made before the clock of any test runs: from nothing it takes a quarter of an hour.
    run(VENT, "artifacts", "make", timeout=2400)
    lab = Lab("t13", private="10.83.0.0/16", public="198.18.244.0/24", port=17567)
    lab.erase()
    lab.vent("metal", "start", *lab.start_options)
    lab.vent("metal", "create", *HOSTS, "--wait")
    own = Cluster(lab)
    own.write_cluster(fake0=None)
    try:
        own.vent("apply", "--yes", timeout=600)
        yield own
    finally:
        own.close()
        lab.vent("metal", "power-off", *HOSTS, "--wait", check=False)  # nobody needs a slow goodbye
        lab.erase()


@pytest.fixture(scope="module")
def kubectl(tmp_path_factory):
    """The one that was made for the hosts: it is static, so it runs here too."""
    made = json.loads(run(VENT, "artifacts", "list", "-o", "json").stdout)["artifacts"]
    program = tmp_path_factory.mktemp("kubectl") / "kubectl"
    shutil.copy(next(one["path"] for one in made if one["file"] == "kubectl" and one["version"] == "1.36.3"
                     and one["architecture"] == "amd64"), program)
    program.chmod(0o755)
    return program


def test_all_is_well(cluster):
    cluster.wait_until_troubles_are([])
    status = cluster.status()
    assert [host["name"] for host in status["hosts"] if host["reachable"]] == HOSTS
    assert all(unit["well"] for host in status["hosts"] for unit in host["units"])
    assert {"etcd.service", "kube-apiserver.service", "kubelet.service"} <= {
        unit["name"] for unit in status["hosts"][0]["units"]}
    assert [(member["name"], member["health"], member["part"]) for member in status["etcd"]] == [
        ("controller-0", "healthy", "leader")]
    assert [(node["name"], node["ready"], node["kubelet"]) for node in status["nodes"]] == [
        (host, True, "v1.36.3") for host in HOSTS]
    days = [certificate["daysLeft"] for certificate in status["certificates"]]
    assert days == sorted(days) and days[0] >= 360
    wait_until("status to say so", lambda: cluster.vent("status", check=False).stdout.endswith("\nall is well\n"))


def test_the_hosts_have_the_certificates_of_the_key_folder(cluster):
    wait_until("all to be the same", lambda: all(one <= {"same"} for one in cluster.standings().values()))
    assert len(cluster.standings()) == 19
    cluster.ssh("worker-0", "cp /etc/kubernetes/ca.crt /etc/kubelet/server.crt")
    wait_until("another to be found", lambda: [name for name, seen in cluster.standings().items() if seen - {"same"}]
               == ["kubelet-server-worker-0"])
    assert cluster.standings()["kubelet-server-worker-0"] == {"another"}
    cluster.vent("apply", "--yes", "--host", "worker-0", "--chapter", "04")


def test_logs_of_a_unit(cluster):
    lines = cluster.vent("logs", "worker-0", "--unit", "kubelet", "-n", "5").stdout.splitlines()
    assert 1 <= len(lines) <= 5 and all("kubelet" in line or "systemd" in line for line in lines), lines
    wrong = cluster.vent("logs", "worker-0", "--unit", "kublet", check=False)
    assert wrong.returncode == 64 and "did you mean 'kubelet.service'?" in wrong.stderr
    assert cluster.vent("logs", "worker-0", "--since", "nonsense", check=False).returncode == 1


def test_logs_that_are_followed_end_well(cluster):
    following = cluster.start("logs", "worker-0", "--unit", "kubelet", "-f", "-n", "1")
    try:
        assert following.stdout.readline()
        cluster.ssh("worker-0", "systemctl restart kubelet")
        assert following.stdout.readline(), "what comes later is shown too"
        following.send_signal(signal.SIGINT)
        following.stdout.read()
        assert following.wait(timeout=30) == 0, following.stderr.read()
    finally:
        following.kill()
        following.communicate()
    wait_until("journalctl to be gone from worker-0", lambda: cluster.ssh(
        "worker-0", "pgrep -x journalctl", check=False).returncode == 1, deadline=30)


@pytest.mark.parametrize("user", ["admin", "developer"])
def test_kubectl_of_this_machine(cluster, kubectl, user, tmp_path):
    config = tmp_path / "config"
    environment = cluster.environment | {"KUBECONFIG": str(config)}
    run(*cluster.command("kubeconfig", "--user", user), env=environment)
    nodes = run(kubectl, "get", "nodes", "--output=name", env=environment).stdout.split()
    assert nodes == [f"node/{host}" for host in HOSTS]
    who = json.loads(run(kubectl, "auth", "whoami", "--output=json", env=environment).stdout)["status"]["userInfo"]
    assert who["username"] == user and "system:masters" in who["groups"]
    run(*cluster.command("kubeconfig", "--remove"), env=environment)
    assert run(kubectl, "config", "get-contexts", "--output=name", env=environment).stdout == ""


def test_a_unit_that_stopped_is_named(cluster):
    cluster.ssh("worker-0", "systemctl stop kube-proxy")
    cluster.wait_until_troubles_are([("worker-0", "kube-proxy.service is inactive")])
    cluster.ssh("worker-0", "systemctl start kube-proxy")
    cluster.wait_until_troubles_are([])


def test_a_host_that_is_off_holds_nobody_up(cluster):
    cluster.switch("power-off", "worker-0")
    took = []

    def is_quick():
        begin = time.monotonic()
        status = cluster.status()
        took.append(time.monotonic() - begin)
        controller, worker = status["hosts"]
        assert not worker["reachable"] and worker["error"]
        return controller["reachable"] and [one["host"] for one in status["troubles"]] == ["worker-0"] and took[-1] < 8

    wait_until(f"status to tell it within 8 s; it took {took}", is_quick, deadline=90)
    assert "worker-0       worker       no answer" in cluster.vent("status", check=False).stdout
