"""Stored pages read again: what a better reader changes, and what it may not."""

from __future__ import annotations

import json
import signal
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest
from archive_samples import NOON, STORY, URL, article, hours, saved
from archive_state import is_whole, look
from click.testing import CliRunner, Result

import parsers
from archive import Archive, Capture, Filters, Visit
from archive.reading.field_diff import fields_changed
from archive.writing.reparse.parsed_capture import ParsedCapture
from crawler.errors import WorkerFailed
from crawler.reparse import parser_pool
from crawler.reparse import reparse as reparsing
from crawler.reparse.dry_run import dry_run
from crawler.reparse.reparse import reparse
from crawler.reparse.reparsed import Reparsed
from newsclip.cli import main
from parsers.records import Image

NO_STORY = "<title>Eastwick</title><nav><a href='/a'>Sport</a> <a href='/b'>Ships</a></nav>"


def page(headline: str = "Harbour opens again", story: Sequence[str] = STORY) -> bytes:
    text = "".join(f"<p>{one}</p>" for one in story)
    return f"""<html lang="en"><head><title>{headline}</title></head><body>
        <article><h1>{headline}</h1><p class="byline">By Ada Moss</p>{text}</article>
        </body></html>""".encode()


def kept(html: bytes, headline: str | None, url: str = URL, at: float = 0) -> Visit:
    """A visit whose page an older reader read as *headline*, or as no article."""
    capture = Capture(url, hours(at), 200, html, content_type="text/html")
    if headline is None:
        return Visit(url, hours(at), "not-an-article", 200, "no text", capture)
    return Visit(url, hours(at), None, 200, None, capture, article(headline), "older reader")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


def test_the_new_reading_takes_the_place_of_the_old(path: Path) -> None:
    saved(path, kept(page(), "Harbour opens again | The Gazette"))
    done = reparse(path, Filters())
    assert done.counts == {"pages": 1, "changed": 1, "same": 0, "found": 0, "kept": 0}
    with Archive(path) as archive:
        stored = archive.article(1)
        assert stored
        assert (stored.record.headline, stored.record.byline) == (
            "Harbour opens again",
            "By Ada Moss",
        )
        assert (stored.parser, stored.revision, stored.url) == (parsers.VERSION, 1, URL)
        assert stored.first_seen_at == stored.last_seen_at == "2026-11-01T12:00:00.000Z"
        assert [hit.id for hit in archive.search("divers")] == [1]
        assert archive.search("gazette") == []
        (revision,) = archive.revisions(1)
        assert (revision.record, revision.parser) == (stored.record, parsers.VERSION)
        assert archive.runs()[0].command == "reparse"
        assert archive.runs()[0].counts["changed"] == 1
    assert look(path, "SELECT count(*) FROM visits") == [(1,)], "nothing was visited"
    is_whole(path)


def test_what_was_read_already_is_not_read_again(path: Path) -> None:
    saved(path, kept(page(), "Old"), kept(NO_STORY.encode(), None, URL + "/none"))
    assert reparse(path, Filters()).pages == 2
    assert reparse(path, Filters()).pages == 0
    everything = reparse(path, Filters(), everything=True)
    assert (everything.pages, everything.same, everything.changed) == (2, 1, 0)


def test_all_revisions_are_read_by_one_reader(path: Path) -> None:
    edited = ("Divers found a second crack in the harbour wall on Sunday morning, he said.", *STORY)
    saved(
        path,
        kept(page(), "Old one"),
        kept(page("Harbour stays shut", edited), "Old two", at=2),
        kept(page("Harbour stays shut", edited), "Old two", at=3),
        kept(page("Harbour stays shut", STORY), "Old three", at=4),
    )
    assert reparse(path, Filters()).changed == 1
    with Archive(path) as archive:
        found = archive.revisions(1)
        assert [(r.record.headline, r.changed, r.parser) for r in found] == [
            ("Harbour opens again", (), parsers.VERSION),
            ("Harbour stays shut", ("headline", "body"), parsers.VERSION),
            ("Harbour stays shut", ("body",), parsers.VERSION),
        ]
        stored = archive.article(1)
        assert stored
        assert stored.record == found[-1].record
    is_whole(path)


def test_no_revision_comes_of_reading_again(path: Path) -> None:
    """Two captures that read alike before and differ now stay one revision."""
    saved(path, kept(page(), "Old"), kept(page("Harbour stays shut"), "Old", at=1))
    reparse(path, Filters())
    assert look(path, "SELECT revision FROM articles") == [(1,)]
    with Archive(path) as archive:
        assert [hit.headline for hit in archive.search("harbour")] == ["Harbour stays shut"]
    is_whole(path)


