"""Every source file looks as clang-format writes it. One file is one test."""

import re

from runner.context import ROOT, relative
from runner.results import Case, write_junit


def sources():
    return sorted(path for top in ("src", "tests") for kind in ("*.h", "*.cc") for path in (ROOT / top).rglob(kind))


def run_format(context):
    log = context.results / "format.log"
    files = sources()
    status = context.children.run(["clang-format-14", "--dry-run", "-Werror", *files], log, directory=ROOT)
    output = log.read_text()
    wrong = {}
    for found in re.finditer(r"^(\S+?):(\d+):\d+: error: ", output, re.MULTILINE):
        wrong.setdefault(found[1], f"line {found[2]} is formatted differently; ./dev format writes it as it should be")
    cases = [Case(relative(path), failure=wrong.get(str(path))) for path in files]
    if status != 0 and not wrong:
        cases.append(Case("clang-format", failure=output))
    write_junit(context.results / "format.xml", "format", cases)
