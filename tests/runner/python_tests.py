"""Tests written in Python: those of our tools, the text tests of the command line, and the lab."""

import os

from runner.children import tail
from runner.context import PYTHON, ROOT
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
    """The lab makes namespaces, mounts and machines: root's work."""
    asked = [f"{name}={os.environ.get(name, '')}" for name in ("VENT_TEST_FAULTS", "VENT_ACCEPT")]  # sudo forgets
    deadline = ALL_FAULTS_DEADLINE if os.environ.get("VENT_TEST_FAULTS") == "all" else LAB_DEADLINE
    command = ["env", f"VENT_PROGRAM={VENT}", *asked, *_pytest(context, "lab"), "tests/lab"]
    _run(context, "lab", command, deadline, as_root=True)
    _give_back(context)


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
