"""A cluster on rented machines of a lab, whose operations are disturbed at a chosen moment, and what there is afterwards."""

import contextlib
import dataclasses
import itertools
import json
import os
import pathlib
import re
import shutil
import signal
import threading
import time

from cluster import is_true
from engine import LABS, Engine, folder_of, processes
from fault_table import API_RULES, CELLS, CONTROLLER, FAULTS, NEW, OPERATIONS, WORKER
from lab import VENT, run, wait_until
from plain_words import error_text
from test_engine_kill import Events

HERE = pathlib.Path(__file__).parent
LONGEST = 420  # seconds after which a vent that was disturbed is one that hangs
STATE = "/var/lib/vent"
# What a host must not have after a reset.
LEFT = ("ls -d /etc/kube* /etc/etcd /etc/cni /etc/containerd /etc/flannel /var/lib/kubelet /var/lib/etcd /var/lib/vent "
        "/usr/local/bin/* /opt/cni 2>/dev/null; ip -o link | grep -E 'cni0|flannel|veth'; iptables-save | grep -E "
        "'KUBE|FLANNEL|VENT'; pgrep -fa 'kube|etcd|containerd|flanneld' | grep -v pgrep; true")


class Case:
    """One operation and one fault."""

    def __init__(self, operation, fault):
        self.operation, self.fault = OPERATIONS[operation], FAULTS[fault]
        own = CELLS.get((operation, fault), {})
        self.strikes = own.get("strikes", self.fault.strikes)
        self.moment = own.get("moment", self.operation.moment)
        self.victim = own.get("victim", self.operation.victim)
        self.either = own.get("either", False)
        self.room = own.get("room", 0)  # MiB that a full disk has all the same

    @property
    def rents(self):
        """Whether machines are missing before it."""
        return self.fault.name in API_RULES and self.operation.name == "build"

    @property
    def needs_hosts(self):
        """Whether its fault is done to hosts before vent begins."""
        return self.strikes == "before" and self.fault.inflict in ("part_hosts", "fill_disk")

    @property
    def file_name(self):
        return re.sub(r"\W+", "-", f"{self.operation.name} {self.fault.name}").lower() + ".txt"


@dataclasses.dataclass
class Said:
    """What a run of vent came to."""
    exit_code: int
    errors: list  # in the order of vent's telling, each once
    seconds: float  # from the fault to the end

    def text(self):
        if self.exit_code == -signal.SIGKILL:
            return "killed: it says nothing\n"
        return "\n".join([f"exit code {self.exit_code}", *self.errors]) + "\n"


