"""report: what the page shows is what the archive says, and nothing on it runs."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from archive_samples import article, visit
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive, Capture, Filters, Visit
from archive.records import Front, Placement
from newsclip.cli import main
from newsclip.report import page, report
from newsclip.report.drawing import svg
from newsclip.report.drawing.chart_svg import draw
from newsclip.report.period import Span
from newsclip.terminal.output.printing import strip_controls
from parsers.records import Dateline, Image

START = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)  # a Monday
HOSTILE = "</title><script>alert(1)</script>\x1b[31m\u202e"
SITES = ("example.com", "example.org", "o'rly.example")


def story(number: int) -> tuple[str, datetime, object]:
    site = SITES[number % 3]
    moment = START + timedelta(hours=7 * number)
    picture = Image(
        url="https://www.example.com/p.jpg",
        caption="The ferry",
        credit="Ada Rook/AP",
        creator=HOSTILE if number == 4 else "Ada Rook",
        agencies=("AP", "Agence Rive") if number % 2 else ("AP",),
        is_lead=True,
    )
    place = Dateline(text="PORT MAREN (AP)", place="PORT MAREN", agency="AP", source="body")
    read = article(
        f"Ferry number {number}",
        tuple(f"Word {n} of the story about the harbour." for n in range(3 + 4 * number)),
        published_at=moment.date() if number % 5 == 0 else moment,
        dateline=place if number % 2 else None,
        images=(picture,) if number % 3 else (),
        section=HOSTILE if number == 4 else "Harbour",
    )
    return f"https://{site}/story-{number}", moment + timedelta(minutes=20), read


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "news.db"
    with Archive(path, write=True) as opened:
        run = opened.start_run("crawl")
        visits = []
        for number in range(24):
            url, moment, read = story(number)
            visits.append(visit(read, moment, url))
            if number % 6 == 0:
                edited = replace(read, headline=f"Ferry {number}, corrected")
                visits.append(visit(edited, moment + timedelta(hours=5), url))
        for number, outcome in enumerate(("failed", "blocked", "gone", "robots")):
            url = f"https://{SITES[1]}/missing-{number}"
            visits.append(Visit(url, START + timedelta(days=number), outcome=outcome))
        opened.save(visits, run)
        opened.finish_run(run, 0, {})
    return path


SCOPES = {
    "all": Filters(),
    "site": Filters(site=SITES[0]),
    "host": Filters(site="www.example.org"),
    "quote": Filters(site=SITES[2]),
    "since": Filters(since=START + timedelta(days=2)),
    "both": Filters(site=SITES[1], until=START + timedelta(days=3)),
    "never": Filters(since=datetime(2031, 1, 1, tzinfo=UTC)),
    "nobody": Filters(site="nobody.example"),
}


class Tables(HTMLParser):
    """The tables and queries of a page, by the id of their figure."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.queries: dict[str, str] = {}
        self.tags: set[str] = set()
        self._figure = ""
        self._into: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, _ in attrs:
            assert not name.startswith("on"), f"{tag} {name}"
        values = dict(attrs)
        if tag == "figure":
            self._figure = str(values["id"])
            self.tables[self._figure] = []
        elif tag == "tr":
            self.tables[self._figure].append([])
        elif tag == "td":
            self.tables[self._figure][-1].append("")
        elif tag == "code" and self._into == "pre":
            self.queries[self._figure] = ""
        self._into = tag

    def handle_endtag(self, tag: str) -> None:
        self._into = None
        if tag == "figure":
            self._figure = ""

    def handle_data(self, data: str) -> None:
        if self._into == "td":
            self.tables[self._figure][-1][-1] += data
        elif self._into == "code" and self._figure in self.queries:
            self.queries[self._figure] += data


@pytest.mark.parametrize("name", SCOPES)
def test_every_query_gives_the_table_above_it(archive: Path, name: str) -> None:
    """Put to the archive by a stranger's program, each query charts what the page shows."""
    with Archive(archive) as opened:
        made = report(opened, SCOPES[name])
    shown = Tables(page(made))
    assert set(shown.queries) == {data.chart.name for data in made.charts}
    with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as database:
        for chart, sql in shown.queries.items():
            rows = database.execute(sql).fetchall()
            texts = [["" if value is None else str(value) for value in row] for row in rows]
            seen = [row for row in shown.tables[chart] if row]
            assert seen == [[_printable(one) for one in row] for row in texts], chart
    if name in ("never", "nobody"):
        assert not made.charts
        assert made.totals["articles"] == 0
    else:
        assert any(data.rows for data in made.charts)


def _printable(text: str) -> str:
    return strip_controls(text)


