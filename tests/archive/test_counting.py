"""Counting articles: what each counts for, shares, names, days, and how SQLite goes about it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from archive_samples import article, visit
from click.testing import CliRunner, Result

from archive import Archive, Filters
from archive.counting import counting, dimensions
from archive.search.filters import register
from archive.search.query_language.query import read_query
from archive.search.selective_filters import Selected
from newsclip.cli import main
from parsers.records import Dateline, Image

EAST = timezone(timedelta(hours=9))


def at(day: int, hour: int = 12, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight articles of three sites; the storm is in five of them."""
    path = tmp_path_factory.mktemp("counted") / "news.db"
    tokyo = datetime(2026, 3, 1, 3, tzinfo=EAST)  # still February in UTC
    picture = Image("u", "A wave", agencies=("AP", "Reuters"), is_lead=True)
    lisbon = Dateline("LISBON (ap)", place="LISBON", agency="ap")
    made = [
        ("a", article("Storm", published_at=at(2), section="Sport", authors=("Ada Moss",))),
        ("a", article("Storm", published_at=at(3), section="SPORT", authors=("ADA MOSS", "Bo Ek"))),
        ("a", article("Calm", published_at=at(9), section="Sport", language="en-GB")),
        ("b", article("Storm", published_at=at(1, month=4), images=(picture,), language="en")),
        ("b", article("Calm", published_at=date(2026, 4, 30), dateline=lisbon, images=(picture,))),
        ("b", article("Storm", published_at=tokyo, kind="video")),
        ("c", article("Storm", published_at=at(5), dateline=Dateline("Lisbon", place="Lisbon"))),
        ("c", article("Calm", published_at=at(6), authors=("Bo Ek",), language="de")),
    ]  # fmt: skip
    with Archive(path, write=True) as archive:
        for n, (site, read) in enumerate(made):
            archive.save([visit(read, url=f"https://{'fr.' if n == 1 else ''}{site}.com/{n}")])
    return path


@pytest.fixture(scope="module")
def archive(path: Path):
    with Archive(path) as opened:
        yield opened


def cells(archive: Archive, *queries: str, by: str, **options) -> dict:
    found = {}
    for one in archive.count(*queries, by=by, **options):
        found[one.cell if len(one.cell) > 1 else one.cell[0]] = one.articles
    return found


BY = [
    ("month", {"2026-03": 4, "2026-04": 1}),
    ("day", {"2026-03-01": 1, "2026-03-02": 1, "2026-03-03": 1, "2026-03-05": 1, "2026-04-01": 1}),
    ("week", {"2026-02-23": 1, "2026-03-02": 3, "2026-03-30": 1}),
    ("site", {"a.com": 2, "b.com": 2, "c.com": 1}),
    ("section", {None: 3, "SPORT": 2}),
    ("language", {None: 4, "en": 1}),
    ("kind", {"article": 4, "video": 1}),
    ("author", {None: 3, "Ada Moss": 2, "Bo Ek": 1}),
    ("agency", {None: 4, "AP": 1, "Reuters": 1}),
    ("place", {None: 4, "Lisbon": 1}),
    ("site,kind", {("a.com", "article"): 2, ("b.com", "article"): 1,
                   ("b.com", "video"): 1, ("c.com", "article"): 1}),
]  # fmt: skip


@pytest.mark.parametrize(("by", "expected"), BY)
def test_what_an_article_counts_for(archive: Archive, by: str, expected: dict) -> None:
    found = cells(archive, "storm", by=by)
    alike = {name and name.casefold(): n for name, n in found.items()} if by == "section" else found
    wanted = (
        {name and name.casefold(): n for name, n in expected.items()}
        if by == "section"
        else expected
    )
    assert alike == wanted
    assert archive.count("storm", by=by).totals == {"storm": 5}


def test_names_count_as_one_under_the_spelling_printed_most(archive: Archive) -> None:
    assert cells(archive, by="agency") == {None: 6, "AP": 2, "Reuters": 2}
    assert cells(archive, by="section") == {None: 5, "Sport": 3}
    assert cells(archive, by="language") == {None: 5, "en": 2, "de": 1}


