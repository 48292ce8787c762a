"""What every stage gets: where things are, how to start programs, how much at once."""

import concurrent.futures
import os
import pathlib

from runner.children import Children

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# Debian's own, for which setup installs pytest; another python3 may come first in PATH.
PYTHON = "/usr/bin/python3"


class Context:
    def __init__(self, fuzz_seconds=None):
        self.children = Children()
        self.results = ROOT / "build/test-results"
        self.workers = os.cpu_count() or 1
        self.fuzz_seconds = fuzz_seconds

    def cache(self, name):
        """A directory of ours that outlives the build directory."""
        base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
        directory = pathlib.Path(base) / "vent-dev" / name
        directory.mkdir(parents=True, exist_ok=True)
        return directory

    def at_once(self, function, items):
        """function(item) for all items, as many at once as there are processors; results in order."""
        pool = concurrent.futures.ThreadPoolExecutor(self.workers)
        try:
            return list(pool.map(function, items))
        except BaseException:  # or shutdown would wait for what still runs
            self.children.end_all()
            raise
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def relative(path):
    return path.relative_to(ROOT).as_posix()
