"""What the fault suite tries, as data: operations, faults, when each strikes and on which host. `faulty_cluster.py` carries
it out, `test_faults.py` goes through it."""

import dataclasses

CONTROLLER, WORKER, NEW = "controller-0", "worker-0", "worker-1"


@dataclasses.dataclass(frozen=True)
class Moment:
    """The n-th time that vent tells of this work, and of this step of it."""
    title: str
    note: str = ""
    nth: int = 1

    def fits(self, event):
        if not (event["title"] or "").startswith(self.title):
            return False
        if self.note:
            return event["event"] == "activity_progress" and (event["note"] or "").startswith(self.note)
        return event["event"] in ("activity_started", "activity_progress")


@dataclasses.dataclass(frozen=True)
class Operation:
    name: str
    about: str
    words: tuple
    needs: int | None  # how many workers the cluster has before; None: no cluster is needed
    workers: int  # how many the cluster file asks for
    gvisor: bool | None  # whether the cluster file asks for it; None: as before
    moment: Moment
    victim: str
    validate: tuple  # checks of `vent validate` afterwards; none: all of them
    artifact: str = "kubelet"  # in which a bit is wrong


# Each moment comes when the other hosts have looked whether they reach this one.
OPERATIONS = {one.name: one for one in (
    Operation("build", "`vent up` on machines without anything: a controller and a worker", ("up", "--yes"), None,
              1, False, Moment("09_workers on " + WORKER, "unit containerd"), WORKER, ()),
    Operation("apply", "`vent apply` after `runtimes: runc` was taken out of the file: gVisor comes to each host",
              ("apply", "--yes"), 1, 1, True, Moment("09_workers on " + WORKER, "unit containerd"), WORKER, ("parts", "gvisor"),
              "runsc"),
    Operation("scale out", "`vent up` with a worker more", ("up", "--yes"), 1, 2, None,
              Moment("09_workers on " + NEW, "unit containerd"), NEW, ("parts", "pods-to-pods")),
    Operation("scale in", "`vent up` with a worker less, on which a pod runs", ("up", "--yes"), 2, 1, None,
              Moment("03_machines on " + CONTROLLER, "file"), CONTROLLER, ("parts", "pods-to-pods")),
    Operation("reset", "`vent reset`", ("reset", "--yes"), 1, 1, None, Moment("reset " + WORKER, "", 9), WORKER, ()),
)}


@dataclasses.dataclass(frozen=True)
class Fault:
    name: str
    about: str
    inflict: str  # a method of FaultyCluster, which gives back how to mend it
    strikes: str = "moment"  # or "before" vent begins


FAULTS = {one.name: one for one in (
    Fault("host unreachable", "nothing gets through between operator and host", "cut_off"),
    Fault("ssh hangs", "the sshd of the host takes connections and says nothing", "halt_sshd"),
    Fault("connection cut", "the host's end of the connection is killed in the middle of a batch", "cut_connection"),
    Fault("disk full", "nothing can be written below /var/lib/vent any more (in a build: nothing large). The folder gets a small disk of "
          "its own for that; a reset makes room on it, and names it at the end", "fill_disk"),
    Fault("clock 10 min off", "the operator's clock is ahead; hosts of a lab have one clock, that of the machine", "shift_clock",
          "before"),
    Fault("API: 429", "too many requests", "break_api", "before"),
    Fault("API: 500", "the API is in trouble", "break_api", "before"),
    Fault("API: hang", "it does what it was asked for, and answers a minute later", "break_api", "before"),
    Fault("API: lie", "it says that a machine is active when it isn't, or gone when it isn't", "break_api", "before"),
    Fault("kill -9 vent", "", "kill_vent"),
    Fault("kill -9 vent-node", "", "kill_node"),
    Fault("power cycle", "the host's power is cut, and comes back", "cycle_power"),
    Fault("network partition", "nothing gets through between two hosts", "part_hosts"),
    Fault("wrong bit", "one bit of an artifact is wrong", "flip_bit", "before"),
)}

DEVICES = "/projects/*/devices"
# What the API of the lab does to which requests (docs/metal.md), in a build and in scaling out; and in scaling in.
API_RULES = {
    "API: 429": ({"method": "POST", "path": DEVICES, "kind": "too_many", "seconds": 1, "times": 0},
                 {"method": "DELETE", "path": "/devices/*", "kind": "too_many", "seconds": 1, "times": 0}),
    "API: 500": ({"method": "GET", "path": DEVICES, "kind": "server_error", "status": 500, "times": 0},
                 {"method": "DELETE", "path": "/devices/*", "kind": "server_error", "status": 500, "times": 0}),
    "API: hang": ({"method": "POST", "path": DEVICES, "kind": "delay", "seconds": 60, "times": 1},
                  {"method": "DELETE", "path": "/devices/*", "kind": "delay", "seconds": 60, "times": 1}),
    "API: lie": ({"method": "POST", "path": DEVICES, "kind": "device", "device": "early_active", "times": 0},
                 {"method": "DELETE", "path": "/devices/*", "kind": "html", "status": 404, "times": 0}),
}

# Where a cell differs from what its operation and its fault say.
TAKING_OUT = {"moment": Moment("take " + NEW + " out"), "victim": NEW}
EITHER = {"either": True}  # of the two hosts finds it, the one that is asked last
CELLS = {
    ("build", "network partition"): {"strikes": "before"} | EITHER,
    ("apply", "network partition"): {"strikes": "before"} | EITHER,
    ("scale out", "network partition"): {"moment": Moment("logins by SSH")} | EITHER,
    ("scale in", "network partition"): TAKING_OUT,
    ("scale in", "power cycle"): TAKING_OUT,
    ("scale in", "kill -9 vent"): TAKING_OUT,
    # Room for vent-node, and not for what comes then.
    ("build", "disk full"): {"strikes": "before", "room": 64},
    ("scale in", "disk full"): {"strikes": "before"},
    ("apply", "disk full"): {"strikes": "before"},
    ("scale out", "disk full"): {"moment": Moment("logins by SSH")},
    ("reset", "network partition"): {"strikes": "before"},
}

NO_API = "it asks no machine API: where the machines are is noted beside the cluster's keys"
SENSELESS = {(operation, fault): NO_API for operation in ("apply", "reset") for fault in API_RULES}

# Without `--faults`: one fault for each operation, those that differ most.
SHORTLY = [("build", "connection cut"), ("apply", "wrong bit"), ("scale out", "API: lie"), ("scale in", "kill -9 vent"),
           ("reset", "disk full")]
# All of a fault, then the next one: each cell begins where the one before it ended.
ALL = [(operation, fault) for fault in FAULTS for operation in OPERATIONS if (operation, fault) not in SENSELESS]
