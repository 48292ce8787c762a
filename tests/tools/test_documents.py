"""The worked examples of the documents are code that is compiled and run by a test."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parent.parent.parent
EXAMPLES = {
    "docs/adding-a-chapter.md": "src/chapters/example_chapter_test.cc",
    "docs/adding-a-resource-kind.md": "src/resources/example_kind_test.cc",
}
BLOCK = re.compile(r"^```cpp\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks_of(page):
    return BLOCK.findall(page)


@pytest.mark.parametrize("page", EXAMPLES)
def test_every_block_stands_word_for_word_in_the_code(page):
    source = (ROOT / EXAMPLES[page]).read_text()
    blocks = blocks_of((ROOT / page).read_text())
    assert len(blocks) > 2
    for block in blocks:
        assert block in source, f"{page} has what {EXAMPLES[page]} doesn't:\n{block}"


@pytest.mark.parametrize("page", EXAMPLES)
def test_the_code_belongs_to_the_page_and_says_so(page):
    assert page in (ROOT / EXAMPLES[page]).read_text()
    assert EXAMPLES[page] in (ROOT / page).read_text()


@pytest.mark.parametrize("page", EXAMPLES)
def test_files_that_a_page_sends_to_are_there(page):
    """But for those it tells how to write: they bear the example's name."""
    names = re.findall(r"`((?:src|docs|tests)/[\w./]+\.(?:h|cc|txt|md))`", (ROOT / page).read_text())
    assert len(names) > 3
    missing = [name for name in names if not (ROOT / name).exists() and not re.search("04_time_zone|file_mode", name)]
    assert missing == []


def test_blocks_end_where_their_fence_does():
    assert blocks_of("a\n```cpp\nint a;\n```\n```sh\nls\n```\n```cpp\nint b;\n\nint c;\n```\n") == [
        "int a;\n",
        "int b;\n\nint c;\n",
    ]
