"""Finds the programs that a build made of our test sources, and notices those it should have made."""

import os
import re

from runner.context import ROOT, relative
from runner.results import Case


def unit_tests(preset):
    """(programs, missing): each folder below src/ with a *_test.cc has one program, FOLDER_test."""
    folders = {path.parent.relative_to(ROOT / "src").parts[0] for path in ROOT.glob("src/*/**/*_test.cc")}
    if preset == "tsan":
        folders -= one_thread_folders()
    return _find({ROOT / "build" / preset / "src" / folder / f"{folder}_test" for folder in folders})


def one_thread_folders():
    """Those that say so in their CMakeLists.txt: the thread sanitizer has nothing to look for in them."""
    files = ROOT.glob("src/*/CMakeLists.txt")
    return {path.parent.name for path in files if re.match(r"vent_folder\(\w+ ONE_THREAD\b", path.read_text())}


def fuzz_harnesses(preset="fuzz"):
    """(programs, missing): each tests/fuzz/NAME_fuzz.cc is one program."""
    return _find({ROOT / "build" / preset / "tests/fuzz" / path.stem for path in ROOT.glob("tests/fuzz/*_fuzz.cc")})


def _find(wanted):
    programs = sorted(path for path in wanted if os.access(path, os.X_OK))
    missing = [
        Case(path.name, failure=f"{relative(path)} was not built, but its sources are there")
        for path in sorted(wanted - set(programs))
    ]
    return programs, missing
