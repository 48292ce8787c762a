"""Runs one step of a text test: a command in a clean environment, compared with what it must do."""

import difflib
import os
import signal
import subprocess

import case_file

DEADLINE = 30  # seconds for one command
ACCEPT = os.environ.get("VENT_ACCEPT") == "1"


def run_step(step, folder, programs):
    """What was wrong, or None. When accepting, the step takes over what was different."""
    environment = {
        "PATH": f"{programs}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
    }
    process = subprocess.Popen(
        ["sh", "-c", step.command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environment,
        process_group=0,
    )
    try:
        streams = process.communicate(timeout=DEADLINE)
    except subprocess.TimeoutExpired:
        return f"$ {step.command}\nran longer than {DEADLINE} seconds"
    finally:
        end_group(process)
    output, errors = (case_file.shown(s.decode(errors="replace").replace(str(folder), "SCRATCH")) for s in streams)
    problems = []
    if not case_file.matches(step.output, output):
        problems += difference("standard output", step.output, output)
        step.output = output if ACCEPT else step.output
    if not case_file.matches(step.errors, errors):
        problems += difference("standard error", step.errors, errors)
        step.errors = errors if ACCEPT else step.errors
    if process.returncode != step.status:
        problems.append(f"exit code: expected {step.status}, got {process.returncode}")
        step.status = process.returncode if ACCEPT else step.status
    return "\n".join([f"$ {step.command}", *problems]) if problems and not ACCEPT else None


def end_group(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def difference(stream, expected, actual):
    return difflib.unified_diff(expected, actual, f"{stream}, expected", f"{stream}, actual", lineterm="", n=2)
