"""What a person sees of a test run: a line as each stage starts and ends, failures whole, a table, the count."""

import os
import sys
import time


class Progress:
    def __init__(self):
        self._started = time.monotonic()
        plain = os.environ.get("CI") == "true" or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        self._colours = sys.stdout.isatty() and not plain
        self._rows = []

    def starts(self, name, about=""):
        self._say(f"{name}: {about}" if about else name)

    def built(self, preset, seconds, failure):
        self._rows.append((f"build {preset}", 0, int(failure is not None), 0, seconds))
        if failure is not None:
            self._fails(f"build {preset}", failure)
        self._say(f"build {preset}: {'failed' if failure else 'done'} in {seconds:.0f} s")

    def ended(self, name, cases, seconds):
        failed = [case for case in cases if case.failure is not None]
        skipped = [case for case in cases if case.failure is None and case.skipped is not None]
        passed = len(cases) - len(failed) - len(skipped)
        for case in failed:
            self._fails(f"{name}: {case.name}", case.failure)
        for case in skipped:
            print(f"        skipped: {case.name}: {case.skipped}")
        self._rows.append((name, passed, len(failed), len(skipped), seconds))
        self._say(f"{name}: {passed} passed, {len(failed)} failed in {seconds:.0f} s")

    def summary(self):
        """Prints the table and the count; returns how many failed."""
        print(f"\n{'stage':<16}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}")
        for name, passed, failed, skipped, seconds in self._rows:
            numbers = (passed, failed, skipped)
            shown = ["-", failed or "-", "-"] if name.startswith("build ") else numbers
            line = f"{name:<16}{shown[0]:>8}{shown[1]:>8}{shown[2]:>9}{seconds:>9.1f}"
            print(self._paint(line, "31") if failed else line)
        passed, failed = (sum(row[column] for row in self._rows) for column in (1, 2))
        print(f"in all {self._elapsed()}\n\n{passed} passed, {failed} failed", flush=True)
        return failed

    def _fails(self, name, evidence):
        print(self._paint(f"FAILED  {name}", "31"))
        print("\n".join(f"    | {line}" for line in evidence.strip().splitlines()), flush=True)

    def _say(self, text):
        print(f"[{self._elapsed():>5}] {text}", flush=True)

    def _elapsed(self):
        minutes, seconds = divmod(int(time.monotonic() - self._started), 60)
        return f"{minutes}:{seconds:02}"

    def _paint(self, text, colour):
        return f"\033[{colour}m{text}\033[0m" if self._colours else text
