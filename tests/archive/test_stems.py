"""Searching by stems: which words are looked for, and that it is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from archive_samples import NOON, article, visit
from browsing import ask
from click.testing import CliRunner

from archive import Archive, Filters
from archive.search.query_language.stems import COMPARED, MOST_FORMS, SNOWBALL, stem_language
from newsclip.cli import main

HEADLINES = (
    "Workers strike", "Three strikes at noon", "A striking port", "The striker scored", "Stripes",
    "Zwei Häuser am Hafen", "Das Haus am Hafen", "Grèves à Nantes", "La grève continue",
    "Забастовка в порту", "Итоги забастовки", "Strike breaker", "港の天気",
)  # fmt: skip


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("stems") / "news.db"
    with Archive(made, write=True) as archive:
        archive.save([
            visit(article(headline, ("Nothing else.",), published_at=NOON), url=f"https://a.com/{n}")
            for n, headline in enumerate(HEADLINES)
        ])  # fmt: skip
    return made


def found(path: Path, query: str, stem: str | None) -> set[int]:
    with Archive(path) as archive:
        filters = Filters(stem=stem)
        numbers = {int(hit.url.rsplit("/", 1)[1]) for hit in archive.search(query, filters)}
        assert archive.count(query, filters=filters).totals[query] == len(numbers)
        assert len(archive.matching_ids(query, filters)) == len(numbers)
        return numbers


@pytest.mark.parametrize(
    ("query", "stem", "numbers"),
    [
        ("strikes", None, {1}),
        ("strikes", "en", {0, 1, 2, 11}),
        ("STRIKING", "english", {0, 1, 2, 11}),
        ("strikes -breaking", "en", {0, 1, 2, 11}),
        ("strikes -breakers", "en", {0, 1, 2}),
        ("headline:strikes noon", "en", {1}),
        ("headline:(strikes OR stripe)", "en", {0, 1, 2, 4, 11}),
        ('"strikes at"', "en", {1}),
        ("strik*", "en", {0, 1, 2, 3, 11}),
        ("Haus", "de", {5, 6}),
        ("Häusern", "Deutsch", {5, 6}),
        ("greve", "fr", {7, 8}),
        ("забастовку", "ru", {9, 10}),
        ("天気", "en", {12}),
        ("-strike", "en", {3, 4, 5, 6, 7, 8, 9, 10, 12}),
        ("", "en", set(range(13))),
    ],
)
def test_words_are_found_by_their_stem(
    path: Path, query: str, stem: str | None, numbers: set[int]
) -> None:
    assert found(path, query, stem) == numbers


def test_what_was_looked_for_is_said_and_marked(path: Path) -> None:
    ran = CliRunner().invoke(main, ["search", "strikes", "--stem", "en", "--archive", str(path)])
    assert ran.exit_code == 0
    assert "‘strikes’ was searched for by its stem, too: strike, striking." in ran.stderr
    (page,) = ask(path, "/search?q=strikes&stem=en")
    assert "by its stem, too" in page.text
    for word in ("strike", "strikes", "striking"):
        assert f"<mark>{word}</mark>" in page.text
    (shown,) = ask(path, "/article/3?q=strikes&stem=en")
    assert "<mark>striking</mark>" in shown.text


def test_a_language_without_stems_is_refused(path: Path) -> None:
    ran = CliRunner().invoke(main, ["count", "x", "--stem", "Chinese", "--archive", str(path)])
    assert ran.exit_code == 2
    assert "no stems for 'Chinese'" in ran.stderr
    with Archive(path) as archive, pytest.raises(ValueError, match="no stems"):
        archive.search("x", stem="tlh")
    (page,) = ask(path, "/search?q=strike&stem=tlh")
    assert "there are no stems for" in page.text
    assert {stem_language(code) for code in SNOWBALL} == set(SNOWBALL)
    assert stem_language("Bokmål") == "no"


def test_the_words_looked_for_are_bounded(tmp_path: Path) -> None:
    """Very many words that begin alike, and very many of one stem, cost no more than a bound."""
    path = tmp_path / "news.db"
    many = [f"zarn{a}{b}{c}" for a in "abcdefghij" for b in "klmnopqrst" for c in "uvwxyz"]
    endings = ("a", "e", "i", "o", "um", "us", "y", "ox", "ux")
    text = " ".join([*(word + end for word in many for end in endings), "zarn zarns"])
    with Archive(path, write=True) as archive:
        archive.save([visit(article("Words", (text, "And more.")))])
        hits = archive.search("zarns", stem="en")
    assert len(many) * len(endings) > COMPARED
    assert len(hits.query.words) <= MOST_FORMS + 1
    assert {words.text for words in hits.query.words} >= {"zarns", "zarn"}
