"""The `dev` script, in a copy of its own, with a fake apt in front of the real one."""

import os
import pathlib
import re
import shutil
import stat
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parents[2]
AS_NOBODY = ROOT / "tests/cli/bin/as_nobody"
PACKAGES = subprocess.run([ROOT / "dev", "packages"], capture_output=True, text=True, check=True).stdout.split()[1::2]


@pytest.fixture
def place(tmp_path):
    """A folder with `dev`, a PATH folder of fakes, and what apt was asked for in apt.log."""
    for folder in (tmp_path, *list(tmp_path.parents)[:2]):
        folder.chmod(0o755)
    shutil.copy(ROOT / "dev", tmp_path)
    (tmp_path / "build").mkdir()
    (tmp_path / "fakes").mkdir()
    fake(tmp_path, "sudo", 'exec "$@"')
    fake(tmp_path, "dpkg-query", f'for p in {" ".join(PACKAGES)}; do [ "$p" = cmake ] || echo "installed $p"; done')
    fake(tmp_path, "apt-get", f'echo "$*" >> {tmp_path}/apt.log')
    fake(tmp_path, "go", "exit 0")
    return tmp_path


def fake(place, name, script):
    file = place / "fakes" / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)


def dev(place, *arguments, path="/usr/sbin:/usr/bin:/sbin:/bin", before=()):
    command = [*before, "env", f"PATH={place}/fakes:{path}", place / "dev", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def asked_of_apt(place):
    """The words after the options, one list for each call."""
    calls = (place / "apt.log").read_text().splitlines()
    return [[w for w in call.split() if not w.startswith("-") and "::" not in w] for call in calls]


def test_help_names_every_verb():
    text = (ROOT / "dev").read_text()
    verbs = set(re.findall(r"^do_(\w+)\(\)", text, re.MULTILINE))
    shown = subprocess.run([ROOT / "dev", "help"], capture_output=True, text=True).stdout
    assert set(re.findall(r"^  (\w+) ", shown, re.MULTILINE)) == verbs


def test_an_unknown_verb_is_refused(place):
    result = dev(place, "biuld")
    assert (result.returncode, result.stderr) == (1, "there is no verb 'biuld'; ./dev help lists them\n")


def test_setup_installs_only_what_is_missing(place):
    result = dev(place, "setup")
    assert result.returncode == 0, result.stderr
    assert asked_of_apt(place) == [["install", "cmake"]]


def test_setup_of_one_purpose_leaves_the_others(place):
    assert dev(place, "setup", "run").returncode == 0
    assert not (place / "apt.log").exists()


def test_setup_fetches_fresh_lists_when_a_package_is_not_found(place):
    log = place / "apt.log"
    fresh = place / "fresh"
    refuse = f'[ -e {fresh} ] || case "$*" in *update*) touch {fresh} ;; *) exit 100 ;; esac'
    fake(place, "apt-get", f'echo "$*" >> {log}; {refuse}')
    result = dev(place, "setup")
    assert result.returncode == 0, result.stderr
    assert asked_of_apt(place) == [["install", "cmake"], ["update"], ["install", "cmake"]]


def test_setup_shows_why_apt_failed(place):
    fake(place, "apt-get", 'echo "E: no space left"; exit 100')
    result = dev(place, "setup")
    assert result.returncode == 1
    assert "E: no space left" in result.stderr


def test_setup_installs_a_go_where_there_is_none(place):
    (place / "fakes/go").unlink()
    link_tools(place)
    result = dev(place, "setup", "run", path="/nowhere")
    assert result.returncode == 0, result.stderr
    assert asked_of_apt(place) == [["install", "golang-go"]]


def link_tools(place):
    """What `dev` itself needs of a system, for a PATH that has nothing else."""
    for tool in ("bash", "cat", "dirname", "env", "grep", "mkdir", "sh", "tail"):
        (place / "fakes" / tool).symlink_to(shutil.which(tool))


def test_setup_without_root_and_sudo_says_what_to_do(place):
    (place / "fakes/sudo").unlink()
    link_tools(place)
    (place / "build").chmod(0o777)
    result = dev(place, "setup", path="/nowhere", before=[AS_NOBODY] if os.geteuid() == 0 else [])
    assert result.returncode == 1
    assert "this needs root, and there is no sudo" in result.stderr
    assert not (place / "apt.log").exists()


def test_an_unknown_purpose_is_refused(place):
    result = dev(place, "setup", "fun")
    assert (result.returncode, result.stderr) == (1, "there is no purpose 'fun': it is build, run, test or arm64\n")


def test_every_package_has_its_reason_in_the_docs():
    reasons = (ROOT / "docs/decisions/0002-libraries.md").read_text()
    assert [package for package in PACKAGES if f"`{package}`" not in reasons] == []
