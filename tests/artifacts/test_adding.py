"""docs/adding-an-artifact.md, done word for word in a copy of artifacts/."""

import re
import shutil
import subprocess

from conftest import ROOT, artifacts_of, run_vent

PAGE = (ROOT / "docs/adding-an-artifact.md").read_text()
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_page_leads_to_a_program_in_the_store(tmp_path):
    (commands_kind, commands), (entry_kind, entry), (last_kind, last) = BLOCK.findall(PAGE)
    assert (commands_kind, entry_kind, last_kind) == ("sh", "yaml", "sh")
    shutil.copytree(ROOT / "artifacts", tmp_path / "artifacts")
    subprocess.run(["sh", "-ec", commands], cwd=tmp_path, check=True, capture_output=True, text=True, timeout=300)
    with open(tmp_path / "artifacts/catalogue.yaml", "a") as catalogue:
        catalogue.write("\n" + entry)

    assert last.startswith("vent ")
    environment = {"VENT_CATALOGUE": tmp_path / "artifacts", "XDG_CACHE_HOME": tmp_path / "cache", "GOCACHE": go_cache()}
    run_vent(*last.split()[1:], timeout=600, **environment)

    [crictl] = artifacts_of(**environment).values()
    said = subprocess.run([crictl["path"], "--version"], capture_output=True, text=True, check=True)
    assert crictl["version"] in said.stdout


def go_cache():
    """Compiled modules may be used again; only what vent made itself is to be new."""
    return subprocess.run(["go", "env", "GOCACHE"], capture_output=True, text=True, check=True).stdout.strip()
