"""The programs a test run starts: each with its output in a file, a deadline, and an end when we end."""

import os
import pathlib
import re
import signal
import subprocess
import threading
import time

GRACE_SECONDS = 10


class Stopped(Exception):
    """The run was interrupted; nothing more is started."""


class Children:
    def __init__(self):
        self._lock = threading.Lock()
        self._running = set()
        self._stopped = False

    def run(self, command, log, deadline=600, directory=None, environment=None, terminal=False):
        """Runs a command and returns its exit code, negative for a signal; the log has its output.

        A program may leave children behind, so it gets a process group of its own that is ended with it. With
        `terminal` it stays in ours, where it can ask for a password.
        """
        log = pathlib.Path(log)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            process = self._start(
                command,
                stdin=None if terminal else subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=directory,
                env={**os.environ, **(environment or {})},
                process_group=None if terminal else 0,
            )
            try:
                process.wait(deadline)
            except subprocess.TimeoutExpired:
                _end([process])
                output.write(f"\nended by us: it ran longer than {deadline} seconds\n".encode())
            except BaseException:  # we are asked to stop
                _end([process])
                raise
            finally:
                with self._lock:
                    self._running.discard(process)
                _signal(process, signal.SIGKILL)  # what it left in its group
        if self._stopped:
            raise Stopped
        return process.returncode

    def run_as_root(self, command, log, deadline=600, directory=None):
        """As run, through sudo when we aren't root."""
        if os.geteuid() == 0:
            return self.run(command, log, deadline, directory)
        return self.run(["sudo", *command], log, deadline, directory, terminal=True)

    def end_all(self):
        """Ends everything that runs, and refuses new starts."""
        with self._lock:
            self._stopped = True
            running = list(self._running)
        _end(running)

    def _start(self, command, process_group, **options):
        with self._lock:
            if self._stopped:
                raise Stopped
            process = subprocess.Popen([str(word) for word in command], process_group=process_group, **options)
            process.has_own_group = process_group == 0
            self._running.add(process)
            return process


def tail(log, lines=40, without=None):
    """The last lines of a log, for a person; lines that begin as `without` says are left out."""
    text = pathlib.Path(log).read_text(errors="replace").splitlines()
    if without:
        text = [line for line in text if not re.match(without, line)]
    above = [f"… {len(text) - lines} lines above, in {log}"] if len(text) > lines else []
    return "\n".join(above + text[-lines:])


def _end(processes):
    """Asks as Ctrl-C does, so that fixtures and ninja clean up; then insists."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + GRACE_SECONDS
        for process in processes:
            _signal(process, number)
        for process in processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass


def _signal(process, number):
    try:
        if process.has_own_group:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
    except ProcessLookupError:
        pass
    except PermissionError:  # sudo's children belong to root
        subprocess.run(["sudo", "-n", "kill", f"-{number.value}", str(process.pid)], check=False)
