"""forget: gone for good, everything else as it was, and never fetched again."""

from __future__ import annotations

import itertools
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from archive_samples import URL, article, hours, visit
from click.testing import CliRunner, Result
from crawling import crawl, newsclip, rows
from killing import killed_at
from newsroom.server import Newsroom

from archive import Archive, Candidate, Capture, Schedule, Visit
from archive.captures import removal
from archive.upkeep.forget import scope_of
from newsclip.cli import main

SECRET = "zanzibarquux"
TEMPLATE = " ".join(random.Random(1).choices([f"word{n}" for n in range(3000)], k=2500))
OTHER = "https://www.example.org/story"


def page(text: str) -> bytes:
    return f"<html>{TEMPLATE}<p>{text}</p>".encode()


def run(*words: str, **options: object) -> Result:
    return CliRunner().invoke(main, list(words), **options)  # type: ignore[arg-type]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page to be forgotten is the one the others are packed against."""
    monkeypatch.chdir(tmp_path)
    with Archive("news.db", write=True) as archive:
        secret = article(f"The {SECRET}", (f"Nobody knows the {SECRET} of Eastwick.",) * 40)
        archive.save([visit(secret, page=page(SECRET), url=f"{URL}/secret")])
        for n in range(1, 6):
            archive.save([visit(article(f"Story {n}"), hours(n), f"{URL}/{n}", page=page(f"{n}"))])
        edited = replace(secret, headline=f"Another {SECRET}")
        archive.save([visit(edited, hours(7), f"{URL}/secret", page=page(SECRET + " edited"))])
        moved = visit(edited, hours(8), f"{URL}/moved", page=page(SECRET + " moved"))
        assert moved.capture
        capture = replace(moved.capture, final_url=f"{URL}/secret")
        archive.save([replace(moved, capture=capture)])
        archive.save([visit(article("Elsewhere"), hours(9), OTHER, page=page("elsewhere"))])
        archive.frontier.add([Candidate(f"{URL}/secret", "given"), Candidate(OTHER, "given")])
    return tmp_path / "news.db"


def content(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.glob("news*.db*"))


def whole(path: Path) -> None:
    with Archive(path) as archive:
        report = archive.check(every_page=True)
    assert (report.problems, report.notes) == ([], [])


def terms(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, articles_fts, row)")
        return {word for (word,) in database.execute("SELECT term FROM temp.words")}


def test_a_page(path: Path) -> None:
    assert SECRET.encode() in content(path)
    assert SECRET in terms(path)
    with Archive(path) as archive:
        kept = [archive.captures.body(one) for one in archive.captures.ids()]
    done = run("forget", f"{URL}/secret?utm_source=x", "--yes")
    assert done.exit_code == 0, done.output
    assert "1 article, 3 stored pages" in done.stdout
    whole(path)
    assert SECRET.encode() not in content(path)
    assert SECRET not in terms(path)
    with Archive(path) as archive:
        assert archive.search(SECRET) == []
        assert len(archive.search("harbour")) + len(archive.search("story")) >= 5
        left = [archive.captures.body(one) for one in archive.captures.ids()]
        assert left == [body for body in kept if SECRET.encode() not in body]
        connection = archive.captures.connection
        assert connection
        packed = connection.execute(
            "SELECT sum(length(body)) FROM captures WHERE site = 'example.com'"
        ).fetchone()[0]
        assert packed < 2 * len(page("")) / 2  # still one page and its differences
    assert rows(path, "SELECT 1 FROM visits WHERE url_key LIKE '%secret'") == []


def test_it_stays_away(path: Path) -> None:
    assert run("forget", f"{URL}/secret", "--yes", "--quiet").output == ""
    with Archive(path, write=True) as archive:
        schedule = Schedule(due_at=hours(1))
        again = visit(article("Again"), url=f"http://example.com/{URL.split('/', 3)[3]}/secret/")
        through = visit(article("Again"), hours(20), "https://example.com/short")
        assert through.capture
        leads = replace(through.capture, final_url=f"{URL}/secret")
        amp = visit(article("Again", canonical_url=f"{URL}/secret"), hours(30), f"{URL}/amp")
        saved = archive.save(
            [
                replace(again, schedule=schedule),
                replace(through, capture=leads, schedule=schedule),
                replace(amp, schedule=schedule),
                visit(article("Again"), hours(31), f"{URL}/moved"),
            ]
        )
        assert {one.outcome for one in saved} == {"skipped"}
        assert archive.frontier.add([Candidate(f"{URL}/secret", "link")]) == []
        assert archive.frontier.due("www.example.com") == []
    assert rows(path, "SELECT count(*) FROM articles") == [(6,)]
    assert rows(path, "SELECT DISTINCT due_at FROM frontier WHERE url != ?", OTHER) == [(None,)]
    whole(path)


