"""docs/faults.md: each operation and each fault, and what came of it."""

import dataclasses
import datetime
import json
import os

from fault_table import ALL, FAULTS, OPERATIONS, SENSELESS
from lab import ROOT

RESULTS = ROOT / "build/test-results/faults.json"
HEAD = """<!-- Written by a test: VENT_ACCEPT=1 ./dev test --faults lab -->
# What goes wrong, and what vent does then

Each operation was disturbed by each fault, in the middle of its work where the fault can begin there; `tests/lab/fault_table.py`
says when and on which host. Then the fault was mended and the same line said again. A cell is good when vent said what
was wrong (compared with `tests/lab/testdata/faults/`), the second run ended well, `vent audit` found nothing, `vent validate`
passed, and nothing was left over: no machine, no node, no process.

{good} of {all} cells were good when they were tried last, {dates}. Seconds from the fault to vent's last word, and of the run that followed,
on a machine with {processors} processors.
"""


@dataclasses.dataclass
class Cell:
    operation: str
    fault: str
    said: str = ""
    seconds: float = 0
    seconds_again: float = 0
    is_good: bool = False
    date: str = dataclasses.field(default_factory=lambda: datetime.date.today().isoformat())

    def short(self):
        if (self.operation, self.fault) in SENSELESS:
            return "–"
        if not self.said:
            return "not tried"
        return f"{'good' if self.is_good else '**not good**'}, {self.seconds:.0f} s + {self.seconds_again:.0f} s"

    def first_words(self):
        """Of what vent said: the errors without what they rest on."""
        errors = [line.removeprefix("error: ") for line in self.said.splitlines() if line.startswith("error: ")]
        return "<br>".join(dict.fromkeys(errors)) or ("it ended well" if self.said.startswith("exit code 0") else self.said.strip())


def row(*words):
    return "| " + " | ".join(word.replace("|", "\\|") for word in words) + " |"


def table(*head):
    return [row(*head), "|" + "---|" * len(head)]


def report(cells):
    by_name = {(cell.operation, cell.fault): cell for cell in cells}
    dates = sorted({cell.date for cell in cells})
    lines = [HEAD.format(dates=f"on {dates[0]}" if len(dates) == 1 else f"from {dates[0]} to {dates[-1]}",
                         good=sum(cell.is_good for cell in cells), all=len(cells), processors=os.cpu_count())]
    lines += table("fault", *OPERATIONS)
    for fault in FAULTS:
        lines.append(row(fault, *(by_name.get((one, fault), Cell(one, fault)).short() for one in OPERATIONS)))
    lines += ["", "What makes no sense:", ""]
    lines += [f"- {operation}, {fault}: {why}." for (operation, fault), why in SENSELESS.items()]
    lines += ["", "## The operations", ""] + [f"- **{one.name}**: {one.about}." for one in OPERATIONS.values()]
    lines += ["", "## What vent said", ""]
    for fault in FAULTS.values():
        lines += [f"### {fault.name}", ""] + ([f"{fault.about[0].upper()}{fault.about[1:]}.", ""] if fault.about else [])
        lines += table("operation", "vent said")
        lines += [row(one, by_name[one, fault.name].first_words()) for one in OPERATIONS if (one, fault.name) in by_name]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def known_cells():
    """Of earlier runs."""
    if not RESULTS.exists():
        return {}
    return {(one["operation"], one["fault"]): Cell(**one) for one in json.loads(RESULTS.read_text())}


def write_report(cells):
    """Beside the other results, where those of cells that were not tried now are still known; as a page of the documents
    when all cells are known, and are to be accepted."""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    known = known_cells() | {(cell.operation, cell.fault): cell for cell in cells}
    all_cells = [known[cell] for cell in ALL if cell in known]
    RESULTS.write_text(json.dumps([dataclasses.asdict(cell) for cell in all_cells], indent=1))
    RESULTS.with_suffix(".md").write_text(report(all_cells))
    if len(all_cells) == len(ALL) and os.environ.get("VENT_ACCEPT") == "1":
        (ROOT / "docs/faults.md").write_text(report(all_cells))
