"""The stages of `./dev test`, in order: what fails fast comes first, what needs most comes last."""

import dataclasses
import functools
from collections.abc import Callable

from runner.context import Context
from runner.format import run_format
from runner.fuzz import run_fuzz
from runner.python_tests import run_arm64, run_artifacts, run_cli, run_inventory, run_lab, run_programs, run_tools
from runner.tidy import run_tidy
from runner.unit import run_unit_tests


@dataclasses.dataclass(frozen=True)
class Stage:
    name: str
    about: str
    run: Callable[[Context], None]  # leaves build/test-results/NAME.xml
    needs: str = ""  # the preset that is built before


STAGES = (
    Stage("tools", "who includes whom, and our own tools' tests", run_tools),
    Stage("format", "every source file looks as clang-format writes it", run_format),
    Stage("cli", "text tests of the real program", run_cli, needs="release"),
    Stage("inventory", "the inventory, read by Ansible itself", run_inventory, needs="release"),
    Stage("programs", "what images of ours begin with, really started (root)", run_programs, needs="release"),
    Stage("unit-asan", "unit tests, address and undefined sanitizers", functools.partial(run_unit_tests, preset="asan"), needs="asan"),
    Stage("unit-tsan", "unit tests, thread sanitizer", functools.partial(run_unit_tests, preset="tsan"), needs="tsan"),
    Stage("fuzz", "every parser against a bounded number of inputs", run_fuzz, needs="fuzz"),
    Stage("tidy", "clang-tidy over the files that changed", run_tidy),
    Stage("arm64", "what runs on 64-bit ARM hosts, run by qemu", run_arm64, needs="arm64"),
    Stage("artifacts", "the real components: built, checked, bundled (root)", run_artifacts, needs="release"),
    Stage("lab", "end to end on real hosts of this machine (root)", run_lab, needs="release"),
)
