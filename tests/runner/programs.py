"""Finds the programs that a build made of our test sources, and notices those it should have made."""

import os

from runner.context import ROOT, relative
from runner.results import Case


def unit_tests(preset):
    """(programs, missing): each folder below src/ with a *_test.cc has one program, FOLDER_test."""
    folders = sorted({path.parent.relative_to(ROOT / "src").parts[0] for path in ROOT.glob("src/*/**/*_test.cc")})
    return _find({ROOT / "build" / preset / "src" / folder / f"{folder}_test" for folder in folders})


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
