"""A worse reader spoils nothing: what it replaced comes back, what it would spoil is told first."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from archive_samples import STORY, hours, saved
from archive_state import is_whole, look, told
from click.testing import CliRunner, Result
from killing import killed_at

from archive import Archive, Capture, Filters, Visit
from archive.writing.reparse import undo_log
from archive.writing.reparse.parsed_capture import ParsedCapture
from archive.writing.runs import signal_of
from crawler.reparse import parser_pool
from crawler.reparse import reparse as reparsing
from crawler.reparse.dry_run import dry_run
from crawler.reparse.parser_pool import ParserPool
from crawler.reparse.reparse import reparse, undo
from newsclip.cli import main
from parsers import VERSION
from parsers.records import Article, Paragraph

CONSENT = "We and our 812 partners would like to set cookies on this device. Do you agree?"
SITE = "https://www.harbourgazette.example"


def story(number: int, headline: str = "Harbour") -> Article:
    texts = (f"The {number}th ship of the year came in on Monday, said its owner.", *STORY)
    return Article(headline=f"{headline} {number}", paragraphs=tuple(map(Paragraph, texts)))


def fetched(number: int, at: float = 0, edition: str = "", site: str = SITE) -> Visit:
    """A visit whose page the reader of those days read well."""
    url = f"{site}/{number}"
    capture = Capture(url, hours(number + at), 200, f"<p>{number}{edition}</p>".encode())
    read = story(number, f"Harbour{edition}")
    return Visit(url, hours(number + at), None, 200, None, capture, read, "good reader")


def front(number: int) -> Visit:
    capture = Capture(f"{SITE}/tag/{number}", hours(number), 200, b"<p>none</p>")
    return Visit(capture.url, hours(number), "not-an-article", 200, "no text", capture)


class _Reading:
    """Readers who read every page in this process, by a function given."""

    task = 4
    most = 2

    def __init__(self, archive: Path, read: Any) -> None:
        self._archive = archive
        self._read = read

    def submit(self, place: tuple[str, str], keys: Sequence[str]) -> Future[list[ParsedCapture]]:
        done: Future[list[ParsedCapture]] = Future()
        with Archive(self._archive) as opened:
            pages = [opened.capture(key) for key in keys]
        done.set_result([ParsedCapture(page.id, self._read(page)) for page in pages if page])
        return done

    def failure(self, error: BaseException) -> object:
        return error


def by(path: Path, read: Any) -> Any:
    """Someone to read all pages of the archive at *path* by the function *read*."""

    def pool() -> AbstractContextManager[ParserPool]:
        return nullcontext(_Reading(path, read))

    return pool


def number_of(page: Capture) -> int:
    return int(page.url.rpartition("/")[2])


def badly(page: Capture) -> Article:
    """As a reader who takes the consent dialog for the story."""
    return Article(headline=f"Harbour {number_of(page)}", paragraphs=(Paragraph(CONSENT),))


def well(page: Capture) -> Article:
    """As a reader who sees a byline that the one before did not see."""
    return replace(story(number_of(page)), byline="By Ada Moss")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    visits = [fetched(n) for n in range(12)]
    visits += [fetched(2, 20, " burns"), fetched(3, 21), front(40), front(41)]
    return saved(tmp_path / "news.db", *visits)


def contents(path: Path) -> dict[str, Any]:
    """All that the archive says of articles, whatever it noted beside them."""
    found = told(path)
    return {name: found[name] for name in ("articles", "paragraphs", "images", "revisions",
                                           "sightings", "visits", "pages")}  # fmt: skip


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["reparse", *map(str, words)])


def test_what_a_worse_reader_replaced_comes_back(path: Path) -> None:
    before = contents(path)
    done = reparse(path, Filters(), at_any_price=True, pool=by(path, badly))
    assert (done.changed, done.found) == (12, 2)
    assert contents(path) != before
    back = run("--undo", "--archive", path)
    assert back.exit_code == 0, back.output
    assert "12 articles read as before, 2 new ones removed" in back.stdout
    assert contents(path) == before
    is_whole(path)
    with Archive(path) as archive:
        assert len(archive.search("owner")) == 12
        assert archive.search("cookies") == []
        assert archive.runs()[0].counts == {"restored": 12, "removed": 2, "left": 0}
    assert "Nothing is kept" in run("--undo", "--archive", path).stdout
    assert look(path, "SELECT count(*) FROM replaced") == [(0,)]


def test_only_the_last_run_is_undone_and_one_that_replaces_nothing_is_none(path: Path) -> None:
    reparse(path, Filters(), at_any_price=True, pool=by(path, badly))
    after_first = contents(path)
    reparse(path, Filters(), everything=True, at_any_price=True, pool=by(path, badly))
    assert look(path, "SELECT count(*) FROM replaced") == [(14,)], "nothing was replaced"
    reparse(path, Filters(), everything=True, at_any_price=True, pool=by(path, well))
    undo(path)
    assert contents(path) == after_first


def test_what_was_fetched_since_stays(path: Path) -> None:
    reparse(path, Filters(), at_any_price=True, pool=by(path, badly))
    later = fetched(1, 10_000, " sinks")
    saved(path, replace(later, parser=VERSION), fetched(77))
    undo(path)
    is_whole(path)
    with Archive(path) as archive:
        lines = archive.revisions(2)
        assert [one.record.headline for one in lines] == ["Harbour 1", "Harbour sinks 1"]
        assert len(lines[0].record.paragraphs) == 1 + len(STORY)
        stored = archive.article(2)
        assert stored
        assert stored.record.headline == "Harbour sinks 1"
        assert archive.known(f"{SITE}/77")


def test_a_run_cut_short_and_the_one_that_goes_on_are_undone_together(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(path)

    def cut(done: int, total: int) -> None:
        raise KeyboardInterrupt(15)

    monkeypatch.setattr(reparsing, "BATCH", 5)
    badly_read = by(path, badly)
    first = reparse(path, Filters(), at_any_price=True, pool=badly_read, on_progress=cut)
    assert first.stopped_by == signal_of(KeyboardInterrupt(15))
    assert first.changed == 5
    rest = reparse(path, Filters(), everything=True, at_any_price=True, pool=by(path, badly))
    assert rest.changed == 7
    undo(path)
    assert contents(path) == before


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_lost(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr(reparsing, "BATCH", 3)
    monkeypatch.setattr(undo_log, "BATCH", 3)
    before = contents(path)
    go_on = partial(
        reparse, path, Filters(), everything=True, at_any_price=True, pool=by(path, badly)
    )
    for statement in count(60, 211):
        was_killed = killed_at(statement, go_on)
        is_whole(path)
        go_on()  # what the killed run had kept is undone too
        killed_at(statement, partial(undo, path))
        is_whole(path)
        undo(path)
        assert contents(path) == before
        if not was_killed:
            break


def test_many_with_one_and_the_same_text_are_told_and_left(path: Path) -> None:
    others = [fetched(n, site="https://www.other.example") for n in range(20, 26)]
    saved(path, *others)
    before = contents(path)

    def read(page: Capture) -> Article:
        return well(page) if "other.example" in page.url else badly(page)

    done = reparse(path, Filters(), pool=by(path, read))
    assert list(done.held) == ["www.harbourgazette.example"]
    assert (
        "12 of 12 articles would have one and the same text: “We and our 812"
        in (done.held["www.harbourgazette.example"])
    )
    assert (done.changed, done.found) == (6, 0)
    with Archive(path) as archive:
        bylines = {one.record.byline for one in archive.articles(site="www.other.example")}
        assert bylines == {"By Ada Moss"}
        assert archive.runs()[0].exit_code == 1
    undo(path)
    assert contents(path) == before


def test_many_that_lose_a_fifth_of_their_words_are_told(path: Path) -> None:
    def read(page: Capture) -> Article:
        whole = story(number_of(page))
        is_cut = number_of(page) % 2
        return replace(whole, paragraphs=whole.paragraphs[: 2 if is_cut else 4])

    tried = dry_run(path, Filters(), pool=by(path, read))
    done = reparse(path, Filters(site="www.harbourgazette.example"), pool=by(path, read))
    for one in (tried, done):
        assert (
            "6 of 12 articles would lose a fifth of their text"
            in (one.held["www.harbourgazette.example"])
        )
    assert done.changed == 0
    agreed = reparse(path, Filters(), pool=by(path, read), at_any_price=True)
    assert (agreed.changed, agreed.held) == (7, {})  # six are cut, one has another headline


def test_the_command_tells_what_it_left_and_how_to_go_on(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parser_pool, "on_this_machine", by(path, badly))
    left = run("--archive", path)
    assert left.exit_code == 1, left.output
    assert "www.harbourgazette.example is left as it is" in left.stderr
    assert "newsclip reparse --yes --site www.harbourgazette.example" in left.stderr
    agreed = run("--archive", path, "--yes")
    assert agreed.exit_code == 0, agreed.output
    assert "12 articles changed" in agreed.stdout


def test_what_is_forgotten_is_not_kept_either(path: Path) -> None:
    reparse(path, Filters(), at_any_price=True, pool=by(path, badly))
    with Archive(path, write=True) as archive:
        archive.forget(archive.to_forget(f"{SITE}/1"))
    assert look(path, "SELECT count(*) FROM replaced WHERE article_id = 2") == [(0,)]
    undo(path)
    with Archive(path) as archive:
        assert archive.known(f"{SITE}/1") is None