def test_changes_that_cannot_be_told_anew_stay_as_they_were_told(path: Path) -> None:
    saved(path, kept(page(), "Old one"), kept(NO_STORY.encode(), "Old two", at=1))
    before = look(path, "SELECT changed FROM revisions ORDER BY revision")
    done = reparse(path, Filters())
    assert done.kept == 1
    assert before == [("[]",), ('["headline"]',)]
    assert look(path, "SELECT changed FROM revisions ORDER BY revision") == before
    assert look(path, "SELECT parser FROM revisions ORDER BY revision") == [
        (parsers.VERSION,),
        ("older reader",),
    ]


def test_a_page_that_gives_no_article_keeps_its_old_one(path: Path) -> None:
    saved(path, kept(NO_STORY.encode(), "Harbour opens"))
    done = reparse(path, Filters())
    assert (done.kept, done.changed) == (1, 0)
    ((url, reason),) = done.problems
    assert url == URL
    assert reason
    assert look(path, "SELECT headline, parser FROM articles") == [
        ("Harbour opens", "older reader")
    ]
    assert look(path, "SELECT parser, reason FROM passed_over") == [(parsers.VERSION, reason)]
    assert reparse(path, Filters()).pages == 0, "it is not asked again"


def test_a_damaged_page_costs_itself_alone(path: Path) -> None:
    saved(path, kept(page(), "Old"), kept(page("Ferry sails at noon"), "Old ferry", URL + "/2"))
    with Archive(path, write=True) as archive:
        assert archive.captures.connection
        archive.captures.connection.execute(
            "UPDATE captures SET body = x'00' WHERE url = ?", [URL + "/2"]
        )
    done = reparse(path, Filters())
    assert (done.changed, done.kept) == (1, 1)
    assert "damaged" in done.problems[0][1]


def test_articles_are_found_in_pages_that_had_given_none(path: Path) -> None:
    saved(path, kept(page(), None), kept(NO_STORY.encode(), None, URL + "/none"))
    done = reparse(path, Filters())
    assert (done.pages, done.found) == (2, 1)
    assert look(path, "SELECT headline, parser, first_seen_at FROM articles") == [
        ("Harbour opens again", parsers.VERSION, "2026-11-01T12:00:00.000Z")
    ]
    assert look(path, "SELECT outcome, article_id FROM visits ORDER BY id") == [
        ("not-an-article", 1),
        ("not-an-article", None),
    ]
    is_whole(path)


def test_a_copy_of_a_known_article_is_looked_at_once(path: Path) -> None:
    copy = page().replace(b"</head>", f'<link rel="canonical" href="{URL}"></head>'.encode())
    saved(path, kept(page(), "Old"), kept(copy, None, URL + "?print=1", at=1))
    assert reparse(path, Filters()).pages == 2
    assert look(path, "SELECT count(*) FROM articles") == [(1,)]
    assert reparse(path, Filters()).pages == 0


def test_what_was_forgotten_is_not_found_again(path: Path) -> None:
    saved(path, kept(page(), None))
    with Archive(path, write=True) as archive:
        archive.connection.execute(
            "INSERT INTO forgotten (url_key, scope, forgotten_at)"
            " VALUES ('example.com', 'site', '2026-11-01T00:00:00Z')"
        )
    assert reparse(path, Filters()).found == 0


def test_forgetting_a_page_leaves_no_note_of_it(path: Path) -> None:
    saved(path, kept(NO_STORY.encode(), "Harbour opens"))
    reparse(path, Filters())
    with Archive(path, write=True) as archive:
        archive.forget(archive.to_forget(URL))
    assert look(path, "SELECT * FROM passed_over") == []


def test_only_what_is_asked_for(path: Path) -> None:
    other = "https://www.example.org/ferry"
    saved(path, kept(page(), "Old"), kept(page("Ferry sails"), "Old", other, at=48))
    saved(path, kept(page("Mayor speaks"), None, other + "/2", at=48))
    assert dry_run(path, Filters(site="example.org")).counts["pages"] == 2
    assert dry_run(path, Filters(since=hours(24))).counts["pages"] == 2
    assert dry_run(path, Filters(until=hours(24))).counts["pages"] == 1
    assert reparse(path, Filters(site="example.org", until=hours(24))).pages == 0


