"""The guide, typed by somebody who does exactly what it says."""

import re

from engine import HOSTS, planned

# "On **worker-0**, **worker-1**:", an empty line, and a fence that is as long as it has to be.
BLOCK = re.compile(r"^On (\*\*[^\n]+\*\*):\n\n(`{3,})sh\n(.*?)\n\2$", re.MULTILINE | re.DOTALL)


def blocks(folder):
    """(hosts, shell) in the order in which the pages want them typed."""
    contents = (folder / "README.md").read_text()
    pages = re.findall(r"\]\((\S+\.md)\)", contents)
    assert pages, contents
    for page in pages:
        text = (folder / page).read_text()
        found = BLOCK.findall(text)
        assert len(found) == len(re.findall(r"^On \*\*", text, re.MULTILINE)), f"a block of {page} can't be read"
        for hosts, _, shell in found:
            yield re.findall(r"\*\*(.+?)\*\*", hosts), shell


def test_what_is_typed_from_the_guide_leaves_nothing_to_change(engine):
    engine.vent("guide", "-o", engine.folder / "guide")
    wanted = planned(engine.look("plan", code=2))
    typed = {host: 0 for host in HOSTS}
    for hosts, shell in blocks(engine.folder / "guide"):
        for host in hosts:
            engine.ssh(host, "sh -e", input=shell + "\n")
            typed[host] += 1
    assert sum(typed.values()) >= len(wanted) > 0, "the plan has more than the guide"
    audit = engine.vent("audit", check=False)
    assert audit.returncode == 0, audit.stdout + audit.stderr
    assert engine.apply()["changes"] == 0


def test_what_is_typed_twice_does_no_harm(engine):
    """A person who lost the place begins a page again."""
    engine.vent("guide", "-o", engine.folder / "guide")
    for _ in range(2):
        for hosts, shell in blocks(engine.folder / "guide"):
            if "worker-1" in hosts:
                engine.ssh("worker-1", "sh -e", input=shell + "\n")
    engine.look("audit", "--host", "worker-1", code=0)