def test_the_figures_are_those_of_the_archive(archive: Path) -> None:
    with Archive(archive) as opened:
        made = report(opened)
        charts = {data.chart.name: data for data in made.charts}
        assert made.totals == {
            "articles": 24, "sites": 3, "edited": 4, "pictures": 16, "requests": 32, "undated": 0,
        }  # fmt: skip
    requests = charts["requests"]
    assert sum(requests.column("new")) == 24
    assert sum(requests.column("revised")) == 4
    assert sum(requests.column("failed")) == sum(requests.column("blocked")) == 1
    assert sum(requests.column("other")) == 2
    named = set(charts["sites-by-day"].column("site"))
    assert named == {site.replace("'", "%27") for site in SITES}, "imported pages too"
    assert charts["sites"].rows[0][:2] == (SITES[0], 8)
    assert charts["edit-delays"].rows == (("3 to 6 hours", 4),)
    assert charts["edited-fields"].rows == (("headline", 4, 4),)
    assert charts["dateline-places"].rows == (("PORT MAREN", 12, 3),)
    assert charts["picture-agencies"].rows == (("AP", 16, 16), ("Agence Rive", 8, 8))
    assert sum(charts["hours"].column("articles")) == 19, "bare days have no hour"
    assert sum(charts["lengths"].column("articles")) == 24
    fill = charts["fill"]
    assert set(fill.column("headline")) == {100.0}
    assert set(fill.column("kicker")) == {0.0}


def test_a_period_counts_articles_by_publication_and_requests_by_their_time(archive: Path) -> None:
    since, until = START + timedelta(days=1), START + timedelta(days=2)
    with Archive(archive) as opened:
        made = report(opened, Filters(since=since, until=until))
        wanted = len(list(opened.articles(since=since, until=until)))
    assert made.totals["articles"] == wanted > 0
    requests = next(one for one in made.charts if one.chart.name == "requests")
    assert sum(requests.column("blocked")) == 1
    assert sum(requests.column("failed")) == 0


def test_the_page_loads_nothing_and_runs_nothing(archive: Path) -> None:
    with Archive(archive) as opened:
        text = page(report(opened))
    assert "alert(1)" in text, "the hostile words are shown"
    assert not {"script", "img", "iframe", "link", "object", "base"} & Tables(text).tags
    assert "default-src 'none'" in text
    assert not re.findall(r"(?:src|href|srcset)=\"?https?:|url\(|@import", text)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_every_chart_is_drawn_inside_its_frame(archive: Path) -> None:
    with Archive(archive) as opened:
        made = report(opened)
    for data in made.charts:
        drawn = draw(data)
        assert bool(drawn) == bool(data.rows)
        forms = list(ElementTree.fromstring(f"<both>{drawn}</both>")) if drawn else []
        assert [form.attrib["class"] for form in forms] == ["wide", "narrow"][: len(forms)]
        for form in forms:
            _, _, width, height = map(float, form.attrib["viewBox"].split())
            for one in form.iter("rect"):
                assert 0 <= float(one.attrib["x"]) <= width
                assert float(one.attrib["x"]) + float(one.attrib["width"]) <= width + 1
                assert float(one.attrib["y"]) + float(one.attrib["height"]) <= height
                assert float(one.attrib["width"]) > 0


def test_small_numbers_are_shown_with_what_they_are_not(tmp_path: Path) -> None:
    """Every class of lengths has its place, and one day is a column, not a slab."""
    with Archive(tmp_path / "news.db", write=True) as opened:
        opened.save([visit(article(published_at=START), START)])
        made = report(opened)
    drawn = {data.chart.name: ElementTree.fromstring(f"<b>{draw(data)}</b>")[0]
             for data in made.charts if data.rows}  # fmt: skip
    labels = [one.text for one in drawn["lengths"].iter("title")]
    assert len(labels) == 13
    assert labels[0] == "0 to 49: 1 articles"
    assert labels[-1] == "3000 and more: nothing"
    (column,) = [one for one in drawn["published"].iter("rect") if one.get("class") == "c-new"]
    assert float(column.attrib["width"]) <= svg.THICKEST