class FaultyCluster(Engine):
    def __init__(self, lab):
        self.lab, self.hosts = lab, {}
        self.folder = folder_of(lab)
        self.home, self.own, self.cache = self.folder / "home", self.folder / "test", self.folder / "cache"
        for folder in (self.home, self.home / "run", self.home / "vent", self.own):
            folder.mkdir(mode=0o700)
        (self.home / "vent/metal").symlink_to(LABS)  # the labs are everybody's, all else is not
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith(("PACKET_", "METAL_", "VENT_PACKET", "SSH_AUTH"))}
        self.environment |= {"XDG_STATE_HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.home / "run"),
                             "XDG_CACHE_HOME": str(self.cache), "KUBECONFIG": str(self.folder / "kubeconfig")}
        self.file, self.said = self.folder / "cluster.yaml", self.folder / "said.json"
        self.copy_store()
        run(VENT, "init", "--for", "local", "--lab", lab.name, "-f", self.file, env=self.environment)
        self.given = self.file.read_text()
        self.has = None  # "nothing", "machines", or ("cluster", workers, with gVisor); None: nobody knows
        self.gvisor, self.mend_with = False, None
        listed = run(VENT, "validate", "--list", "-f", self.file, env=self.environment).stdout.splitlines()
        self.checks = [line.split()[0] for line in itertools.takewhile(bool, listed)]  # behind them, what is like them
        self.checks.remove("etcd-disk")  # of a disk that all share
        self.clock = self.folder / "shifted_clock.so"
        run("gcc", "-shared", "-fPIC", "-o", self.clock, HERE / "shifted_clock.c", "-ldl")

    def copy_store(self):
        """The artifacts, in files that are shared with the user's own but for those that are to be damaged."""
        real = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "vent"

        def link(source, target):
            try:
                os.link(source, target)
            except OSError:  # another file system
                shutil.copy2(source, target)

        store = self.cache / "vent/artifacts"
        shutil.copytree(real / "artifacts", store, copy_function=link, ignore=shutil.ignore_patterns("work"))
        for part in store.glob("record.sqlite*"):
            make_own(part)
        listed = json.loads(run(VENT, "artifacts", "list", "-o", "json", env=self.environment).stdout)["artifacts"]
        self.artifacts = {one["file"]: pathlib.Path(one["path"]) for one in listed if one["architecture"] == "amd64"}
        for name in {operation.artifact for operation in OPERATIONS.values()}:
            make_own(self.artifacts[name])
        run(VENT, "artifacts", "make", env=self.environment, timeout=600)  # so that vent has seen the new files

    # --- vent ---------------------------------------------------------------------------------------------------------

    def command(self, verb, *options):
        return [str(word) for word in (VENT, verb, "-f", self.file, *options)]

    def vent(self, verb, *options, **how):
        done = super().vent(verb, *options, **{"timeout": 900} | how)
        self.hosts = self.lab.hosts()
        return done

    def ask_for(self, workers, gvisor):
        text = re.sub(r"(?m)^ *maxPrice: .*\n", "", self.given)  # nobody is to be outbid
        head, rest = text.split("- name: worker")
        text = f"{head}- name: worker{re.sub(r'count: [0-9]+', f'count: {workers}', rest, count=1)}"
        if not gvisor:
            text = text.replace("\npools:", "\nruntimes: runc\n\npools:", 1)
            assert "runtimes: runc" in text, text
        self.file.write_text(text)

    def run_struck(self, case):
        """What vent said of the operation with its fault, which is still there."""
        environment, self.began = self.environment, time.monotonic()
        if case.strikes == "before":
            self.strike(case)
        events = Events(self, *case.operation.words, output=self.said)
        self.environment = environment  # of a clock that is only this run's
        hangs = threading.Timer(LONGEST, events.vent.kill)
        hangs.start()
        errors, has_struck = [], case.strikes == "before"
        left = case.moment.nth
        try:
            for event in lines_of(events):
                if event["event"] == "failed":
                    errors.append(error_text(event["error"]))
                if has_struck or not case.moment.fits(event):
                    continue
                left -= 1
                if left == 0:
                    self.began, has_struck = time.monotonic(), True
                    self.running = events.vent
                    self.strike(case)
            events.close()
            assert hangs.is_alive(), f"vent was killed after {LONGEST} s: {errors}"
        finally:
            hangs.cancel()
            events.vent.kill()  # where the test itself has failed
        seconds = time.monotonic() - self.began
        told = self.said.read_text()
        assert has_struck, f"{case.moment} never came: {told}\n" + "\n".join(errors)
        report = json.JSONDecoder().raw_decode(told)[0] if told else {}  # `vent up` says more behind it
        reported = errors_of(report)
        errors = [text for text in dict.fromkeys(errors) if not any(text in other for other in reported)] + reported
        return Said(events.vent.returncode, errors, seconds)

    def strike(self, case):
        self.mend_with = getattr(self, case.fault.inflict)(case)

    def mend(self):
        mend, self.mend_with = self.mend_with, None
        if mend:
            mend()

    # --- what there is before and afterwards --------------------------------------------------------------------------

    def prepare(self, case):
        """What the operation begins with: mostly what the one before it left."""
        operation = case.operation
        if self.has is None or (case.rents and self.has != "nothing"):
            self.begin_anew()
        if operation.needs is not None:
            self.have_cluster(operation.needs, False if operation.name == "apply" else self.gvisor)
        elif self.has not in ("nothing", "machines") or (self.has == "nothing" and case.needs_hosts):
            self.have_cluster(operation.workers, False)
            self.vent("reset", "--yes")
        if operation.name == "scale in":
            self.pod_on(NEW)
        self.has = None  # until it is known again
        self.gvisor = self.gvisor if operation.gvisor is None else operation.gvisor
        self.ask_for(operation.workers, self.gvisor)

    def begin_anew(self):
        self.ask_for(1, False)
        if self.vent("destroy", "--name", self.lab.name, check=False).returncode != 0:
            for device in self.lab.ask("GET", "/projects/any/devices?per_page=100")[1]["devices"]:
                self.lab.ask("DELETE", f"/devices/{device['id']}")
            wait_until("all machines to be gone", lambda: not self.lab.hosts(), 60)
            shutil.rmtree(self.home / "vent/clusters", ignore_errors=True)
        self.has = "nothing"

    def have_cluster(self, workers, gvisor):
        if self.has == ("cluster", workers, gvisor):
            return
        self.gvisor = gvisor
        self.ask_for(workers, gvisor)
        self.vent("up", "--yes")

    def pod_on(self, host):
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "sleeper"},
               "spec": {"nodeName": host, "terminationGracePeriodSeconds": 1, "containers": [
                   {"name": "shell", "image": "vent.local/toolbox:1", "command": ["sleep", "3600"]}]}}
        self.kubectl("apply", "--filename=-", input=json.dumps(pod))
        self.kubectl("wait", "--for=condition=Ready", "--timeout=60s", "pod/sleeper")

    def kubectl(self, *words, **how):
        quoted = " ".join("'" + word + "'" for word in words)
        return self.ssh(CONTROLLER, f"kubectl --kubeconfig=/etc/kubernetes/admin.kubeconfig {quoted}", **how).stdout

    def is_well(self, case):
        """After the run that follows: what the file asks for is there, it works, and there is nothing else."""
        operation = case.operation
        names = [CONTROLLER, WORKER, NEW][:1 + operation.workers]
        assert sorted(self.hosts) == sorted(names), "the machines of the lab"
        listed = json.loads(run(VENT, "machine", "list", "--lab", self.lab.name, "--file", self.file, "-o", "json",
                                env=self.environment).stdout)
        assert {one["name"]: one["orphan"] for one in listed["machines"]} == dict.fromkeys(names, False)
        self.nothing_runs(*names)
        if operation.name == "reset":
            for host in names:
                left = self.ssh(host, LEFT).stdout
                assert left == "", f"{host}:\n{left}"
            self.has = "machines"
            return
        nodes = json.loads(self.kubectl("get", "nodes", "--output=json"))["items"]
        assert {node["metadata"]["name"]: is_true(node, "Ready") for node in nodes} == dict.fromkeys(names, True)
        self.vent("audit")
        checks = operation.validate or self.checks
        only = [word for check in checks for word in ("--only", check)]
        validated = self.vent("validate", *only, check=False)
        assert validated.returncode == 0, validated.stdout + validated.stderr
        self.has = "cluster", operation.workers, self.gvisor

    # --- faults: each gives back how it is mended, if it must be ---------------------------------------------------------------------

    def cut_off(self, case):
        self.hang_up(case.victim)
        self.lab.vent("metal", "link", "operator", case.victim, "--block")
        return lambda: self.lab.vent("metal", "link", "operator", case.victim, "--plain")

    def part_hosts(self, case):
        others = [case.victim, WORKER if case.victim == CONTROLLER else CONTROLLER]
        self.lab.vent("metal", "link", *others, "--block")
        return lambda: self.lab.vent("metal", "link", *others, "--plain")

    def processes_on(self, host, beginning):
        return processes(lambda command, groups: command[0].startswith(beginning) and f"/{self.id_of(host)}/" in groups)

    def id_of(self, host):
        if host not in self.hosts:
            self.hosts = self.lab.hosts()
        return self.hosts[host]["id"]

    def halt_sshd(self, case):
        self.hang_up(case.victim)
        halted = self.processes_on(case.victim, "sshd: ")
        assert halted
        for process in halted:
            send(process, signal.SIGSTOP)

        def go_on():
            for process in halted:
                send(process, signal.SIGCONT)
        return go_on

    def cut_connection(self, case):
        self.hang_up(case.victim)
        cut = self.processes_on(case.victim, "sshd: root")
        assert cut
        for process in cut:
            send(process, signal.SIGKILL)

    def fill_disk(self, case):
        """The disk is the machine's, so the folder gets a small one of its own, until there is room again. Who is at work
        there sees it change between two of his steps."""
        self.id_of(case.victim)
        at_work = self.nodes(case.victim)
        for process in at_work:
            send(process, signal.SIGSTOP)
        self.ssh(case.victim, f"mkdir -p {STATE} /run/real && mount --bind --make-private {STATE} /run/real && used=$(du -sm {STATE} | cut -f1) && "
                 f"mount -t tmpfs -o size=$((used + 8 + {case.room}))m,mode=0700 tmpfs {STATE} && cp -a /run/real/. {STATE}/ && "
                 f"dd if=/dev/zero of={STATE}/filler bs=64k {'count=128' if case.room else ''} 2>/dev/null || true; test -e {STATE}/filler")
        for process in at_work:
            send(process, signal.SIGCONT)

        def make_room():
            self.ssh(case.victim, f"rm {STATE}/filler && find /run/real -mindepth 1 -delete && cp -a {STATE}/. /run/real/ && "
                     f"umount {STATE} && umount /run/real && rmdir /run/real")
        return make_room

    def shift_clock(self, _case):
        self.environment = self.environment | {"LD_PRELOAD": str(self.clock), "SHIFTED_SECONDS": "600"}

    def break_api(self, case):
        rule = API_RULES[case.fault.name][case.operation.name == "scale in"]
        assert self.lab.ask("POST", "/lab/faults", rule)[0] < 300

        def mend():
            seen = self.lab.ask("GET", "/lab/faults")[1]["faults"][0]["seen"]
            assert seen > 0, "nothing was asked that this holds for"
            self.lab.ask("DELETE", "/lab/faults")
        return mend

    def kill_vent(self, _case):
        self.running.kill()

    def kill_node(self, case):
        self.id_of(case.victim)
        nodes = wait_until("vent-node", lambda: self.nodes(case.victim), 20)
        for node in nodes:
            send(node, signal.SIGKILL)

    def cycle_power(self, case):
        self.id_of(case.victim)
        self.switch("reboot", case.victim)

    def flip_bit(self, case):
        if case.operation.name in ("scale in", "reset"):  # which bring nobody an artifact: one that is there
            flip = ("import os; p = '/usr/local/bin/kube-proxy'; data = bytearray(open(p, 'rb').read()); data[4321] ^= 1; "
                    "open(p + '.new', 'wb').write(data); os.chmod(p + '.new', 0o755); os.rename(p + '.new', p)")
            self.ssh(case.victim, f'python3 -c "{flip}"')
            return None
        artifact = self.artifacts[case.operation.artifact]
        # What was packed of it before would be sent in its place.
        shutil.rmtree(self.cache / "vent/artifacts/pieces" / artifact.name, ignore_errors=True)
        flip_bit_of(artifact)
        return lambda: flip_bit_of(artifact)


