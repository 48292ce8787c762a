"""Tests written in Python: those of our tools, the text tests of the command line, and the lab."""

import os

from runner.children import tail
from runner.context import PYTHON, ROOT, relative
from runner.results import Case, read_junit, write_junit

VENT = ROOT / "build/release/vent"
LAB_DEADLINE = 3000
ALL_FAULTS_DEADLINE = 6 * 3600
ARTIFACTS_DEADLINE = 3000  # every component is compiled when the caches are empty


def run_tools(context):
    _run(context, "tools", [*_pytest(context, "tools"), "tests/tools"])


def run_cli(context):
    report = context.results / "cli.xml"
    _run(context, "cli", [PYTHON, "tests/cli/run.py", "--vent", VENT, "--junit", report])


def run_programs(context):
    """They are started as the first process of a namespace: root's work."""
    _run(context, "programs", ["env", *_pytest(context, "programs"), "tests/programs"], as_root=True)
    _give_back(context)


def run_arm64(context):
    """Files are made with root as their owner, so by root."""
    _run(context, "arm64", ["env", *_pytest(context, "arm64"), "tests/arm64"], as_root=True)
    _give_back(context)


def run_artifacts(context):
    """Bundles are loaded without a network, in a namespace: root's work."""
    command = ["env", f"VENT_PROGRAM={VENT}", *_pytest(context, "artifacts"), "tests/artifacts"]
    _run(context, "artifacts", command, ARTIFACTS_DEADLINE, as_root=True)
    _give_back(context)


def run_inventory(context):
    _run(context, "inventory", ["env", f"VENT_PROGRAM={VENT}", *_pytest(context, "inventory"), "tests/inventory"])


def run_lab(context):
    """The lab makes namespaces, mounts and machines: root's work. Each file has labs of its own or shares those of the
    files beside it, and hosts mostly wait, for boots and for each other: so two halves run side by side."""
    def run_half(half):
        command = ["env", f"VENT_PROGRAM={VENT}", *asked, *_pytest(context, half), *lab_halves()[half]]
        _run(context, half, command, deadline, as_root=True)

    asked = [f"{name}={os.environ.get(name, '')}" for name in ("VENT_TEST_FAULTS", "VENT_ACCEPT")]  # sudo forgets
    deadline = ALL_FAULTS_DEADLINE if os.environ.get("VENT_TEST_FAULTS") == "all" else LAB_DEADLINE

    halves = list(lab_halves())
    context.at_once(run_half, halves)
    _give_back(context)
    cases = [case for half in halves for case in read_junit(context.results / f"{half}.xml")]
    write_junit(context.results / "lab.xml", "lab", cases)


def lab_halves():
    """Whole clusters, and all else."""
    files = [relative(file) for file in sorted((ROOT / "tests/lab").glob("test_*.py"))]
    clusters = [file for file in files if file.startswith("tests/lab/test_cluster")]
    return {"lab-clusters": clusters, "lab-hosts": [file for file in files if file not in clusters]}


def _give_back(context):
    """What root left in the results belongs to who runs the tests."""
    owner = f"{os.getuid()}:{os.getgid()}"
    context.children.run_as_root(["chown", "-R", owner, context.results], context.results / "chown.log")


def _pytest(context, stage):
    report = context.results / f"{stage}.xml"
    return [PYTHON, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--color=no", f"--junitxml={report}"]


def _run(context, stage, command, deadline=300, as_root=False):
    log, report = context.results / f"{stage}.log", context.results / f"{stage}.xml"
    run = context.children.run_as_root if as_root else context.children.run
    status = run(command, log, deadline, directory=ROOT)
    cases = read_junit(report) if report.exists() else []
    if status != 0 and not any(case.failure for case in cases):
        cases.append(Case(f"{stage} (the program)", failure=f"ended with exit code {status}\n{tail(log)}"))
        write_junit(report, stage, cases)
