"""Which of our own files a source file is made of."""

import re

from runner.context import ROOT

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
SEARCHED = (ROOT / "src", ROOT / "tests")


def include_closure(source):
    """The file and all headers of ours that it includes, directly or not, sorted."""
    found, waiting = set(), [source]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        for name in INCLUDE.findall(path.read_text()):
            waiting += [top / name for top in SEARCHED if (top / name).is_file()]
    return sorted(found)
