"""Each operation on a cluster, and each fault in the middle of it: vent says what is wrong, the same line again ends well,
the cluster works, and nothing is left over. What was tried stands in `fault_table.py`; what came of it the last time in
docs/faults.md, which a run of all of it writes anew with VENT_ACCEPT=1."""

import os
import pathlib
import time

import pytest

from fault_report import Cell, known_cells, write_report
from fault_table import ALL, SHORTLY
from faulty_cluster import Case, FaultyCluster
from lab import VENT, Lab, run
from plain_words import plain

GOLDENS = pathlib.Path(__file__).parent / "testdata/faults"
# Not yet good: for who mends what a run of all has found.
NOT_YET_GOOD = [cell for cell in ALL if not (known := known_cells().get(cell)) or not known.is_good]
TRIED = {"all": ALL, "left": NOT_YET_GOOD}.get(os.environ.get("VENT_TEST_FAULTS"), SHORTLY)


@pytest.fixture(scope="module")
def cells():
    """What came of each, for the report, which is written after each: a run of all is long."""
    done = []
    yield done


@pytest.fixture(scope="module")
def cluster(cells):
    run(VENT, "artifacts", "make", timeout=2400)  # before the clock of any test runs
    lab = Lab("t21", private="10.70.0.0/16", public="198.18.229.0/24", port=17576)
    lab.erase()
    lab.vent("metal", "start", *lab.start_options)
    own = FaultyCluster(lab)
    try:
        yield own
    finally:
        own.close()
        lab.erase()


@pytest.mark.parametrize("operation, fault", TRIED, ids=[" × ".join(cell) for cell in TRIED])
def test_fault(cluster, cells, operation, fault):
    cell = Cell(operation, fault)
    cells.append(cell)
    try:
        go_through(cluster, cell)
    finally:
        write_report(cells)


def go_through(cluster, cell):
    case = Case(cell.operation, cell.fault)
    cluster.prepare(case)
    try:
        said = cluster.run_struck(case)
        cell.said, cell.seconds = plain(said.text(), cluster.folder, case.either), said.seconds
    finally:
        cluster.mend()
    accept(GOLDENS / case.file_name, cell.said)
    began = time.monotonic()
    again = cluster.vent(*case.operation.words, check=False)
    cell.seconds_again = time.monotonic() - began
    assert again.returncode == 0, f"{cell.said}\nand the second time:\n{again.stdout}{again.stderr}"
    cluster.is_well(case)
    is_as_before(GOLDENS / case.file_name, cell.said)
    cell.is_good = True


def accept(golden, said):
    if os.environ.get("VENT_ACCEPT") == "1":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(said)


def is_as_before(golden, said):
    assert golden.exists(), f"{golden} isn't there yet: VENT_ACCEPT=1 writes it. vent said:\n{said}"
    assert said == golden.read_text()
