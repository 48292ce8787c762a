"""`vent up`, from nothing to a cluster on rented machines: more of them, fewer, one that is taken away, and the end."""

import json
import os

import pytest

from lab import VENT, Lab, run, wait_until
from renter import Renter

PLAN = {"facility": "ams1", "plan": "c2.medium.x86"}


class Owner(Renter):
    """Somebody with a cluster file and a kubectl on this machine."""

    def __init__(self, lab):
        super().__init__(lab)
        self.file = self.folder / "cluster.yaml"
        self.kubeconfig = self.folder / "kubeconfig"
        self.environment |= {"KUBECONFIG": str(self.kubeconfig), "XDG_RUNTIME_DIR": str(self.folder / "home")}
        self.kubectl_program = kubectl_of_the_store()

    def up(self, *options, **how):
        return self.vent("up", "--lab", self.lab.name, *options, **{"timeout": 900} | how)

    def kubectl(self, *words):
        return run(self.kubectl_program, *words, env=self.environment).stdout

    def nodes(self):
        nodes = json.loads(self.kubectl("get", "nodes", "-o", "json"))["items"]
        return {one["metadata"]["name"]: next(condition["status"] for condition in one["status"]["conditions"]
                                              if condition["type"] == "Ready") for one in nodes}

    def ask_for(self, count):
        text = self.file.read_text()
        head, workers = text.split("- name: worker")
        before, after = workers.split("count: ", 1)
        self.file.write_text(f"{head}- name: worker{before}count: {count}\n" + after.split("\n", 1)[1])


def kubectl_of_the_store():
    listed = json.loads(run(VENT, "artifacts", "list", "-o", "json").stdout)["artifacts"]
    return next(one["path"] for one in listed if (one["file"], one["architecture"]) == ("kubectl", "amd64"))


@pytest.fixture(scope="module")
def owner():
    run(VENT, "artifacts", "make", timeout=2400)  # before the clock of any test runs
    lab = Lab("t14", private="10.81.0.0/16", public="198.18.242.0/24", port=17569)
    lab.erase()
    lab.vent("metal", "start", *lab.start_options)
    one = Owner(lab)
    one.ask("PUT", "/lab/market", PLAN | {"price": 0.25, "notice_seconds": 2})
    try:
        one.up()
        yield one
    finally:
        one.close()
        lab.erase()


def test_from_nothing_to_a_cluster_that_kubectl_knows(owner):
    assert owner.nodes() == {"controller-0": "True", "worker-0": "True", "worker-1": "True"}
    rented = owner.machines()
    assert {name: one["spot"] for name, one in rented.items()} == {
        "controller-0": False, "worker-0": True, "worker-1": True}
    assert all("vent-cluster=t14" in one["tags"] for one in rented.values())
    assert os.stat(owner.kubeconfig).st_mode & 0o777 == 0o600


def test_said_again_it_changes_nothing(owner):
    before = owner.machines()
    assert "0 changes" in owner.up().stdout
    assert {name: one["id"] for name, one in owner.machines().items()} == {name: one["id"] for name, one in before.items()}


def test_one_more(owner):
    owner.ask_for(3)
    done = owner.up()
    assert owner.nodes() == dict.fromkeys(["controller-0", "worker-0", "worker-1", "worker-2"], "True")
    assert "worker-2: 1 unchanged, 6 changed" in done.stdout
    # The others learn of its name, and that is all.
    assert "worker-0, worker-1: 6 unchanged, 1 changed (1 change)" in done.stdout


def test_fewer_are_not_given_back_unasked(owner):
    owner.ask_for(2)
    done = owner.up(check=False)
    assert done.returncode == 64 and "[VENT_NOBODY_TO_ASK]" in done.stderr and "Drain worker-2" in done.stderr
    assert "worker-2" in owner.machines()


def test_fewer(owner):
    owner.up("--yes")
    assert sorted(owner.machines()) == ["controller-0", "worker-0", "worker-1"]
    assert owner.nodes() == dict.fromkeys(["controller-0", "worker-0", "worker-1"], "True")


def test_a_machine_that_was_taken_away_comes_back_as_another(owner):
    before = owner.machines()
    owner.ask("PUT", "/lab/market", PLAN | {"price": 1.5})
    wait_until("the workers to be gone", lambda: list(owner.machines()) == ["controller-0"], 60)
    owner.ask("PUT", "/lab/market", PLAN | {"price": 0.25})
    owner.up()
    now = owner.machines()
    assert sorted(now) == sorted(before)
    assert all(now[name]["id"] != before[name]["id"] for name in ("worker-0", "worker-1"))
    assert owner.nodes() == dict.fromkeys(before, "True")


def test_the_end(owner):
    done = owner.vent("destroy", "--name", "other", check=False)
    assert done.returncode != 0 and "[VENT_OTHER_NAME]" in done.stderr
    assert len(owner.machines()) == 3
    owner.vent("destroy", "--name", "t14")
    assert owner.machines() == {}
    assert "t14" not in owner.kubeconfig.read_text()
    assert not (owner.folder / "home/vent/clusters/t14/keys").exists()
