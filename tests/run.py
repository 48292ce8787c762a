#!/usr/bin/python3
"""Runs the tests: `./dev test` calls this after setup. See tests/README.md.

    tests/run.py [--fuzz-seconds N] [STAGE…]      all stages when none is named

Each stage leaves JUnit XML and logs in build/test-results/. The last line is "N passed, N failed".
"""

import argparse
import fcntl
import os
import shutil
import signal
import sys
import time

from runner.children import Stopped, tail
from runner.context import ROOT, Context
from runner.progress import Progress
from runner.results import Case, read_junit
from runner.stages import STAGES

BUILD_DEADLINE = 1800


def main():
    options = parse_arguments()
    stages = [stage for stage in STAGES if not options.stages or stage.name in options.stages]
    lock = take_lock()  # noqa: F841  held until the end
    context = Context(options.fuzz_seconds)
    shutil.rmtree(context.results, ignore_errors=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return 1 if run(stages, context, Progress()) else 0
    except (KeyboardInterrupt, SystemExit, Stopped) as stop:
        print("\nstopped: ending what runs", flush=True)
        return stop.code if isinstance(stop, SystemExit) else 130
    finally:
        context.children.end_all()


def run(stages, context, progress):
    builds = {"": None}
    for stage in stages:
        if stage.needs not in builds:
            builds[stage.needs] = build(stage.needs, context, progress)
        progress.starts(stage.name, stage.about)
        started = time.monotonic()
        cases = run_stage(stage, context) if builds[stage.needs] is None else not_run(stage)
        progress.ended(stage.name, cases, time.monotonic() - started)
    return progress.summary()


def build(preset, context, progress):
    """Builds a preset; returns what went wrong, or None."""
    progress.starts(f"build {preset}")
    started = time.monotonic()
    log = context.results / f"build-{preset}.log"
    status = context.children.run([ROOT / "dev", "build", preset], log, BUILD_DEADLINE)
    # Ninja goes on with other files for a moment, which hides what failed.
    failure = None if status == 0 else tail(log, without=r"\[\d+/\d+\] ")
    progress.built(preset, time.monotonic() - started, failure)
    return failure


def run_stage(stage, context):
    stage.run(context)
    report = context.results / f"{stage.name}.xml"
    cases = read_junit(report) if report.exists() else []
    # A stage without tests proves nothing, so it must not look green.
    return cases or [Case("(no tests)", failure="this stage ran no tests at all")]


def not_run(stage):
    return [Case("(not run)", failure=f"the build of {stage.needs} failed, see above")]


def parse_arguments():
    parser = argparse.ArgumentParser(description="Runs vent's tests.")
    names = [stage.name for stage in STAGES]
    listing = "; ".join(f"{stage.name}: {stage.about}" for stage in STAGES)
    parser.add_argument("stages", nargs="*", metavar="STAGE", help=listing)
    parser.add_argument("--fuzz-seconds", type=int, help="how long each fuzz harness runs")
    parser.add_argument("--faults", action="store_true", help="all faults and kills, not only a share of them (hours)")
    options = parser.parse_args()
    if options.faults:
        os.environ["VENT_TEST_FAULTS"] = "all"
    for name in options.stages:
        if name not in names:
            parser.error(f"there is no stage '{name}'; there are: {', '.join(names)}")
    return options


def take_lock():
    """Two runs in one tree would overwrite each other's results."""
    (ROOT / "build").mkdir(exist_ok=True)
    lock = (ROOT / "build/test.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"another test run is going on in {ROOT}; wait for it, or stop it")
    return lock


if __name__ == "__main__":
    sys.exit(main())
