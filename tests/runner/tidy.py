"""clang-tidy over our sources, but only over those that changed since they were last found clean.

A file's fingerprint is everything its verdict depends on: its text, the headers of ours it includes, the checks, the
compiler's flags. A clean verdict is an empty file named by that fingerprint, so a fresh clone profits from it too.
"""

import hashlib
import json
import subprocess
import time

from runner.children import tail
from runner.context import ROOT, relative
from runner.include_closure import include_closure
from runner.results import Case, write_junit

PROGRAM = "clang-tidy-14"
DEADLINE = 300
KEEP_SECONDS = 60 * 24 * 3600


def run_tidy(context):
    directory = context.results / "tidy"
    log = directory / "configure.log"
    if context.children.run(["cmake", "--preset", "tidy"], log, directory=ROOT) != 0:
        write_junit(context.results / "tidy.xml", "tidy", [Case("configure", failure=tail(log))])
        return
    commands = _compile_commands()
    fingerprints = {source: _fingerprint(source, commands[source], _version()) for source in commands}
    clean = context.cache("tidy")
    changed = [source for source in commands if not (clean / fingerprints[source]).exists()]
    print(f"        clang-tidy: {len(changed)} files to check, {len(commands) - len(changed)} unchanged", flush=True)

    def check(source):
        started = time.monotonic()
        log = directory / (relative(source).replace("/", "-") + ".log")
        status = context.children.run([PROGRAM, "--quiet", "-p", ROOT / "build/tidy", source], log, DEADLINE)
        if status == 0:
            (clean / fingerprints[source]).touch()
        return Case(relative(source), time.monotonic() - started, None if status == 0 else _findings(log))

    cases = context.at_once(check, changed)
    cases += [Case(relative(source)) for source in commands if source not in changed]
    _forget_old(clean, set(fingerprints.values()))
    write_junit(context.results / "tidy.xml", "tidy", cases)


def _compile_commands():
    """{source: its command} of the product; tests are left to the compiler's warnings, for time's sake."""
    entries = json.loads((ROOT / "build/tidy/compile_commands.json").read_text())
    commands = {ROOT / entry["file"]: entry["command"] for entry in entries}
    return {
        source: command
        for source, command in sorted(commands.items())
        if source.is_relative_to(ROOT / "src") and not _is_test(source)
    }


def _is_test(source):
    return source.name.endswith("_test.cc") or "test_support" in source.parts


def _version():
    return subprocess.run([PROGRAM, "--version"], capture_output=True, check=True).stdout


def _fingerprint(source, command, version):
    digest = hashlib.sha256(version)
    digest.update((ROOT / ".clang-tidy").read_bytes())
    digest.update(command.replace(str(ROOT), ".").encode())
    for path in include_closure(source):
        digest.update(f"\n{relative(path)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _findings(log):
    noise = ("warnings generated", "warnings and", "Suppressed ", "Use -header-filter", "warnings treated as errors")
    return "\n".join(line for line in tail(log, 200).splitlines() if not any(word in line for word in noise))


def _forget_old(clean, used):
    for path in clean.iterdir():
        if path.name in used:
            path.touch()
        elif time.time() - path.stat().st_mtime > KEEP_SECONDS:
            path.unlink()