def test_undo(path: Path) -> None:
    run("forget", f"{URL}/secret", "--yes")
    assert "may be fetched again" in run("forget", f"{URL}/secret", "--undo").stdout
    assert rows(path, "SELECT * FROM forgotten") == []
    assert "was not forgotten" in run("forget", f"{URL}/secret", "--undo").stderr
    run("forget", "example.com", "--yes")
    assert "forget SITE --undo" in run("forget", f"{URL}/secret", "--undo").stderr
    assert run("forget", "https://example.com/", "--undo").exit_code == 0
    with Archive(path, write=True) as archive:
        assert archive.frontier.add([Candidate(f"{URL}/secret", "given")])


def test_a_site(path: Path) -> None:
    with Archive(path, write=True) as archive:
        local = visit(article(f"Local {SECRET}", canonical_url=f"{URL}/l"), url="file:a/l.html")
        abroad = visit(article("Abroad"), hours(40), f"{URL}/out", page=page("out"))
        assert abroad.capture
        out = replace(abroad.capture, final_url="https://example.org/in")
        archive.save([local, replace(abroad, capture=out)])
    done = run("forget", "www.Example.com", "--yes")
    assert done.exit_code == 0, done.output
    whole(path)
    assert SECRET.encode() not in content(path)
    assert rows(path, "SELECT url FROM articles ORDER BY id") == [
        (OTHER,),
        ("https://example.org/in",),
    ]
    assert rows(path, "SELECT url FROM visits") == [(OTHER,)]
    assert rows(path, "SELECT url FROM frontier") == [(OTHER,)]
    assert rows(path, "SELECT domain FROM sites") == [("example.org",)]
    with Archive(path, write=True) as archive:
        (saved,) = archive.save([local])
        assert saved.outcome == "skipped"


def test_what_shares_its_body_stays(path: Path) -> None:
    """The same bytes at another address are another page."""
    with Archive(path, write=True) as archive:
        archive.save([visit(article("Copy"), hours(50), f"{URL}/copy", page=page(SECRET))])
        archive.save([visit(article("Copy"), hours(51), f"{URL}/copy2", page=page(SECRET))])
        later = visit(article("x"), hours(52), f"{URL}/secret", page=page("late"))
        archive.save([later, visit(article("y"), hours(53), f"{URL}/y", page=page("late"))])
    assert run("forget", f"{URL}/secret", "--yes").exit_code == 0
    whole(path)
    with Archive(path) as archive:
        for url, body in ((f"{URL}/copy2", page(SECRET)), (f"{URL}/y", page("late"))):
            (one,) = archive.captures.of_page(url)
            assert archive.captures.body(one) == body


@pytest.mark.slow
@pytest.mark.parametrize(("target", "step"), [(f"{URL}/secret", 5), ("example.com", 11)])
@pytest.mark.slow
def test_killed_at_any_moment_it_stays_away_and_is_completed(
    path: Path, target: str, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal, "BATCH", 2)
    files = {file.name: file.read_bytes() for file in path.parent.glob("news*.db")}
    assert len(files) == 2

    def forget() -> None:
        with Archive(path, write=True) as archive, archive.lock():
            archive.forget(archive.to_forget(target))

    begun = 0
    for statement in itertools.count(1, step):
        for file in path.parent.glob("news*.db*"):
            file.unlink()
        for name, its_bytes in files.items():
            path.with_name(name).write_bytes(its_bytes)
        was_killed = killed_at(statement, forget)
        with Archive(path) as archive:
            is_remembered = archive.is_forgotten(f"{URL}/secret")
            report = archive.check(every_page=True)
            told = [problem.what for problem in report.problems]
        if not is_remembered:
            assert told == []
            assert len(rows(path, "SELECT 1 FROM articles")) == 7, "nothing went unasked"
            continue
        if told:
            begun += 1
            assert [("was cut short" in what) for what in told] == [True]
        # Either way of going on completes it.
        if statement % 2:
            with Archive(path, write=True) as archive:
                assert archive.repair().has_forgotten == bool(told)
        else:
            forget()
        whole(path)
        assert SECRET.encode() not in content(path)
        assert SECRET not in terms(path)
        if not was_killed:
            break
    assert begun > 4


