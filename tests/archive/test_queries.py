"""The questions of docs/queries.md: each is answered, by an index where it says so."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from pathlib import Path

import pytest
from archive_samples import article, visit
from click.testing import CliRunner

from archive import Archive
from newsclip.cli import main
from parsers.records import Dateline, Image

PAGE = Path(__file__).resolve().parents[2] / "docs" / "queries.md"
QUERIES = re.findall(r"^```sql\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)


def picture(number: int, credit: str | None, creator: str | None, *agencies: str) -> Image:
    return Image(
        f"https://pictures.example/{number}.jpg",
        f"The lighthouse of Lisbon, picture {number}",
        credit,
        creator,
        agencies,
        is_lead=True,
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven articles of three sites whose pictures and datelines are known."""
    path = tmp_path_factory.mktemp("questions") / "news.db"
    calado = picture(1, "Ines Calado/AP", "Ines Calado", "AP")
    pool = picture(2, "Ines Calado/Pool via AP", "Ines Calado", "Pool", "AP")
    own = picture(3, "Ada Moss", "Ada Moss")
    bare = picture(4, None, None)
    lisbon = Dateline("LISBON (AP)", "LISBON", None, "AP", None, "body")
    trondheim = Dateline("TRONDHEIM, Norway", "TRONDHEIM, Norway", None, None, None, "body")
    reuters = Dateline("OSLO (Reuters)", "OSLO", None, "Reuters", None, "body")
    seen = Dateline("Lisbon, Portugal", "Lisbon, Portugal", None, None, None, "caption")
    stories = [
        ("one.com", "Ferry", (calado,), lisbon),
        ("one.com", "Mayor", (pool, bare), trondheim),
        ("one.com", "Orchard", (bare,), None),
        ("two.com", "Light", (calado, own), reuters),
        ("two.com", "Strike", (own,), seen),
        ("two.com", "Choir", (), None),
        ("three.com", "Tide", (bare,), trondheim),
    ]
    with Archive(path, write=True) as opened:
        for site, headline, images, dateline in stories:
            read = article(headline, images=images, dateline=dateline, authors=("Ada Moss",))
            opened.save([visit(read, url=f"https://www.{site}/{headline.lower()}")])
    return path


def ask(archive: Path, query: str) -> list[dict[str, object]]:
    with contextlib.closing(sqlite3.connect(archive)) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(query)]


def asked(archive: Path, start: str) -> list[dict[str, object]]:
    """The answer to the question that follows the words *start* in the page."""
    text = PAGE.read_text("utf-8")
    found = re.search(r"^```sql\n(.*?)^```$", text[text.index(start) :], re.M | re.S)
    assert found
    return ask(archive, found[1])


def searched(archive: Path, *options: str) -> set[str]:
    ran = CliRunner().invoke(
        main, ["search", "--archive", str(archive), "--format", "jsonl", *options]
    )
    assert ran.exit_code == 0, ran.output
    return {json.loads(line)["headline"] for line in ran.stdout.splitlines()}


def test_there_are_as_many_questions_as_promised() -> None:
    assert len(QUERIES) >= 15


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_each_is_by_index_where_it_says_so(archive: Path, query: str) -> None:
    plan = " ".join(str(row["detail"]) for row in ask(archive, f"EXPLAIN QUERY PLAN {query}"))
    if named := re.match(r"-- uses (\w+)", query):
        is_there = f"INDEX {named[1]} " in plan or f"{named[1]} VIRTUAL TABLE" in plan
        assert is_there, plan
        assert not re.search(r"SCAN (?!articles_fts\b)\w+(?! USING)", plan) or "fts" in plan, plan


def test_the_search_options_and_their_sql_agree(archive: Path) -> None:
    by_sql = {row["headline"] for row in asked(archive, "`newsclip search --place")}
    assert by_sql == searched(archive, "--place", "lisbon", "--agency", "AP") == {"Ferry"}
    by_sql = {row["headline"] for row in asked(archive, '`newsclip search --credit "')}
    assert by_sql == searched(archive, "--credit", "calado") == {"Ferry", "Mayor", "Light"}
    by_sql = {row["headline"] for row in asked(archive, '`newsclip search --photographer "')}
    assert by_sql == searched(archive, "--photographer", "Ines Calado")
    assert {row["headline"] for row in asked(archive, "The same by index")} == {"Mayor", "Tide"}


def test_who_photographs_for_whom(archive: Path) -> None:
    assert asked(archive, "Who photographs for whom") == [
        {"photographer": "Ines Calado", "agency": "AP", "pictures": 3, "sites": 2},
        {"photographer": "Ines Calado", "agency": "Pool", "pictures": 1, "sites": 1},
    ]


def test_stories_without_a_credit(archive: Path) -> None:
    assert asked(archive, "How many stories with a picture") == [
        {"site": "three.com", "illustrated": 1, "uncredited": 1, "share": 1.0},
        {"site": "one.com", "illustrated": 3, "uncredited": 1, "share": 0.33},
        {"site": "two.com", "illustrated": 2, "uncredited": 0, "share": 0.0},
    ]


def test_where_pictures_come_from(archive: Path) -> None:
    assert asked(archive, "How each site gets its pictures")[0] == {
        "site": "one.com",
        "pictures": 4,
        "by_agency": 2,
        "by_person": 0,
        "nobody_says": 2,
    }
    assert [row["credit"] for row in asked(archive, "Pictures that came from several")] == [
        "Ines Calado/Pool via AP"
    ]
    assert asked(archive, "Pictures that are used again")[0]["stories"] == 3
    credits = [row["credit"] for row in asked(archive, "Captions and what was read")]
    assert credits[:4] == [None, None, None, credits[3]]
    assert all(credits[3:])
    assert {row["headline"] for row in asked(archive, "Words of captions")} == {
        "Ferry", "Mayor", "Orchard", "Light", "Strike", "Tide",
    }  # fmt: skip


def test_where_stories_are_filed(archive: Path) -> None:
    filed = asked(archive, "Which outlets file from where")
    assert {(row["site"], row["place"]) for row in filed} == {
        ("one.com", "LISBON"),
        ("one.com", "TRONDHEIM, Norway"),
        ("two.com", "OSLO"),
        ("three.com", "TRONDHEIM, Norway"),
    }
    shares = {row["site"]: row for row in asked(archive, "What share of each site's stories")}
    assert shares["two.com"]["dateline"] == 0.33
    assert shares["two.com"]["only_from_caption"] == 0.33
    disagreeing = {row["headline"] for row in asked(archive, "Stories filed from one place")}
    assert disagreeing == {"Mayor", "Light", "Tide"}
