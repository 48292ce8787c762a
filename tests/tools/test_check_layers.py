"""tools/check_layers: each rule has a scratch tree that breaks it, and our own tree must pass."""

import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).parent.parent.parent
GOOD = {
    "src/base/CMakeLists.txt": "vent_folder(base SOURCES text.cc TESTS text_test.cc)",
    "src/base/text.h": "#include <sys/types.h>\n#include <fmt/core.h>\n#include <tl/expected.hpp>\n#include <string>\n",
    "src/base/text.cc": '#include "base/text.h"\n#include <fmt/format.h>\n#include <net/if.h>\n',
    "src/base/text_test.cc": '#include "base/text.h"\n#include <gtest/gtest.h>\n#include "support/golden.h"\n'
    "#include <nlohmann/json.hpp>\n",
    "src/formats/CMakeLists.txt": "vent_folder(formats SOURCES json.cc)",
    "src/formats/json.cc": '#include <nlohmann/json.hpp>\n#include "base/text.h"\n',
    "CMakeLists.txt": "add_executable(vent src/main.cc)",
    "src/main.cc": '#include "formats/json.h"\n',
}


def check(tree, changes):
    for name, text in {**GOOD, **changes}.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)
    return subprocess.run([ROOT / "tools/check_layers", tree], capture_output=True, text=True)


def test_our_own_tree_keeps_the_rules():
    result = subprocess.run([ROOT / "tools/check_layers"], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_a_good_tree_passes(tmp_path):
    result = check(tmp_path, {})
    assert (result.returncode, result.stdout) == (0, "check_layers: 5 files, 0 broken rules\n")


def test_an_empty_tree_does_not_pass(tmp_path):
    assert subprocess.run([ROOT / "tools/check_layers", tmp_path], capture_output=True).returncode == 1


BASE_TEXT = GOOD["src/base/text.h"]
BREAKS = {
    "a folder below": (
        {"src/base/text.h": BASE_TEXT + '#include "formats/json.h"\n'},
        "src/base/text.h:5: base/ may not use formats/",
    ),
    "a third-party header away from home": (
        {"src/base/text.cc": "\n#include <nlohmann/json.hpp>\n"},
        "src/base/text.cc:2: nlohmann/json.hpp is used in src/formats/ only",
    ),
    "a home that is one file": (
        {"src/base/text.cc": "#include <sqlite3.h>\n"},
        "src/base/text.cc:1: sqlite3.h is used in src/base/database.cc only",
    ),
    "a third-party header in a header": (
        {"src/formats/json.h": "#include <nlohmann/json_fwd.hpp>\n"},
        "src/formats/json.h:1: third-party headers stay in .cc files",
    ),
    "the slow half of fmt in a header": (
        {"src/base/text.h": "#include <fmt/ranges.h>\n"},
        "src/base/text.h:1: fmt/ranges.h is not for headers",
    ),
    "a library nobody knows": (
        {"src/base/text.cc": "#include <boost/asio.hpp>\n"},
        "src/base/text.cc:1: boost/asio.hpp is no header we know",
    ),
    "regex": ({"src/base/text.cc": "#include <regex>\n"}, "src/base/text.cc:1: <regex> is banned"),
    "a test's header in the product": (
        {"src/base/text.cc": '#include "support/golden.h"\n'},
        "src/base/text.cc:1: support/golden.h belongs to tests",
    ),
    "a path that is not from src": (
        {"src/base/text.cc": '#include "text.h"\n'},
        'src/base/text.cc:1: "text.h" is not a path below src/',
    ),
    "a folder without a place": (
        {"src/helpers/all.h": ""},
        "src/helpers/all.h:1: src/helpers/ has no place in the order",
    ),
    "a stray file in src": ({"src/util.h": ""}, "src/util.h:1: only programs stand in src/ itself"),
    "a test that nobody builds": (
        {"src/base/files_test.cc": ""},
        "src/base/files_test.cc:1: no CMakeLists.txt builds this file",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_rule_is_named_with_its_place(tmp_path, name):
    changes, message = BREAKS[name]
    result = check(tmp_path, changes)
    lines = result.stdout.splitlines()
    assert result.returncode == 1
    assert lines[0] == message
    assert lines[1].startswith("    "), "it says what to do"
    assert lines[2].endswith("1 broken rules")
