"""What the programs are as files: they run in an image that holds nothing else, and are the same wherever built."""

import pathlib
import subprocess

import pytest
from conftest import BUILD, program

ROOT = pathlib.Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["vent-pause", "vent-echo"])
def test_they_are_small_static_and_tell_nothing_of_this_machine(name):
    content = program(name).read_bytes()
    assert len(content) < 1_000_000
    for path in (ROOT, BUILD):
        assert str(path).encode() not in content
    said = subprocess.run(["readelf", "--wide", "--program-headers", "--sections", program(name)],
                          capture_output=True, text=True, check=True).stdout
    assert "INTERP" not in said, "it needs a loader"
    for section in (".symtab", ".debug", ".note.gnu.build-id"):
        assert section not in said