def test_days_are_the_outlets_own(archive: Archive) -> None:
    assert cells(archive, "storm", by="month", utc=True) == {
        "2026-02": 1, "2026-03": 3, "2026-04": 1,
    }  # fmt: skip


def test_shares_are_of_all_articles_of_the_cell(archive: Archive) -> None:
    counts = archive.count("storm", by="site", share=True)
    assert [(one.cell, one.articles, one.output) for one in counts] == [
        (("a.com",), 2, 3), (("b.com",), 2, 3), (("c.com",), 1, 2),
    ]  # fmt: skip
    assert counts[2].share == 0.5
    by_month = archive.count("headline:calm -kiel", by="month,site", share=True, site="c.com")
    assert [(one.cell, one.articles, one.share) for one in by_month] == [
        (("2026-03", "c.com"), 1, 0.5)
    ]
    nothing = archive.count("lisbon", by="month", share=True)
    assert [(one.cell, one.articles, one.share) for one in nothing] == [
        (("2026-03",), 1, 1 / 6), (("2026-04",), 1, 0.5),
    ]  # fmt: skip


def test_several_queries_are_counted_in_the_same_cells(archive: Archive) -> None:
    counts = archive.count("storm", "calm", by="month")
    assert [(one.query, one.cell[0], one.articles) for one in counts] == [
        ("storm", "2026-03", 4), ("storm", "2026-04", 1),
        ("calm", "2026-03", 2), ("calm", "2026-04", 1),
    ]  # fmt: skip
    assert counts.totals == {"storm": 5, "calm": 3}


def test_filters_negations_and_nothing(archive: Archive) -> None:
    assert cells(archive, "storm", by="site", since=at(3), until=at(6)) == {
        "a.com": 1, "c.com": 1,
    }  # fmt: skip
    assert cells(archive, "-storm", by="site") == {
        "a.com": 1, "b.com": 1, "c.com": 1,
    }  # fmt: skip
    assert cells(archive, "storm", by="site", agency="reuters") == {"b.com": 1}
    assert cells(archive, "storm", by="site", filters=Filters(site="fr.a.com")) == {"a.com": 1}
    assert list(archive.count("!!!", by="site")) == []
    assert [one.articles for one in archive.count("storm")] == [5]
    assert [one.articles for one in archive.count("nowhere")] == []
    assert archive.count("storm or calm").notes


def test_only_the_largest(archive: Archive) -> None:
    counts = archive.count("storm", by="month,author", top=2)
    assert {one.cell[1] for one in counts} == {None, "Ada Moss"}
    assert counts.left_out == 1


@pytest.mark.parametrize("by", ["year", "day,month", "site,section,kind", "site,site"])
def test_what_cannot_be_counted_by_is_refused(archive: Archive, by: str) -> None:
    with pytest.raises(ValueError, match=r"count by|is none of"):
        archive.count("storm", by=by)


def test_a_frame(archive: Archive) -> None:
    frame = archive.count("storm", "calm", by=("month", "site"), share=True).to_dataframe()
    assert list(frame.columns) == ["query", "month", "site", "articles", "output", "share"]
    assert frame.articles.sum() == 8


PLANS = [
    ("storm", ("month", "site"), {},
     ["SCAN f VIRTUAL TABLE INDEX", "SEARCH a USING INTEGER PRIMARY KEY"]),
    ("storm", ("agency",), {}, ["SCAN f VIRTUAL TABLE INDEX", "SEARCH a USING INTEGER PRIMARY KEY",
                                "SEARCH i USING PRIMARY KEY"]),
    ("", ("month", "author"), {}, ["SCAN a"]),
    ("storm", ("site",), {"site": "fr.a.com"},
     ["SCAN f VIRTUAL TABLE INDEX", "SEARCH a USING INTEGER PRIMARY KEY",
      *["SEARCH articles USING INTEGER PRIMARY KEY"] * 2]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "by", "wanted", "steps"), PLANS)
