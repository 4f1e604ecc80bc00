"""Filters by the names that people use, and what is near a value that no article has."""

from __future__ import annotations

from pathlib import Path

import pytest
from archive_samples import NOON, article, visit
from browsing import ask
from click.testing import CliRunner, Result

from archive import Archive, Filters
from archive.search.suggestions.language_names import code_of, name_of
from newsclip.cli import main
from parsers.records import Dateline, Image

LANGUAGES = ("en", "en-GB", "de")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("suggestions") / "news.db"
    with Archive(made, write=True) as archive:
        archive.save([
            visit(
                article(
                    f"Story {n}", published_at=NOON, language=LANGUAGES[n % 3], section="Sport",
                    authors=("Ada Rook",),
                    dateline=Dateline("ANKARA, Turkey", "ANKARA, Turkey", None, "Reuters"),
                    images=(Image(url="u", creator="Ines Calado", agencies=("AFP",)),),
                ),
                url=f"https://{site}/{n}",
            )
            for site in ("bbc.co.uk", "tides.com", "tides.org")
            for n in range(3)
        ])  # fmt: skip
        archive.connection.execute("UPDATE sites SET name = 'BBC News' WHERE domain = 'bbc.co.uk'")
    return made


def run(path: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["search", *words, "--archive", str(path)])


@pytest.mark.parametrize(
    ("wanted", "found", "told"),
    [
        ({"language": "english"}, 6, "‘english’ was taken as en"),
        ({"language": "Deutsch"}, 3, "taken as de"),
        ({"language": "EN-gb"}, 3, ""),
        ({"site": "BBC"}, 3, "‘BBC’ was taken as bbc.co.uk"),
        ({"site": "bbc news"}, 3, "taken as bbc.co.uk"),
        ({"site": "bbc.co.uk"}, 3, ""),
        ({"site": "tides"}, 0, ""),
    ],
)
def test_languages_and_sites_have_names(
    path: Path, wanted: dict[str, str], found: int, told: str
) -> None:
    with Archive(path) as archive:
        hits = archive.search("", **wanted)
        assert hits.total == found
        assert archive.count(**wanted).totals[""] == found
        assert len(archive.matching_ids("", Filters(**wanted))) == found
    assert (told in " ".join(hits.notes)) if told else hits.notes == ()


@pytest.mark.parametrize(
    ("option", "value", "near"),
    [
        ("site", "tide.com", "tides.com"),
        ("language", "frensh", ""),
        ("section", "Spotr", "Sport"),
        ("author", "Ada Rok", "Ada Rook"),
        ("place", "Ankra", "ANKARA, Turkey"),
        ("agency", "Reuter", "Reuters"),
        ("photographer", "Inez Calado", "Ines Calado"),
        ("kind", "liveblog", "live-blog"),
    ],
)
def test_a_value_that_no_article_has_is_told_with_what_is_near(
    path: Path, option: str, value: str, near: str
) -> None:
    result = run(path, f"--{option}", value)
    assert result.exit_code == 0
    assert f"No article has the {option} ‘{value}’" in result.stderr
    assert near in result.stderr
    (page,) = ask(path, f"/search?{option}={value}")
    assert f"No article has the {option}" in page.text
    if near:
        (follow,) = ask(path, f"/search.json?{option}={near}")
        assert follow.text.count('"headline"') == (0 if option == "kind" else len_of(path, option))


def len_of(path: Path, option: str) -> int:
    return 3 if option == "site" else 9


def test_a_known_value_is_not_doubted(path: Path) -> None:
    result = run(path, "nothingofthat", "--site", "tides.com", "--section", "sport")
    assert "Nothing found." in result.stderr
    assert "No article has" not in result.stderr


def test_a_language_has_one_code_and_any_of_its_names() -> None:
    assert code_of("ČEŠTINA") == code_of("czech") == "cs"
    assert code_of("en") is None
    assert name_of("en-GB") == "English, GB"
    assert name_of("tlh") == "tlh"