def test_spellings_of_a_name_are_one(tmp_path: Path) -> None:
    """Whatever the script; under the spelling printed most, and by SQL that anybody can run."""
    spellings = ("МОСКВА", "Москва", "Москва", "Paris")
    path = tmp_path / "news.db"
    with Archive(path, write=True) as opened:
        opened.save([
            visit(
                article(
                    published_at=START, section=place, language=("en-GB", "en")[n % 2],
                    authors=(place,), byline=place,
                    dateline=Dateline(text=place, place=place, agency=("AFP", "afp")[n % 2]),
                ),
                START, f"https://{SITES[n % 2]}/{n}",
            )
            for n, place in enumerate(spellings)
        ])  # fmt: skip
        opened.connection.execute("UPDATE sites SET name = 'The Example' WHERE domain = ?",
                                  [SITES[0]])  # fmt: skip
        opened.connection.commit()
        made = report(opened)
        charts = {data.chart.name: data for data in made.charts}
        for name in ("sections", "authors", "dateline-places"):
            assert charts[name].rows == (("Москва", 3, 2), ("Paris", 1, 1)), name
            assert tuple(opened.connection.execute(charts[name].chart.sql)) == charts[name].rows
    assert [row[1] for row in charts["dateline-agencies"].rows] == [4]
    assert charts["languages"].rows == (("en", 4, 2),)
    assert "The Example" in draw(charts["sites"], made.names)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=100))
def test_any_counts_make_columns_below_their_axis(values: list[int]) -> None:
    labels = [str(n) for n in range(len(values))]
    drawn = ElementTree.fromstring(svg.columns(labels, [("n", "c-new", values)], labels))
    tops = [float(one.attrib["y"]) for one in drawn.iter("rect") if one.get("class") == "c-new"]
    assert len(tops) == sum(1 for value in values if value)
    assert all(top >= 13 for top in tops)


@given(st.text(), st.integers(20, 200))
def test_a_name_is_cut_to_its_room(name: str, room: int) -> None:
    cut = svg.shortened(name, room)
    assert cut == " ".join(_printable(name).split()) or cut.endswith("…")
    assert svg.cell_len(cut) * svg.CHARACTER <= max(room, svg.CHARACTER)


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 6000), st.integers(0, 6000))
def test_steps_are_those_that_sql_finds(first: date, length: int, at: int) -> None:
    """Every day of a span falls in one of its steps, as SQLite counts them."""
    from newsclip.report.period import span_of_days

    last = first + timedelta(days=length)
    span = span_of_days(first.isoformat(), last.isoformat())
    assert isinstance(span, Span)
    steps = span.steps()
    assert len(steps) <= 65
    day = (first + timedelta(days=at % (length + 1))).isoformat()
    with closing(sqlite3.connect(":memory:")) as database:
        moment = f"'{day}T12:00:00Z'"
        sql = f"SELECT {span.label(moment)}, {span.bounded(moment)}"
        label, kept = database.execute(sql).fetchone()
    assert label == kept
    assert label in steps


def test_one_article_of_another_century_does_not_stretch_the_axis(tmp_path: Path) -> None:
    with Archive(tmp_path / "news.db", write=True) as opened:
        for number in range(150):
            moment = START + timedelta(hours=number)
            read = article(f"Story {number}", published_at=moment)
            if number == 7:
                read = replace(read, published_at=datetime(1970, 1, 1, 1, tzinfo=UTC))
            opened.save([visit(read, moment, f"https://www.example.com/{number}")])
        made = report(opened)
    published = next(one for one in made.charts if one.chart.name == "published")
    assert published.columns[0] == "day"
    assert published.rows[0] == ("earlier", 1)
    assert "earlier" in draw(published)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["report", *arguments])