def test_another_story_at_an_address_that_was_its_is_not_forgotten(path: Path) -> None:
    """An address that led to the page once and is another article's own now."""
    with Archive(path, write=True) as archive:
        (gone, other) = (archive.known(f"{URL}/secret"), archive.known(OTHER))
        archive.connection.execute(
            "UPDATE visits SET article_id = ? WHERE article_id = ?", [gone, other]
        )
        archive.forget(archive.to_forget(f"{URL}/secret"))
        assert archive.known(OTHER) == other
        assert not archive.is_forgotten(OTHER)
    whole(path)


def test_what_was_never_seen(path: Path) -> None:
    for target in ("https://nowhere.example/a", "nowhere.example"):
        mistyped = run("forget", target, "--yes")
        assert mistyped.exit_code == 2
        assert f"{target}: nothing of it was ever here" in mistyped.stderr
        with Archive(path) as archive:
            assert not archive.is_forgotten(target)
    for options in (["--never-fetch"], []):  # the second time it is known
        done = run("forget", "https://nowhere.example/a", "--yes", *options)
        assert done.exit_code == 0
        assert "is not here, and is remembered" in done.stdout
    with Archive(path) as archive:
        assert archive.is_forgotten("https://nowhere.example/a")


def test_what_was_found_and_never_fetched_can_be_forgotten(path: Path) -> None:
    with Archive(path, write=True) as archive:
        waiting = Candidate("https://found.example/a", "link https://www.example.com/")
        archive.frontier.add([waiting])
    assert run("forget", "found.example", "--yes").exit_code == 0
    with Archive(path) as archive:
        assert archive.is_forgotten("https://found.example/a")


def test_asking(path: Path) -> None:
    asked = run("forget", "example.com")
    assert asked.exit_code == 2
    assert "--yes" in asked.stderr
    assert rows(path, "SELECT count(*) FROM articles") == [(7,)]


@pytest.mark.parametrize("answer", ["n\n", "y\n", ""])
def test_answering(path: Path, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    from newsclip.commands import forget_

    monkeypatch.setattr(forget_, "can_be_asked", lambda: True)
    asked = run("forget", "example.com", input=answer)
    assert "all of example.com (6 articles, 8 stored pages)" in asked.stderr
    assert asked.exit_code == (0 if answer == "y\n" else 1)
    assert rows(path, "SELECT count(*) FROM articles") == [(1 if answer == "y\n" else 7,)]


@pytest.mark.parametrize("target", ["news.bbc.co.uk", "17", "", "word"])
def test_neither_a_page_nor_a_site(path: Path, target: str) -> None:
    done = run("forget", target, "--yes")
    assert done.exit_code == 2, done.output
    assert "example.com" in done.stderr


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("https://www.bbc.co.uk/", ("site", "bbc.co.uk")),
        ("BBC.co.uk", ("site", "bbc.co.uk")),
        ("bbc.co.uk/news/1?utm_source=x", ("url", "bbc.co.uk/news/1")),
        ("https://bbc.co.uk/?id=7", ("url", "bbc.co.uk?id=7")),
        ("file:a/b.html", ("url", "file:a/b.html")),
        ("http://127.0.0.1:8000", ("site", "127.0.0.1")),
    ],
)
def test_scope(target: str, found: tuple[str, str]) -> None:
    assert scope_of(target) == found


@pytest.mark.slow
def test_a_crawl_does_not_ask_for_it(newsroom: Newsroom, tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    crawl(path, newsroom.url)
    ((url, key),) = rows(path, "SELECT url, url_key FROM articles ORDER BY id LIMIT 1")
    asked = {request.path for request in newsroom.log}
    assert url[len(newsroom.url) :] in asked
    newsclip("forget", url, "--yes", "--archive", str(path))
    before = len(newsroom.log)
    crawl(path, newsroom.url, "--recheck", "0")
    again = newsclip("add", url, "--allow-private", "--archive", str(path))
    assert "forgotten" in again.err
    assert again.code == 1
    newsclip("forget", newsroom.url, "--yes", "--archive", str(path))
    later = len(newsroom.log)
    assert url[len(newsroom.url) :] not in {r.path for r in newsroom.log[before:later]}
    assert rows(path, "SELECT count(*) FROM articles WHERE url_key = ?", key) == [(0,)]
    assert crawl(path, newsroom.url).code == 1
    assert len(newsroom.log) == later


def test_a_capture_alone(path: Path) -> None:
    """A stored page that was no article is forgotten too."""
    with Archive(path, write=True) as archive:
        capture = Capture(f"{URL}/front", hours(60), 200, page("front " + SECRET))
        archive.save([Visit(f"{URL}/front", hours(60), "not-an-article", capture=capture)])
    assert "0 articles, 1 stored page)" in run("forget", f"{URL}/front", "--yes").stdout
    whole(path)