def test_an_interrupted_run_goes_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reparsing, "BATCH", 2)
    monkeypatch.setattr(parser_pool, "TASK", 2)
    saved(path, *(kept(page(f"Harbour {n} opens"), f"Old {n}", f"{URL}/{n}") for n in range(7)))

    def interrupt(done: int, total: int) -> None:
        assert total == 7
        if done >= 4:
            raise KeyboardInterrupt

    first = reparse(path, Filters(), on_progress=interrupt)
    assert first.stopped_by == signal.SIGINT
    assert first.changed == 4
    second = reparse(path, Filters())
    assert (second.changed, second.stopped_by) == (3, None)
    assert look(path, "SELECT DISTINCT parser FROM articles") == [(parsers.VERSION,)]
    assert look(path, "SELECT exit_code FROM runs ORDER BY id") == [(130,), (0,)]
    is_whole(path)


def test_a_dry_run_writes_nothing_and_shows_what_would_change(path: Path) -> None:
    saved(
        path,
        kept(page(), "Harbour opens again | The Gazette"),
        kept(page("Ferry sails at noon"), "Ferry | The Gazette", URL + "/2"),
        kept(NO_STORY.encode(), "Mayor speaks", URL + "/3"),
        kept(page("Market opens"), None, URL + "/4"),
    )
    with Archive(path) as archive:
        before = list(archive.connection.iterdump())
    done = dry_run(path, Filters())
    with Archive(path) as archive:
        assert list(archive.connection.iterdump()) == before
    assert done.counts == {"pages": 4, "changed": 2, "same": 0, "found": 1, "kept": 1}
    headline = done.changes["example.com", "headline"]
    assert (headline.changed, headline.gained, headline.lost) == (2, 0, 0)
    assert headline.examples[1] == (URL + "/2", "Ferry | The Gazette", "Ferry sails at noon")
    byline = done.changes["example.com", "byline"]
    assert (byline.changed, byline.gained, byline.lost) == (0, 2, 0)


def test_one_page_too_much_for_a_worker_costs_itself_alone() -> None:
    """The task's other pages are read after all, each by itself."""

    class Frail:
        """Workers that cannot stand the page called bad."""

        def submit(self, task: object, *args: object) -> Future[list[ParsedCapture]]:
            future: Future[list[ParsedCapture]] = Future()
            if args[-1] == ["bad"]:
                future.set_exception(MemoryError())
            else:
                future.set_result([ParsedCapture(args[-1][0], article())])  # type: ignore[index]
            return future

        def failure(self, error: BaseException) -> WorkerFailed:
            return WorkerFailed("reading it took too much memory")

    together: Future[list[ParsedCapture]] = Future()
    together.set_exception(MemoryError())
    task = [(1, ["good", "bad"]), (2, ["fine"])]
    read = dict(parser_pool._collect(task, together, Frail(), ("news.db", "")))  # type: ignore[arg-type]
    assert [one.article is None for one in read[1]] == [False, True]
    assert read[1][1].reason == "reading it took too much memory"
    assert read[2][0].article


def test_fields_are_compared_one_by_one() -> None:
    before = article("A", images=(Image("u", "Ships", "Lee/AP"), Image("v", "The lock")))
    after = article("A", ("One.", "Two."), images=(Image("u", "Ships", "AP"), Image("v", "A lock")))
    found = fields_changed(before, after)
    assert list(found) == ["caption", "credit", "body"]
    assert found["caption"] == ("The lock", "A lock")
    assert found["credit"] == ("Lee/AP", "AP")
    assert fields_changed(after, after) == {}
    assert fields_changed(article(None), article("A"))["headline"] == ("", "A")


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["reparse", "--archive", str(path), *options])


def test_the_command(path: Path) -> None:
    saved(path, kept(page(), "Old"), kept(NO_STORY.encode(), "Mayor speaks", URL + "/3"))
    dry = run(path, "--dry-run", "--format", "jsonl")
    assert dry.exit_code == 0, dry.output
    fields = {row["field"]: row for row in map(json.loads, dry.stdout.splitlines())}
    assert fields["headline"]["examples"] == [
        {"url": URL, "before": "Old", "after": "Harbour opens again"}
    ]
    table = run(path, "--dry-run")
    assert "- Old\n  + Harbour opens again" in table.stdout
    assert "1 articles would change" in table.stderr
    real = run(path)
    assert real.exit_code == 0, real.output
    assert "1 articles changed" in real.stdout
    assert "1 keep their old reading" in real.stdout
    assert f"{URL}/3 keeps its article" in real.stderr
    assert run(path, "--quiet").output == ""


def test_a_missing_archive(path: Path) -> None:
    for options in ((), ("--dry-run",)):
        ran = run(path, *options)
        assert ran.exit_code == 2
        assert "newsclip crawl" in ran.stderr
    assert not path.exists()


def test_the_figures_have_names() -> None:
    assert set(Reparsed().counts) == {"pages", "changed", "same", "found", "kept"}
    assert hours(0) == NOON
