"""The runner of tests/cli, driven with a small shell script in the place of vent."""

import os
import pathlib
import subprocess

import case_file
import pytest
import steps

RUNNER = pathlib.Path(__file__).parent.parent / "cli/run.py"
PROGRAM = """#!/bin/sh
case "$1" in
  greet) echo "hello $2"; echo "took 17 ms" ;;
  fail) echo "error: no such thing" >&2; exit 64 ;;
  where) pwd; echo "$HOME" ;;
  raw) printf 'no end' ;;
  read) cat "$2" ;;
esac
"""


def run(tmp_path, text, accept=False):
    program, file = tmp_path / "vent", tmp_path / "some.test"
    program.write_text(PROGRAM)
    program.chmod(0o755)
    file.write_text(text)
    environment = {**os.environ, "VENT_ACCEPT": "1" if accept else "0"}
    result = subprocess.run(
        [RUNNER, "--vent", program, "--junit", tmp_path / "junit.xml", file],
        capture_output=True, text=True, env=environment,
    )
    return result, file.read_text()


GOOD = """# What greeting does.
== greeting is polite

$ vent greet you
> hello you
> took … ms
$ vent fail
! error: no such …
= 64

== many lines
$ vent greet a && vent greet b
> hello a
> …
> took 17 ms
$ vent where
> SCRATCH
> SCRATCH
$ vent raw
> no end∎
$ cat > letter <<END
+ one
+
+   two
+ END
$ vent read letter
> one
>
>   two
"""


def test_good_expectations_pass(tmp_path):
    result, _ = run(tmp_path, GOOD)
    assert (result.returncode, result.stdout) == (0, "2 passed, 0 failed\n")


WRONG = {
    "another word": ("$ vent greet you\n> hello me\n> …\n", "-hello me"),
    "a missing line": ("$ vent greet you\n> hello you\n", "+took 17 ms"),
    "an unexpected stream": ("$ vent fail\n= 64\n", "+error: no such thing"),
    "another exit code": ("$ vent fail\n! …\n", "exit code: expected 0, got 64"),
    "a line too much": ("$ true\n> something\n", "-something"),
    "a missing newline": ("$ vent raw\n> no end\n", "+no end∎"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_expected_fails(tmp_path, name):
    lines, evidence = WRONG[name]
    result, _ = run(tmp_path, "== test\n" + lines)
    assert result.returncode == 1
    assert evidence in result.stdout.splitlines()
    assert "<failure" in (tmp_path / "junit.xml").read_text()


def test_accepting_writes_what_happened_and_keeps_what_matched(tmp_path):
    stale = GOOD.replace("hello you", "hello nobody").replace("= 64", "= 1")
    result, text = run(tmp_path, stale, accept=True)
    assert result.returncode == 0
    assert text == GOOD.replace("polite\n\n", "polite\n").replace("took … ms", "took 17 ms")
    assert run(tmp_path, text)[0].returncode == 0


def test_a_file_that_says_nothing_fails(tmp_path):
    assert run(tmp_path, "# only a comment\n")[0].returncode == 1


BAD_FILES = {
    "$ vent\n": "some.test:1: the first line must name a test",
    "== a\n> out\n": "some.test:2: a test begins with a command",
    "== a\n$ vent\nhello\n": "some.test:3: expected one of",
    "== a\n$ vent\n= many\n": "some.test:3: expected one of",
    "== a\n\n== b\n$ vent\n": "some.test:1: the test 'a' runs no command",
    "== a\n$ vent\n# note\n> x\n": "some.test:4: a comment stands above a test",
}


@pytest.mark.parametrize("text", BAD_FILES)
def test_a_bad_file_is_named_with_its_line(text):
    with pytest.raises(case_file.BadTestFile) as problem:
        case_file.parse(text, "some.test")
    assert str(problem.value).startswith(BAD_FILES[text])


def test_a_program_that_never_ends_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(steps, "DEADLINE", 0.2)
    failure = steps.run_step(case_file.Step("sleep 1000"), tmp_path, tmp_path)
    assert failure == "$ sleep 1000\nran longer than 0.2 seconds"