def test_the_command_writes_a_page(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(archive.parent)
    assert run().exit_code == 0
    written = archive.with_name("report.html").read_text("utf-8")
    assert written.startswith("<!doctype html>")
    again = run("--quiet")
    assert (again.exit_code, again.output) == (0, "")
    assert run("news.db", "--output", "-", "--site", SITES[0]).stdout.startswith("<!doctype")
    assert not list(archive.parent.glob(".*unfinished"))


def test_words_are_no_archive(archive: Path) -> None:
    ran = run("flood", "--archive", str(archive))
    assert ran.exit_code == 2
    assert "newsclip report --query flood" in ran.stderr


def test_a_file_that_is_no_report_is_kept(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = archive.parent / "else"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("report.html").write_text("<h1>My own report</h1>")
    ran = run("--archive", str(archive))
    assert ran.exit_code == 2
    assert "--output" in ran.stderr
    assert Path("report.html").read_text() == "<h1>My own report</h1>"
    assert run("--archive", str(archive), "--output", "missing/report.html").exit_code == 2


def test_json_has_the_same_figures(archive: Path) -> None:
    ran = run(str(archive), "--format", "json")
    found = json.loads(ran.stdout)
    assert found["totals"]["articles"] == 24
    with Archive(archive) as opened:
        made = report(opened)
    assert [one["name"] for one in found["charts"]] == [one.chart.name for one in made.charts]
    assert found["charts"][0]["rows"] == [list(row) for row in made.charts[0].rows]


def test_the_archive_is_not_written_to(archive: Path) -> None:
    before = archive.read_bytes()
    with Archive(archive) as opened:
        report(opened)
        (named,) = opened.connection.execute("PRAGMA query_only").fetchone()
    assert named == 1
    assert archive.read_bytes() == before


def test_a_site_that_lost_its_captions_stands_first(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    now = datetime.now(UTC)
    with Archive(path, write=True) as opened:
        visits = []
        for number in range(120):
            moment = now - timedelta(hours=10 * (120 - number))
            caption = Image(caption="The ferry <b>", is_lead=True) if number < 90 else None
            read = article(
                f"Story {number}", published_at=moment, images=(caption,) if caption else ()
            )
            visits.append(visit(read, moment, f"https://example.com/story-{number}"))
        opened.save(visits)
        opened.connection.execute(
            "INSERT OR IGNORE INTO sites (domain, added_at) VALUES ('example.com', '2026-01-01')"
        )
        whole, one = report(opened), report(opened, Filters(site="example.com"))
    for made in (whole, one):
        assert [found.state for found in made.health] == ["degraded"]
        text = page(made)
        assert text.index("Look at these first") < text.index("Coverage")
        assert made.health[0].changes[0].text.partition(" ")[0] in text


def test_copies_on_other_sites_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Archive(path, write=True) as opened:
        opened.save(
            [
                visit(article(f"Ferry {n}"), START, f"https://{site}/{n}")
                for n, site in enumerate(["example.com", "example.org", "example.net"])
            ]
        )
        opened.connection.executescript(
            "CREATE TABLE IF NOT EXISTS clusters (article_id, cluster_id, likeness);"
            "INSERT OR REPLACE INTO clusters (article_id, cluster_id, likeness)"
            " VALUES (1, 1, 1), (2, 1, 0.8), (3, 1, 0.7)"
        )
        whole, one = report(opened), report(opened, Filters(site="example.org"))
    for made, pairs in ((whole, 3), (one, 2)):
        charts = {data.chart.name: data for data in made.charts}
        (story,) = charts["shared-stories"].rows
        assert story[:4] == ("Ferry 0", 3, 3, "example.com")
        assert len(charts["sites-that-share"].rows) == pairs
        with closing(sqlite3.connect(path)) as database:
            for name in ("shared-stories", "sites-that-share"):
                asked = database.execute(charts[name].chart.sql).fetchall()
                assert tuple(asked) == charts[name].rows


def test_a_query_chooses_articles(archive: Path) -> None:
    """By the language of searches; the SQL shown below a chart gives what the chart shows."""
    for query in ("headline:corrected OR headline:7", "-headline:corrected", "!!!"):
        with Archive(archive) as opened:
            made = report(opened, query=query)
            assert made.totals["articles"] == opened.search(query).total
        with closing(sqlite3.connect(archive)) as database:
            for data in made.charts:
                assert database.execute(data.chart.sql).fetchall() == list(data.rows)
    told = run("--archive", str(archive), "--query", "ferry or tide", "--output", "-")
    assert "articles found by “ferry or tide”" in told.stdout
    assert "OR finds either" in told.stderr


def test_time_on_the_front_is_told_by_section_and_outlet(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    home, section = "https://www.example.com/", "https://www.example.com/sport"
    ferry, lock = Placement(f"{home}ferry", "Ferry stops", 2), Placement(f"{home}lock", "Lock", 3)
    with Archive(path, write=True) as opened:
        opened.save(
            [
                visit(article("Ferry stops", section="Harbour"), START, ferry.url),
                visit(article("Lock mended", ("Other",) * 3, section="Money"), START, lock.url),
            ]
        )
        seen = (
            (0, home, (ferry, lock)),
            (3, home, (ferry,)),
            (4, home, (lock,)),
            (1, section, (lock,)),
        )
        for at, url, stories in seen:
            moment = START + timedelta(hours=at)
            capture = Capture(url, moment, 200, f"<html>{at}".encode())
            front = Front(url, stories)
            opened.save([Visit(url, moment, "not-an-article", capture=capture, front=front)])
        charts = {data.chart.name: data for data in report(opened).charts}
        none = {
            data.chart.name: data for data in report(opened, Filters(site="nobody.example")).charts
        }
    assert charts["front-sections"].rows == (
        ("example.com: Harbour", 4.0, 1, 4.0),
        ("example.com: Money", 3.0, 1, 3.0),
    )
    assert charts["front-stories"].rows == (
        ("Ferry stops", 4.0, 1, "example.com"),
        ("Lock", 3.0, 1, "example.com"),
    )
    assert charts["front-headlines"].rows == (("example.com", 66.7, 3, 2),)
    assert "front-sections" not in none
    with Archive(path) as opened:
        made = page(report(opened))
    for query in Tables(made).queries.values():
        with closing(sqlite3.connect(path)) as database:
            database.execute(query)
