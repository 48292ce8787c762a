#!/usr/bin/python3
"""Runs the text tests of the command line against the real program. README.md here explains the format.

    tests/cli/run.py --vent build/release/vent [--junit FILE] [FILE…]

VENT_ACCEPT=1 writes what the program did into the files, for a person to review with git diff.
"""

import argparse
import os
import pathlib
import shutil
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parent)]

import case_file  # noqa: E402
from runner.results import Case, write_junit  # noqa: E402
from steps import ACCEPT, run_step  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description="Runs the text tests of the command line.")
    parser.add_argument("--vent", type=pathlib.Path, required=True, help="the program under test")
    parser.add_argument("--junit", type=pathlib.Path, help="where to write the results")
    parser.add_argument("files", nargs="*", type=pathlib.Path, default=sorted(HERE.glob("*.test")))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vent-cli-") as scratch:
        programs = install(options.vent, pathlib.Path(scratch))
        cases = [case for file in options.files for case in run_file(file, programs)]
    if options.junit:
        write_junit(options.junit, "cli", cases)
    failed = [case for case in cases if case.failure is not None]
    for case in failed:
        print(f"FAILED {case.name}\n{case.failure}\n")
    print(f"{len(cases) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed or not cases else 0


def install(vent, scratch):
    """A folder for PATH that every user can read, whatever the rights on our own folders are."""
    scratch.chmod(0o755)
    programs = scratch / "bin"
    programs.mkdir()
    shutil.copy(vent, programs / "vent")
    for helper in [*vent.parent.glob("vent-node-*.gz"), *(HERE / "bin").glob("*")]:
        shutil.copy(helper, programs)
    return programs


def run_file(file, programs):
    try:
        tests, after = case_file.parse(file.read_text(), file)
    except case_file.BadTestFile as problem:
        return [Case(file.name, failure=str(problem))]
    cases = [run_test(file, test, programs) for test in tests]
    if ACCEPT:
        file.write_text(case_file.write(tests, after))
    return cases


def run_test(file, test, programs):
    """Runs the steps in order in one new folder; the first wrong one ends the test."""
    started = time.monotonic()
    failure = None
    with tempfile.TemporaryDirectory(dir=programs.parent) as folder:
        os.chmod(folder, 0o777)
        for step in test.steps:
            failure = run_step(step, pathlib.Path(folder), programs)
            if failure is not None:
                failure = f"{file.name}:{test.line}\n{failure}"
                break
    return Case(f"{file.stem}: {test.name}", time.monotonic() - started, failure)


if __name__ == "__main__":
    sys.exit(main())