def send(process, what):
    with contextlib.suppress(ProcessLookupError):  # it has just come to its end
        os.kill(process, what)


def make_own(file):
    """No longer the same file as one that is shared; with its time."""
    copy = file.with_name(file.name + ".own")
    shutil.copy2(file, copy)
    os.rename(copy, file)


def flip_bit_of(file):
    """As a disk does it: without anybody's writing."""
    times = os.stat(file)
    with file.open("r+b") as opened:
        opened.seek(times.st_size // 2)
        byte = opened.read(1)[0]
        opened.seek(times.st_size // 2)
        opened.write(bytes([byte ^ 1]))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


def lines_of(events):
    """A long line comes in pieces."""
    rest = b""
    while piece := events.next():
        rest += piece
        *lines, rest = rest.split(b"\n")
        for line in lines:
            if line.startswith(b"{"):
                yield json.loads(line)


def errors_of(report):
    """Of what apply or reset reports: each error, behind the hosts that came to it."""
    hosts = {}
    for host in report.get("hosts", []):
        for stage in host.get("stages", [host]):
            error = stage.get("error")
            text = error["text"] if isinstance(error, dict) else error
            if text:
                hosts.setdefault(text, []).append(host["host"])
    return [f"{', '.join(dict.fromkeys(names))}:\n{text}" for text, names in hosts.items()]
