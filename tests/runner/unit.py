"""Runs the GoogleTest programs of one preset."""

import os
import pathlib
import re
import time

from runner.children import tail
from runner.context import ROOT
from runner.programs import unit_tests
from runner.results import Case, read_junit, write_junit

DEADLINE = 300  # seconds for one program
# They make namespaces and mounts (or skip that without root), or files of several owners.
NEED_ROOT = ("artifacts_test", "base_test", "metal_test")
SANITIZER = re.compile(r"(ERROR: \w+Sanitizer|WARNING: ThreadSanitizer|runtime error: )")
ENVIRONMENT = {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "TSAN_OPTIONS": "second_deadlock_stack=1",
    # The same properties are tried each time, so that a green run stays green; RC_PARAMS from outside wins.
    "RC_PARAMS": os.environ.get("RC_PARAMS", "seed=20"),
}


def run_unit_tests(context, preset):
    programs, missing = unit_tests(preset)
    directory = context.results / f"unit-{preset}"

    def run_one(program):
        report, log = directory / f"{program.name}.xml", directory / f"{program.name}.log"
        started = time.monotonic()
        command = [*_environment(), *_without_randomization(preset), program]
        command += [f"--gtest_output=xml:{report}", "--gtest_brief=1"]
        run = context.children.run_as_root if program.name in NEED_ROOT else context.children.run
        status = run(command, log, DEADLINE, directory=ROOT)
        return _cases(program.name, status, report, log, time.monotonic() - started)

    cases = [case for one in context.at_once(run_one, programs) for case in one]
    write_junit(context.results / f"unit-{preset}.xml", f"unit-{preset}", cases + missing)


def _cases(name, status, report, log, seconds):
    cases = read_junit(report) if report.exists() else []
    # A crash writes no report, and a leak is told after it: both end the program badly with no failed test to show.
    if status != 0 and not any(case.failure for case in cases):
        cases.append(Case(f"{name} (the program)", seconds, f"{_ending(status)}\n{_evidence(log)}"))
    return cases


def _evidence(log):
    """A sanitizer's report from its first line, without its picture of the memory; else the last lines."""
    lines = log.read_text(errors="replace").splitlines()
    begin = next((number for number, line in enumerate(lines) if SANITIZER.search(line)), None)
    if begin is None:
        return tail(log)
    end = next((n for n, line in enumerate(lines) if n > begin and line.startswith("Shadow bytes")), len(lines))
    return "\n".join(lines[begin : min(end, begin + 80)])


def _ending(status):
    return f"ended by signal {-status}" if status < 0 else f"ended with exit code {status}"


def _environment():
    """As a command: sudo passes no environment on."""
    accept = os.environ.get("VENT_ACCEPT", "0")
    return ["env", f"VENT_ACCEPT={accept}", *(f"{name}={value}" for name, value in ENVIRONMENT.items())]


def _without_randomization(preset):
    """This compiler's thread sanitizer finds no room for its shadow when addresses vary more than it expects."""
    bits = pathlib.Path("/proc/sys/vm/mmap_rnd_bits")
    varies = bits.exists() and int(bits.read_text()) > 28
    return ["setarch", "--addr-no-randomize"] if preset == "tsan" and varies else []
