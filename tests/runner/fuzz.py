"""Runs every libFuzzer harness for a bounded number of inputs, or for as long as `./dev fuzz SECONDS` says."""

import shutil
import time

from runner.children import tail
from runner.context import ROOT
from runner.programs import fuzz_harnesses
from runner.results import Case, write_junit

INPUTS = 20000
SECONDS = 20


def run_fuzz(context):
    harnesses, missing = fuzz_harnesses()
    directory = context.results / "fuzz"

    def run_one(harness):
        started = time.monotonic()
        log = directory / f"{harness.name}.log"
        seconds = context.fuzz_seconds or SECONDS
        command = [harness, *_options(context, harness.name, directory), *_corpora(context, harness.name, directory)]
        status = context.children.run(command, log, seconds + 60)
        return Case(harness.name, time.monotonic() - started, None if status == 0 else tail(log))

    write_junit(context.results / "fuzz.xml", "fuzz", context.at_once(run_one, harnesses) + missing)


def _options(context, name, directory):
    common = ["-timeout=5", "-rss_limit_mb=2048", "-print_final_stats=1", f"-artifact_prefix={directory}/{name}-"]
    if context.fuzz_seconds:
        return [*common, f"-max_total_time={context.fuzz_seconds}"]
    return [*common, "-seed=20", f"-runs={INPUTS}", f"-max_total_time={SECONDS}"]


def _corpora(context, name, directory):
    """Where new inputs go (kept between long runs), and the inputs a person chose, which stay as they are."""
    grown = context.cache("fuzz") / name if context.fuzz_seconds else directory / f"{name}-corpus"
    if not context.fuzz_seconds:
        shutil.rmtree(grown, ignore_errors=True)
    grown.mkdir(parents=True, exist_ok=True)
    chosen = ROOT / "tests/fuzz/corpus" / name
    return [grown, *([chosen] if chosen.is_dir() else [])]