def test_bodies_are_never_opened(archive: Archive, query, by, wanted, steps) -> None:
    """The words come from their index, all else from the short form of the articles."""
    register(archive.connection)
    narrowing = Selected(archive.connection, Filters(**wanted))
    sql, values = counting.statement(read_query(query), dimensions.chosen(by), narrowing, utc=False)
    plan = [
        row[3]
        for row in archive.connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        if "json_each" not in row[3] and row[3][:4] in ("SCAN", "SEAR")
    ]
    assert len(plan) == len(steps), plan
    assert all(found.startswith(step) for found, step in zip(plan, steps, strict=True)), plan


# The command


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["count", "--archive", str(path), *arguments])


def test_the_command_prints_a_table(path: Path) -> None:
    ran = run(path, "storm", "calm", "--by", "site", "--share")
    assert ran.exit_code == 0, ran.output
    lines = [line.split() for line in ran.stdout.splitlines()]
    assert lines[0] == ["site", "storm", "storm", "%", "calm", "calm", "%", "output"]
    assert lines[1] == ["a.com", "2", "66.67%", "1", "33.33%", "3"]
    assert ran.stderr.splitlines() == ["storm: 5 articles", "calm: 3 articles"]


def test_the_command_prints_rows(path: Path) -> None:
    ran = run(path, "storm", "--by", "month", "--format", "jsonl")
    assert [json.loads(line) for line in ran.stdout.splitlines()] == [
        {"query": "storm", "month": "2026-03", "articles": 4},
        {"query": "storm", "month": "2026-04", "articles": 1},
    ]
    ran = run(path, "-storm", "--by", "site", "--format", "csv")
    assert ran.stdout.splitlines()[:2] == ["query,site,articles", "-storm,a.com,1"]
    assert run(path, "storm", "--by", "year").exit_code == 2
    assert run(path, "storm", "--chart", "x.png").exit_code == 2


@pytest.mark.parametrize("by", ["day", "week", "month,site", "site", "author,kind"])
@pytest.mark.parametrize("ending", ["svg", "html"])
def test_a_chart_is_a_file_of_its_own(path: Path, tmp_path: Path, by: str, ending: str) -> None:
    import xml.etree.ElementTree as ElementTree

    file = tmp_path / f"chart.{ending}"
    ran = run(path, "storm <b>", "calm", "--by", by, "--share", "--chart", str(file))
    assert ran.exit_code == 0, ran.output
    text = file.read_text("utf-8")
    assert "<b>" not in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
    if ending == "svg":
        ElementTree.fromstring(text)
    assert "calm" in text


def test_the_outlets_day_is_kept_through_an_upgrade_and_an_undo(tmp_path: Path) -> None:
    """It is in the record of each revision, whatever the row has lost."""
    from archive.schema.migrations import short_articles
    from archive.writing.reparse.undo_log import UndoLog

    tokyo = datetime(2026, 3, 1, 3, tzinfo=EAST)
    with Archive(tmp_path / "news.db", write=True) as archive:
        archive.save([visit(article("Storm", published_at=tokyo))])
        days = "SELECT published_day, day FROM articles JOIN articles_short USING (id)"
        assert archive.connection.execute(days).fetchall() == [("2026-03-01", "2026-03-01")]
        archive.connection.execute("UPDATE articles SET published_day = NULL")
        archive.connection.execute(short_articles.FILL_DAYS)
        assert archive.connection.execute(days).fetchall() == [("2026-03-01", "2026-03-01")]
        state = UndoLog(archive.connection, 1).state_of(1)
        assert state
        assert "2026-03-01T03:00:00+09:00" in state["record"]


def test_an_archive_of_an_earlier_release_is_not_counted_and_not_upgraded(tmp_path: Path) -> None:
    from archive import ArchiveOutdated
    from archive.counting.facets import facets

    with Archive(tmp_path / "news.db", write=True) as archive:
        archive.save([visit(article("Storm"))])
        archive.connection.execute("DROP TRIGGER articles_short_came")
        archive.connection.execute("DROP TRIGGER articles_short_changed")
        archive.connection.execute("ALTER TABLE articles_short DROP COLUMN day")
    with Archive(tmp_path / "news.db") as archive:
        with pytest.raises(ArchiveOutdated, match="counting"):
            archive.count("storm")
        assert facets(archive.connection, "", Filters(), 8).values == {}
        assert archive.search("").total == 1
