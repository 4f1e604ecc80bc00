"""Archives made apart become one: nothing twice, nothing lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from archive_samples import URL, article, hours, visit
from archive_state import is_whole, told
from click.testing import CliRunner, Result
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive, Capture, Schedule, Visit
from archive.upkeep.merge.forgotten import asked_of
from archive.upkeep.merge.merge import merge
from archive.upkeep.merge.merged import Merged
from newsclip.cli import main
from newsclip.cluster.shards import running
from parsers.records import Article

STATES = ("Harbour opens", "Harbour burns", "Harbour opens again")


def made(path: Path, *visits: Visit) -> Path:
    with Archive(path, write=True) as archive:
        for one in visits:
            archive.save([one], archive.start_run("crawl") if one.detail == "run" else None)
    return path


def merged(into: Path, *sources: Path, **options: Any) -> Merged:
    opened = [Archive(one) for one in sources]
    try:
        with Archive(into, write=True) as target, target.lock():
            return merge(target, opened, asked=asked_of(opened, target), **options)
    finally:
        for one in opened:
            one.close()


def differs(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [name for name in one if one[name] != other[name]]


_visits = st.lists(
    st.tuples(
        st.integers(0, 3),  # which page
        st.sampled_from(STATES),
        st.integers(0, 20),  # when
        st.sampled_from(["a", "b", "ab"]),  # whose
        st.sampled_from(["", "claims"]),
    ),
    max_size=12,
    unique_by=lambda one: one[2],  # captures of one moment have no order
)


def _visit(page: int, state: str, at: int, kind: str) -> Visit:
    url = f"https://www.example.com/{page}"
    subject = ("Ferry", "Mayor", "Orchard", "Lighthouse")[page]  # no story looks like another
    read = article(f"{subject} {state}", (f"{subject} of {subject} tells what {subject} knows.",))
    if kind == "claims":
        read = replace(read, canonical_url="https://www.example.com/all")
        return visit(read, hours(at), f"{url}/claims")
    return visit(read, hours(at), url, schedule=Schedule(hours(at + 1), 0, f"e{at}"))


@pytest.mark.slow
@given(_visits)
@examples(40)
def test_the_merge_of_two_halves_is_the_whole(plan: list[tuple[int, str, int, str, str]]) -> None:
    with TemporaryDirectory() as folder:
        plan = sorted(plan, key=lambda one: one[2])
        visits = [(_visit(page, state, at, kind), whose) for page, state, at, whose, kind in plan]
        whole = made(Path(folder, "whole.db"), *(one for one, _ in visits))
        halves = [
            made(Path(folder, f"{name}.db"), *(one for one, whose in visits if name in whose))
            for name in "ab"
        ]
        into = Path(folder, "c.db")
        merged(into, *halves)
        is_whole(into)
        expected, found = told(whole), told(into)
        assert differs(expected, found) == []
        again = merged(into, *halves)
        assert again.counts == {"pages": 0, "new": 0, "revised": 0, "visits": 0, "damaged": 0}
        assert differs(found, told(into)) == []


def test_a_copy_for_telephones_in_one_of_them_is_no_second_article(folder: Path) -> None:
    copy = visit(article(canonical_url=URL), hours(1), "https://amp.example.com/harbour")
    a = made(folder / "a.db", visit(article()))
    b = made(folder / "b.db", copy, visit(article(), hours(2)))
    for new, pages in ((1, 3), (0, 0)):
        done = merged(folder / "c.db", a, b)
        assert (done.new, done.revised, done.pages) == (new, 0, pages)
    with Archive(folder / "c.db") as archive:
        (one,) = archive.articles()
        assert (one.url, one.row["revision"]) == (URL, 1)
        assert (one.row["first_seen_at"], one.row["last_seen_at"]) == tuple(
            hours(n).strftime("%Y-%m-%dT%H:%M:%S.000Z") for n in (0, 2)
        )
    is_whole(folder / "c.db")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def test_revisions_of_both_are_kept_in_the_order_of_their_captures(folder: Path) -> None:
    a = made(folder / "a.db", visit(article(STATES[0])), visit(article(STATES[1]), hours(4)))
    b = made(folder / "b.db", visit(article(STATES[2]), hours(2)))
    done = merged(folder / "c.db", a, b)
    with Archive(folder / "c.db") as archive:
        headlines = [one.record.headline for one in archive.revisions(1)]
        assert headlines == [STATES[0], STATES[2], STATES[1]]
        assert [one.changed for one in archive.revisions(1)][1:] == [("headline",)] * 2
    assert (done.new, done.revised, done.pages) == (1, 2, 3)


def test_into_an_archive_that_has_articles(folder: Path) -> None:
    a = made(folder / "a.db", visit(article(STATES[0])), visit(article("Ferry"), url=URL + "/2"))
    c = made(folder / "c.db", visit(article("Mayor"), url=URL + "/3"), visit(article(STATES[0])))
    merged(c, a)
    is_whole(c)
    with Archive(c) as archive:
        found = [(one.id, one.record.headline) for one in archive.articles()]
        assert found == [(1, "Mayor"), (2, STATES[0]), (3, "Ferry")]
        assert [hit.id for hit in archive.search("ferry")] == [3]


def test_an_article_is_new_once(folder: Path) -> None:
    first = visit(article("Harbour opens"), hours(1))
    later = visit(article("Harbour burns"), hours(2))
    made(folder / "b.db", first)
    made(folder / "c.db", later)
    merged(folder / "c.db", folder / "b.db")
    with Archive(folder / "c.db") as archive:
        found = archive.connection.execute("SELECT outcome FROM visits ORDER BY visited_at")
        assert found.fetchall() == [("new",), ("revised",)]


def test_visits_are_called_the_same_after_a_merge_that_was_cut_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a = made(tmp_path / "a.db", _visit(0, STATES[0], 1, ""))
    b = made(tmp_path / "b.db", _visit(0, STATES[1], 2, ""), _visit(1, STATES[0], 3, ""))
    at_once, again = tmp_path / "at-once.db", tmp_path / "again.db"
    merged(at_once, a, b)
    with monkeypatch.context() as cut:
        cut.setattr("archive.upkeep.merge.merge.copy_runs", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            merged(again, a, b)
    merged(again, a, b)
    assert differs(told(at_once), told(again)) == []


def _interrupted(*args: object) -> None:
    raise KeyboardInterrupt


def test_the_sources_are_only_read(folder: Path) -> None:
    a = made(folder / "a.db", visit(article(STATES[0])))
    files = {file: file.read_bytes() for file in folder.glob("a.*db")}
    assert len(files) == 2
    merged(folder / "c.db", a)
    assert {file: file.read_bytes() for file in folder.glob("a.*db")} == files


def test_runs_and_their_visits(folder: Path) -> None:
    gone = Visit(URL + "/gone", hours(3), "gone", 404)
    a = made(folder / "a.db", visit(article(STATES[0]), detail="run"), gone)
    b = made(folder / "b.db", visit(article("Ferry"), hours(1), URL + "/2", detail="run"))
    for _ in range(2):
        merged(folder / "c.db", a, b)
    with Archive(folder / "c.db") as archive:
        look = archive.connection.execute
        assert look("SELECT count(*) FROM runs").fetchone() == (2,)
        assert look("SELECT run_id, article_id, outcome FROM visits ORDER BY id").fetchall() == [
            (1, 1, "new"),
            (None, None, "gone"),
            (2, 2, "new"),
        ]


def test_what_was_seen_without_being_read(folder: Path) -> None:
    a = made(
        folder / "a.db",
        visit(article(STATES[0])),
        Visit(URL, hours(9), "not-modified", 304),
    )
    merged(folder / "c.db", a)
    assert differs(told(a), told(folder / "c.db")) == []


def test_what_one_was_asked_to_forget_is_in_none(folder: Path) -> None:
    other = "https://www.example.org/story"
    a = made(folder / "a.db", visit(article(STATES[0])), visit(article("Mayor"), url=other))
    b = made(folder / "b.db", visit(article(STATES[1]), hours(1)))
    c = made(folder / "c.db", visit(article(STATES[0])), visit(article("Ferry"), url=URL + "/2"))
    with Archive(b, write=True) as archive:
        archive.forget(archive.to_forget(URL))
        archive.forget(archive.to_forget("example.org"))
    merged(c, a, b)
    is_whole(c)
    with Archive(c) as archive:
        assert [one.record.headline for one in archive.articles()] == ["Ferry"]
        assert archive.is_forgotten(URL)
        assert archive.is_forgotten(other)
        assert archive.captures.of_page(URL) == []
        left = "SELECT url FROM visits WHERE url IN (?, ?)"
        assert archive.connection.execute(left, [URL, other]).fetchall() == []


@pytest.fixture
def forgetful(folder: Path) -> tuple[Path, Path]:
    """An archive with three articles, and one that was asked to forget two of them."""
    urls = [URL, URL + "/2", "https://www.example.org/story"]
    c = made(folder / "c.db", *(visit(article(f"Story {n}"), url=u) for n, u in enumerate(urls)))
    b = made(folder / "b.db", visit(article("Ferry"), url="https://www.example.net/ferry"))
    with Archive(b, write=True) as archive:
        archive.forget(archive.to_forget(URL))
        archive.forget(archive.to_forget("example.org"))
    return c, b


def test_what_another_archive_forgot_is_forgotten_here_only_where_somebody_agrees(
    forgetful: tuple[Path, Path],
) -> None:
    c, b = forgetful
    before = told(c)
    refused = run(b, "--into", c)
    assert refused.exit_code == 2, refused.output
    assert "2 articles removed, 2 stored pages removed (example.com/2026" in refused.stderr
    assert "--forget-too" in refused.stderr
    assert told(c) == before
    with Archive(c) as archive:
        assert archive.runs() == []
        assert not archive.is_forgotten(URL)
    agreed = run(b, "--into", c, "--forget-too")
    assert agreed.exit_code == 0, agreed.output
    assert "2 articles removed, 2 stored pages removed" in agreed.stdout
    is_whole(c)
    with Archive(c) as archive:
        assert {one.record.headline for one in archive.articles()} == {"Story 1", "Ferry"}
        (noted,) = archive.runs()
        assert noted.counts["articles removed"] == 2
        assert noted.counts["pages removed"] == 2
        assert noted.counts["forgotten too"] == 2
    assert run(b, "--into", c).exit_code == 0  # it is agreed now


@pytest.mark.parametrize("answer", ["n\n", "y\n", ""])
def test_on_a_terminal_it_is_asked(
    forgetful: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    from newsclip.commands import merge_

    monkeypatch.setattr(merge_, "can_be_asked", lambda: True)
    c, b = forgetful
    before = told(c)
    asked = CliRunner().invoke(main, ["merge", str(b), "--into", str(c)], input=answer)
    assert "2 articles removed, 2 stored pages removed" in asked.stderr
    assert asked.exit_code == (0 if answer == "y\n" else 1)
    assert (told(c) == before) == (answer != "y\n")


def test_what_one_archive_forgot_is_not_left_out_of_another_without_a_word(
    forgetful: tuple[Path, Path], folder: Path
) -> None:
    c, b = forgetful
    refused = run(c, b, "--into", folder / "new.db")
    assert refused.exit_code == 2
    assert "2 articles and 2 stored pages of the others left out" in refused.stderr
    assert not (folder / "new.db").exists(), "nothing is made for nothing"
    alone = run(b, "--into", folder / "new.db")
    assert alone.exit_code == 0, "where nothing is lost nobody is asked"
    assert "Forgotten too: 0 articles removed" in alone.stdout
    with Archive(folder / "new.db") as archive:
        assert archive.is_forgotten(URL)


def test_a_shard_that_means_to_forget_what_is_allowed_again_removes_nothing(
    forgetful: tuple[Path, Path],
) -> None:
    c, shard = forgetful
    with running(c, "import") as work:
        work.take([shard])
    with Archive(c) as archive:
        assert len(list(archive.articles())) == 4
    with Archive(c, write=True) as archive:
        archive.forget(archive.to_forget("example.net"))
    with running(c, "import") as work:
        work.take([shard])
    with Archive(c) as archive:
        assert archive.known("https://www.example.net/ferry") is None


def test_pages_packed_against_others(folder: Path) -> None:
    """Whatever a page was packed against, in the other archive or in neither."""
    page = "".join(f"<p>Line {n} of the page.</p>" for n in range(400))

    def of(n: int, text: str = "") -> Visit:
        body = f"<html>{page}{text or n}</html>".encode()
        return visit(article(f"Story {n}", (f"Text of {n}.",)), hours(n), f"{URL}/{n}", page=body)

    first = [of(n) for n in range(6)] + [of(7, "0"), of(8, "1")]
    second = [of(n) for n in (5, 4, 3, 9, 10)] + [of(11, "0"), of(12, "9")]
    a, b = made(folder / "a.db", *first), made(folder / "b.db", *second)
    merged(folder / "c.db", a, b)
    is_whole(folder / "c.db")
    with Archive(folder / "c.db") as archive:
        pages = archive.captures.connection
        assert pages
        for one in first + second:
            assert one.capture
            kept = archive.capture(one.capture.id)
            assert kept
            assert kept.body == one.capture.body
        chained = (
            "SELECT count(*) FROM captures c JOIN captures r ON r.id = c.reference_id"
            " WHERE r.encoding != 'zstd' AND NOT (c.encoding = 'same' AND r.encoding != 'same')"
        )
        assert pages.execute(chained).fetchone() == (0,)
        (twice,) = pages.execute(
            "SELECT count(*) - count(DISTINCT digest) FROM captures WHERE encoding != 'same'"
        ).fetchone()
        assert twice == 0
        packed = pages.execute("SELECT sum(length(body)) FROM captures").fetchone()[0]
        assert packed < 4 * len(page) / 10, "pages are not packed each by itself"


def test_what_two_readers_read_is_compared_as_read_by_today_s(folder: Path) -> None:
    a = made(folder / "a.db", visit(article("Harbour opens | Gazette"), parser="1"))
    b = made(folder / "b.db", visit(article("Harbour opens"), hours(1), parser="2"))
    edited = visit(article("Harbour burns"), hours(2), parser="2")
    made(b, edited)
    asked: list[str] = []

    def reread(capture: Capture) -> Article:
        asked.append(capture.id)
        return article("Harbour burns" if edited.capture == capture else "Harbour opens")

    merged(folder / "c.db", a, b, parse=reread, today="3")
    with Archive(folder / "c.db") as archive:
        found = archive.revisions(1)
        assert [one.record.headline for one in found] == ["Harbour opens", "Harbour burns"]
        assert {one.parser for one in found} == {"3"}
    assert len(set(asked)) == 3


def test_a_newer_reading_is_not_replaced_by_an_older_one(folder: Path) -> None:
    page = b"<html>the page</html>"
    a = made(folder / "a.db", visit(article("Old reading"), page=page, parser="1"))
    b = made(folder / "b.db", visit(article("Today's reading"), page=page, parser="2"))
    for name, order in (("c.db", (a, b)), ("d.db", (b, a))):
        merged(folder / name, *order, today="2")
        merged(folder / name, a, today="2")
        with Archive(folder / name) as archive:
            assert [one.record.headline for one in archive.articles()] == ["Today's reading"]
            assert len(archive.revisions(1)) == 1


def test_an_archive_without_its_pages(folder: Path) -> None:
    a = made(folder / "a.db", visit(article(STATES[0])), visit(article(STATES[1]), hours(1)))
    expected = told(a)
    for file in folder.glob("a.captures.db*"):
        file.unlink()
    merged(folder / "c.db", a)
    found = told(folder / "c.db")
    assert differs(expected, found) == ["pages"]


def _spoil(path: Path, table: str) -> None:
    """Overwrite the page in which the last rows of *table* are."""
    connection = sqlite3.connect(path)
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    (last,) = connection.execute(
        "SELECT max(pageno) FROM dbstat WHERE name = ? AND pagetype = 'leaf'", [table]
    ).fetchone()
    connection.close()
    with path.open("r+b") as file:
        file.seek((last - 1) * size)
        file.write(b"\xff" * size)


def _has_dbstat() -> bool:
    options: Iterable[tuple[str]] = sqlite3.connect(":memory:").execute("PRAGMA compile_options")
    return ("ENABLE_DBSTAT_VTAB",) in list(options)


@pytest.mark.skipif(not _has_dbstat(), reason="this SQLite cannot tell where its pages are")
@pytest.mark.parametrize("table", ["revisions", "articles", "captures"])
def test_a_damaged_archive_is_named_and_read_as_far_as_it_goes(folder: Path, table: str) -> None:
    visits = [visit(article(f"Story {n}"), hours(n), f"{URL}/{n}") for n in range(60)]
    a = made(folder / "a.db", *visits)
    b = made(folder / "b.db", visit(article("Ferry"), url=URL + "/ferry"))
    _spoil(folder / "a.captures.db" if table == "captures" else a, table)
    ran = run(a, b, "--into", folder / "c.db")
    assert ran.exit_code == 1, ran.output
    assert "a.db is damaged" in ran.stderr
    assert "b.db is damaged" not in ran.stderr
    with Archive(folder / "c.db") as archive:
        count = len(list(archive.articles()))
        assert 20 <= count <= 61
        assert archive.known(URL + "/ferry")


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["merge", *map(str, words)])


def test_the_command(folder: Path) -> None:
    a = made(folder / "a.db", visit(article(STATES[0])))
    b = made(folder / "b.db", visit(article(STATES[1]), hours(1)))
    ran = run(a, b, "--into", folder / "c.db")
    assert ran.exit_code == 0, ran.output
    assert "articles: 1, revisions: 1, stored pages: 2, visits: 2" in ran.stdout
    assert "Made a new archive" in ran.stderr
    assert run(a, "--into", folder / "c.db", "--quiet").output == ""
    with Archive(folder / "c.db") as archive:
        assert [one.exit_code for one in archive.runs()] == [0, 0]


def test_mistakes(folder: Path) -> None:
    a = made(folder / "a.db", visit(article(STATES[0])))
    itself = run(a, "--into", a)
    assert itself.exit_code == 2
    assert "into itself" in itself.stderr
    missing = run(folder / "none.db", "--into", folder / "c.db")
    assert missing.exit_code == 2
    assert "none.db" in missing.stderr
    assert not (folder / "c.db").exists(), "nothing is made for nothing"


def test_rows_that_are_not_whole_are_made_again_from_the_record(tmp_path: Path) -> None:
    source = made(tmp_path / "a.db", visit(article()))
    with sqlite3.connect(source) as connection:
        connection.execute("DELETE FROM paragraphs WHERE position = 0")
    merged(tmp_path / "c.db", source)
    with Archive(tmp_path / "c.db") as archive:
        assert archive.article(URL).record.paragraphs == article().paragraphs
