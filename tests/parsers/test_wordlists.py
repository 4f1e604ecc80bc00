"""The word lists: one syntax, each says what it is, and no name is lost on the way in."""

from __future__ import annotations

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest

import parsers
from parsers.wordlists import alternatives, names_of, patterns_of, wordlist

LISTS = sorted(
    file.name.removesuffix(".txt")
    for file in files("parsers.wordlists").iterdir()
    if file.name.endswith(".txt")
)


def text_of(name: str) -> str:
    return files("parsers.wordlists").joinpath(f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_what_it_is_and_keeps_to_the_syntax(name: str) -> None:
    lines = text_of(name).splitlines()
    assert lines[0].startswith("# ")
    sections = [line for line in lines if line.startswith("[")]
    assert all(line.endswith("]") for line in sections)
    assert len(sections) == len(set(sections)), "a section stands twice"
    written = [line for line in lines if line and line[0] not in "#["]
    assert written
    assert sum(len(line.split("|")) for line in written) == len(names_of(name)), "an empty name"


@pytest.mark.parametrize("name", LISTS)
def test_no_section_is_empty(name: str) -> None:
    assert all(wordlist(name).values())


def test_months_are_twelve_in_every_language() -> None:
    assert {
        language: len(months) for language, months in wordlist("months").items()
    } == dict.fromkeys(wordlist("months"), 12)


def test_names_keep_their_order_and_their_lines() -> None:
    (months,) = (entries for language, entries in wordlist("months").items() if language == "en")
    assert months[0] == ("january", "jan")
    assert names_of("months", "en")[:4] == ("january", "jan", "february", "feb")


def test_stars_stand_for_what_goes_before_or_follows() -> None:
    found = patterns_of(("comments", "dsq-*", "*-comments", "autor*in"))
    assert found.whole == {"comments", "autor*in"}
    assert found.starts == ("dsq-",)
    assert found.ends == ("-comments",)


def test_alternatives_are_tried_from_the_longest() -> None:
    ends = re.compile(alternatives("bylines", "end"), re.I)
    assert ends.fullmatch("Illustrationen")
    assert ends.match("no comments yet", 0).group() == "no comments"  # type: ignore[union-attr]
    given = re.match(alternatives("credit-words", "courtesy"), "courtesy of the artist")
    assert given
    assert given[0] == "courtesy of"


PARSERS = Path(parsers.__file__).parent
MOST_WORDS = 14
"""Words with letters beyond ASCII in the patterns of one module: what is left belongs to a
pattern, such as the signs for year, month and day."""
GRAMMARS = {"fields/dateline/east_asian.py": 60}
"""Modules whose patterns are the grammar of a language."""


def foreign_words(module: Path) -> set[str]:
    """The words of other languages than English in the strings of *module*, without docstrings."""
    tree = ast.parse(module.read_text("utf-8"))
    told = {
        id(line.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        for line in node.body
        if isinstance(line, ast.Expr)
    }
    return {
        word
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
        for word in re.findall(r"[^\W\d_]{2,}", node.value)
        if not word.isascii()
    }


def test_words_of_languages_are_data() -> None:
    modules = [path for path in PARSERS.rglob("*.py") if not {"models", "sites"} & set(path.parts)]
    assert len(modules) > 100
    found = {path.relative_to(PARSERS).as_posix(): foreign_words(path) for path in modules}
    too_many = {
        name: words for name, words in found.items() if len(words) > GRAMMARS.get(name, MOST_WORDS)
    }
    assert too_many == {}, "these words belong into parsers/wordlists"
