"""The word lists: one syntax, each says what it is, and no name is lost on the way in."""

from __future__ import annotations

from importlib.resources import files

import pytest

from parsers.wordlists import names_of, patterns_of, wordlist

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
