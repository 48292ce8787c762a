"""Three machines are rented while everything goes wrong: each request meets each fault, and vent is killed at each.

Whatever happened, the same line again ends with exactly three machines, and none that the cluster file doesn't know. The
API is a lab's own, and so are the faults; no host boots for these machines. Some labs at once, because most of the time
passes in vent's own pauses.
"""

import concurrent.futures
import itertools
import json
import os
import subprocess
import threading

from lab import VENT, Lab
from renter import Renter
from watched_api import WatchedApi

NAMES = ["worker-0", "worker-1", "worker-2"]
LABS = 3
SHARE = 5  # of the cases one in so many, unless all are asked for
FAULTS = [
    {"kind": "too_many", "seconds": 1},
    {"kind": "server_error", "status": 500},
    {"kind": "server_error", "status": 503},
    {"kind": "html", "status": 502},
    {"kind": "html", "status": 404},
    {"kind": "cut_before"},
    {"kind": "cut_after"},
    {"kind": "delay", "seconds": 0.2},
]
CLUSTER = """apiVersion: vent/v1
kind: Cluster
name: paris
hosts:
  - {name: controller-0, role: controller, address: 192.0.2.10}
""" + "".join(f"  - {{name: {name}, role: worker, address: 192.0.2.2{name[-1]}}}\n" for name in NAMES)


class Trial:
    """A lab with its API, and somebody who rents there."""

    def __init__(self, number):
        # Networks of their own, below the ones that the other tests use.
        self.lab = Lab(f"t9{number}", private=f"10.111.{128 + 32 * number}.0/19", public=f"198.18.231.{128 + 32 * number}/27",
                       port=17532 + number)
        self.lab.erase()
        self.lab.vent("metal", "start", *self.lab.start_options)
        self.renter = Renter(self.lab)
        (self.renter.folder / "cluster.yaml").write_text(CLUSTER)
        key = self.renter.folder / "key.pub"
        key.write_text("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f someone@example\n")
        self.api = WatchedApi(self.lab.status()["api"].rsplit(":", 1)[1])
        self.environment = self.renter.environment | {"VENT_PACKET_URL": self.api.url,
                                                      "PACKET_AUTH_TOKEN": self.renter.token()}
        self.command = [VENT, "machine", "create", "--facility", "ams1", "--plan", "c2.medium.x86", "--os", "debian_12",
                        "--spot", "--max-price", "0.30", "--hostname", "worker-%d", "--count", "3", "--tags", "worker",
                        "--ssh-key", str(key), "-o", "name"]
        self.renter.ask("PUT", "/lab/market", {"facility": "ams1", "plan": "c2.medium.x86", "price": 0.25})

    def close(self):
        self.api.close()
        self.renter.close()
        self.lab.erase()

    def rent(self, **killed):
        process = subprocess.Popen(self.command, env=self.environment, cwd=self.renter.folder, text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.api.begin(process, **killed)
        out, err = process.communicate(timeout=180)
        return process.returncode, out, err

    def clear(self):
        self.renter.ask("DELETE", "/lab/faults")
        self.renter.remove_all()
        project = self.renter.ask("GET", "/projects")["projects"][0]["id"]
        for key in self.renter.ask("GET", f"/projects/{project}/ssh-keys")["ssh_keys"]:
            self.renter.ask("DELETE", f"/ssh-keys/{key['id']}")

    def requests_of_a_good_run(self):
        self.clear()
        done = self.rent()
        assert done[0] == 0 and sorted(done[1].split()) == NAMES, done
        return self.api.requests

    def check(self, case, said):
        listed = json.loads(self.renter.vent("machine", "list", "-o", "json", more=self.api_words()).stdout)["machines"]
        assert sorted(one["name"] for one in listed) == NAMES, (case, said, listed)
        assert not any(one["orphan"] for one in listed), (case, said)
        tokens = {tag for one in listed for tag in one["tags"] if tag.startswith("vent-token=")}
        assert len(tokens) == 3, (case, said)

    def api_words(self):
        return {"VENT_PACKET_URL": self.api.url, "PACKET_AUTH_TOKEN": self.renter.token()}

    def with_fault(self, fault, at):
        self.clear()
        self.renter.ask("POST", "/lab/faults", fault | {"nth": at})
        said = []
        for _ in range(4):
            said.append(self.rent())
            if said[-1][0] == 0:
                break
        seen = self.renter.ask("GET", "/lab/faults")["faults"][0]["seen"]
        assert seen >= at, (fault, at, seen)  # it did happen
        assert said[-1][0] == 0, (fault, at, said)
        self.check((fault, at), said)
        return len(said)

    def killed(self, at, after):
        self.clear()
        first = self.rent(kill_at=at, after=after)
        assert first[0] == -9, (at, after, first)
        second = self.rent()
        assert second[0] == 0 and sorted(second[1].split()) == NAMES, (at, after, second)
        self.check((at, after), [first, second])
        return 2


def test_every_fault_at_every_request_and_a_kill_at_every_request():
    has_ended = threading.Event()  # the first failure ends all
    with concurrent.futures.ThreadPoolExecutor(LABS) as threads:
        trials = list(threads.map(Trial, range(LABS)))
        try:
            requests = trials[0].requests_of_a_good_run()
            assert requests.count(f"POST {next(r for r in requests if r.endswith('/devices')).split()[1]}") == 3
            places = range(1, len(requests) + 1)
            cases = [("fault", fault, at) for fault, at in itertools.product(FAULTS, places)]
            cases += [("kill", after, at) for after, at in itertools.product((False, True), places)]
            assert len(cases) >= 200
            if os.environ.get("VENT_TEST_FAULTS") != "all":
                cases = cases[::SHARE]

            runs = []

            def run_share(number):
                for kind, what, at in cases[number::LABS]:
                    if has_ended.is_set():
                        return
                    trial = trials[number]
                    try:
                        runs.append(trial.with_fault(what, at) if kind == "fault" else trial.killed(at, what))
                    except BaseException:
                        has_ended.set()
                        raise

            shares = [threads.submit(run_share, number) for number in range(LABS)]
            concurrent.futures.wait(shares)
            for share in shares:
                share.result()
        finally:
            list(threads.map(Trial.close, trials))
    print(f"{len(runs)} fault runs, of {len(FAULTS)} faults and a kill before and after each of {len(places)} requests: "
          f"{sum(runs)} runs of vent")
    assert len(runs) == len(cases)
