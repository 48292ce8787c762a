"""The parts of tests/run.py: that a failure, a crash, a hang and an empty stage are seen, and stops are clean."""

import functools
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import pytest
import run
from runner import format as format_stage
from runner import include_closure, programs, progress, tidy, unit
from runner.children import Children, Stopped, tail
from runner.context import Context
from runner.results import Case, read_junit, write_junit
from runner.stages import Stage


@pytest.fixture
def context(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = Context()
    made.results = tmp_path / "results"
    return made


def script(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def expect_end_of(process_id, deadline=10):
    """A killed process needs a moment to go; one that nobody waited for yet is gone too."""
    end = time.monotonic() + deadline
    try:
        while pathlib.Path(f"/proc/{process_id}/stat").read_text().rsplit(")")[1].split()[0] != "Z":
            assert time.monotonic() < end, f"process {process_id} still runs"
            time.sleep(0.01)
    except (FileNotFoundError, ProcessLookupError):
        pass


def wait_for_text(path):
    while not (path.exists() and path.read_text()):
        time.sleep(0.01)
    return path.read_text()


# --- results ---


def test_results_come_back_as_they_were_written(tmp_path):
    cases = [Case("good", 1.5), Case("bad", failure="broken \x1b[31mred\x1b[0m\nline 2"), Case("out", skipped="no v2")]
    write_junit(tmp_path / "r.xml", "suite", cases)
    read = read_junit(tmp_path / "r.xml")
    assert [(c.name, c.failure, c.skipped) for c in read] == [
        ("suite.good", None, None),
        ("suite.bad", "broken ?[31mred?[0m\nline 2", None),
        ("suite.out", None, "no v2"),
    ]


def test_the_dialects_of_googletest_and_pytest_are_read(tmp_path):
    file = tmp_path / "r.xml"
    file.write_text(
        """<testsuites><testsuite>
        <testcase name="a" classname="Text" status="run" result="completed" time="0.001"/>
        <testcase name="b" classname="Text"><failure message="x">expected 1</failure><failure>and 2</failure></testcase>
        <testcase name="c" classname="Text" status="notrun" result="suppressed"/>
        <testcase name="d" classname="Text"><skipped message="not here"/></testcase>
        <testcase name="e" classname="lab"><error message="fixture broke"/></testcase>
        </testsuite></testsuites>"""
    )
    assert [(c.name, c.failure, c.skipped) for c in read_junit(file)] == [
        ("Text.a", None, None),
        ("Text.b", "expected 1\nand 2", None),
        ("Text.c", None, "disabled"),
        ("Text.d", None, "not here"),
        ("lab.e", "fixture broke", None),
    ]


def test_the_last_line_is_the_count(capsys):
    shown = progress.Progress()
    shown.built("release", 3.0, None)
    shown.ended("cli", [Case("a"), Case("b", failure="evidence"), Case("c", skipped="why")], 1.0)
    assert shown.summary() == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "1 passed, 1 failed"
    assert "FAILED  cli: b" in lines and "    | evidence" in lines
    assert "        skipped: c: why" in lines


# --- stages ---


def test_a_stage_without_tests_fails(context):
    assert run.run_stage(Stage("empty", "", lambda _: None), context)[0].failure == "this stage ran no tests at all"


def test_a_failed_build_fails_what_needs_it_and_only_that(context, monkeypatch, capsys):
    def passes(context, name):
        write_junit(context.results / f"{name}.xml", name, [Case("fine")])

    monkeypatch.setattr(run, "build", lambda preset, *_: "broken" if preset == "asan" else None)
    stages = [
        Stage("first", "", lambda context: passes(context, "first"), needs="asan"),
        Stage("second", "", lambda context: passes(context, "second"), needs="release"),
        Stage("third", "", lambda context: passes(context, "third")),
    ]
    assert run.run(stages, context, progress.Progress()) == 1
    assert capsys.readouterr().out.endswith("\n2 passed, 1 failed\n")


def test_a_program_that_was_not_built_is_missed_but_for_one_thread_under_tsan(tmp_path, monkeypatch):
    monkeypatch.setattr(programs, "ROOT", tmp_path)
    monkeypatch.setattr(programs, "relative", str)
    for folder, line in {"base": "vent_folder(base\n", "pki": "vent_folder(pki ONE_THREAD\n"}.items():
        (tmp_path / "src" / folder).mkdir(parents=True)
        (tmp_path / "src" / folder / "CMakeLists.txt").write_text(line)
        (tmp_path / "src" / folder / "thing_test.cc").touch()
    assert [case.name for case in programs.unit_tests("asan")[1]] == ["base_test", "pki_test"]
    assert [case.name for case in programs.unit_tests("tsan")[1]] == ["base_test"]


def test_a_unit_program_that_crashes_is_a_failure_with_its_last_words(context, tmp_path, monkeypatch):
    crash = script(tmp_path / "base_test", "echo last words; kill -SEGV $$")
    monkeypatch.setattr(unit, "unit_tests", lambda preset: ([crash], [Case("net_test", failure="was not built")]))
    unit.run_unit_tests(context, "asan")
    crashed, missing = read_junit(context.results / "unit-asan.xml")
    assert crashed.failure == "ended by signal 11\nlast words"
    assert missing.failure == "was not built"


def test_a_leak_after_good_tests_is_a_failure(context, tmp_path, monkeypatch):
    report = '<testsuite><testcase name="good" classname="Text"/></testsuite>'
    leak = script(tmp_path / "base_test", f"echo '{report}' > ${{1#--gtest_output=xml:}}; echo leaked; exit 23")
    monkeypatch.setattr(unit, "unit_tests", lambda preset: ([leak], []))
    unit.run_unit_tests(context, "asan")
    good, leaked = read_junit(context.results / "unit-asan.xml")
    assert good.failure is None
    assert leaked.failure == "ended with exit code 23\nleaked"


def test_a_sanitizer_report_is_shown_from_its_first_line(context, tmp_path, monkeypatch):
    report = ["noise"] * 50 + ["==7==ERROR: AddressSanitizer: heap-use-after-free"] + ["#0 frame"] * 50
    (tmp_path / "text").write_text("\n".join([*report, "Shadow bytes around:", "00 00", "=>00"]))
    broken = script(tmp_path / "base_test", f"cat {tmp_path}/text; exit 1")
    monkeypatch.setattr(unit, "unit_tests", lambda preset: ([broken], []))
    unit.run_unit_tests(context, "asan")
    shown = read_junit(context.results / "unit-asan.xml")[0].failure.splitlines()
    assert shown == ["ended with exit code 1", *report[50:]]


def test_a_badly_formatted_file_is_named(context, tmp_path, monkeypatch):
    good, bad = tmp_path / "good.cc", tmp_path / "bad.cc"
    good.write_text("int a;\n")
    bad.write_text("int a;\nint   b;\n")
    monkeypatch.setattr(format_stage, "sources", lambda: [good, bad])
    monkeypatch.setattr(format_stage, "relative", lambda path: path.name)
    format_stage.run_format(context)
    first, second = read_junit(context.results / "format.xml")
    assert (first.name, first.failure) == ("format.good.cc", None)
    assert second.failure.startswith("line 2 is formatted differently")


def test_tidy_checks_a_file_again_only_when_it_or_its_headers_changed(context, tmp_path, monkeypatch):
    source, header = tmp_path / "src/a.cc", tmp_path / "src/a.h"
    source.parent.mkdir()
    source.write_text('#include "a.h"\n')
    header.write_text("int a();\n")
    (tmp_path / ".clang-tidy").write_text("Checks: none\n")
    checker = script(tmp_path / "tidy", f'[ "$1" = --version ] && exit\necho checked >> {tmp_path}/log\n! grep bad {header}')
    for module in (tidy, include_closure):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(include_closure, "SEARCHED", (tmp_path / "src",))
    monkeypatch.setattr(tidy, "relative", lambda path: path.name)
    monkeypatch.setattr(tidy, "PROGRAM", str(checker))
    monkeypatch.setattr(tidy, "_compile_commands", lambda: {source: "clang++ a.cc"})
    monkeypatch.setattr(context.children, "run", without_configure(context.children.run))

    def checks_and_failure():
        (tmp_path / "log").write_text("")
        tidy.run_tidy(context)
        return len((tmp_path / "log").read_text().split()), read_junit(context.results / "tidy.xml")[0].failure

    assert checks_and_failure() == (1, None)
    assert checks_and_failure() == (0, None)
    header.write_text("int bad();\n")
    assert checks_and_failure() == (1, "int bad();")
    assert checks_and_failure() == (1, "int bad();"), "a finding is never remembered as clean"
    header.write_text("int a();\n")
    assert checks_and_failure() == (0, None), "what was clean once is clean again"
    (tmp_path / ".clang-tidy").write_text("Checks: more\n")
    assert checks_and_failure() == (1, None)


def without_configure(real_run):
    return lambda command, *rest, **options: 0 if command[0] == "cmake" else real_run(command, *rest, **options)


# --- children ---


def test_a_program_that_hangs_is_ended_with_what_it_started(tmp_path):
    log, child = tmp_path / "log", tmp_path / "child"
    status = Children().run(["sh", "-c", f"sleep 1000 & echo $! > {child}; wait"], log, deadline=2)
    assert status != 0
    assert "it ran longer than 2 seconds" in tail(log)
    expect_end_of(int(child.read_text()))


def test_what_a_program_leaves_behind_is_ended(tmp_path):
    child = tmp_path / "child"
    assert Children().run(["sh", "-c", f"sleep 1000 & echo $! > {child}"], tmp_path / "log") == 0
    expect_end_of(int(child.read_text()))


def test_stopping_ends_all_and_starts_no_more(tmp_path):
    children, outcome, child = Children(), [], tmp_path / "child"

    def work():
        try:
            children.run(["sh", "-c", f"echo $$ > {child}; exec sleep 1000"], tmp_path / "log")
        except Stopped:
            outcome.append("stopped")

    worker = threading.Thread(target=work)
    worker.start()
    process_id = int(wait_for_text(child))
    children.end_all()
    worker.join()
    assert outcome == ["stopped"]
    expect_end_of(process_id)
    with pytest.raises(Stopped):
        children.run(["true"], tmp_path / "log")


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_run_leaves_no_process(tmp_path, number, status):
    child = tmp_path / "child"
    program = f"""
import pathlib, sys
sys.path.insert(0, {str(pathlib.Path(run.__file__).parent)!r})
import run
from runner.stages import Stage
def hang(context):
    context.at_once(lambda _: context.children.run(
        ["sh", "-c", "sleep 1000 & echo $! > {child}; wait"], "{tmp_path}/log"), [1])
run.STAGES = (Stage("hang", "", hang),)
run.take_lock = lambda: None
class Scratch(run.Context):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.results = pathlib.Path("{tmp_path}/results")
run.Context = Scratch
sys.exit(run.main())
"""
    # Who runs these tests in the background has it ignored.
    heard = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    runner = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, preexec_fn=heard)
    process_id = int(wait_for_text(child))
    os.kill(runner.pid, number)
    output, _ = runner.communicate(timeout=60)
    assert runner.returncode == status
    assert "stopped: ending what runs" in output
    expect_end_of(process_id)


def test_an_unknown_stage_is_refused():
    result = subprocess.run([sys.executable, run.__file__, "untested"], capture_output=True, text=True)
    assert result.returncode == 2
    assert "there is no stage 'untested'; there are: tools, " in result.stderr
