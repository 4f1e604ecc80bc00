"""Fronts are kept: a site whose front page changes between crawls, and what is told of it."""

from __future__ import annotations

import socket
import subprocess
import time
from itertools import groupby
from pathlib import Path

import pytest
from archive_state import is_whole
from crawling import NEWSCLIP, ROOT, crawl, newsclip, rows
from misbehaving import Answer, Site, page, story
from warc_samples import answer, record

from archive import Archive, Filters
from archive.writing.reparse.reparse_selection import captures_without_article
from crawler.discovery.front_stories import is_front, stories

PATHS = {name: f"/2026/11/20/{name}-{n}" for n, name in enumerate("tide lock fair moor".split())}
HEADLINES = {
    "tide": "Boats wait for the evening tide",
    "lock": "Lock repaired at last",
    "fair": "Fair opens on the quay",
    "moor": "Moor burns for a third day",
}


def front(*names: str, lead: str | None = None, extra: str = "") -> bytes:
    """A front page: a lead, cards with a picture and a headline, and all around them."""
    cards = "".join(
        f"<article><a href='{PATHS[name]}'><img src=/i.jpg alt='A photograph'></a>"
        f"<h3><a href='{PATHS[name]}?utm_source=front'>{HEADLINES[name]}</a></h3>"
        f"<footer><a href='{PATHS[name]}#comments'>12 comments</a></footer></article>"
        for name in names
    )
    led = ""
    if lead:
        led = f"<a href='{PATHS[lead]}'><h2>{HEADLINES[lead]}</h2><p>What is told below.</p></a>"
    menu = "".join(f"<li><a href='/{name}'>{name.title()}</a></li>" for name in ("sport", "money"))
    return (
        f"<!doctype html><html><head><title>The Gazette</title></head><body><nav><ul>{menu}"
        f"<li><a href='{PATHS['moor']}'>In the menu: moor burns again today</a></li></ul></nav>"
        f"<main>{led}{cards}<a href='/about-us'>About us</a></main>{extra}"
        f"<footer><a href='/privacy-policy-of-the-gazette'>Privacy</a></footer></body></html>"
    ).encode()


def gazette(home: Answer) -> Site:
    """A site with four stories and a section that lists them all."""
    answers = {path: page(story(n)) for n, path in enumerate(PATHS.values())}
    section = front("moor", "fair", "lock", "tide")
    return Site({**answers, "/": home, "/sport": page(section), "/money": page(front("moor"))})


def standing(archive: Path, path: str = "/") -> list[str]:
    """What stood on the front at *path* each time it was seen: headline, level, article or not."""
    found = rows(
        archive,
        "SELECT f.id, p.text, coalesce(p.level, '-'), a.id > 0 FROM fronts f"
        " JOIN placements p ON p.front_id = f.id LEFT JOIN articles a ON a.id = p.article_id"
        " WHERE substr(f.url, instr(substr(f.url, 8), '/') + 7) = ?"
        " ORDER BY f.seen_at, p.position",
        path,
    )
    return [
        "; ".join(" ".join(map(str, row[1:])) for row in front)
        for _, front in groupby(found, lambda row: row[0])
    ]


def told(*names: str, lead: str | None = None) -> str:
    found = [f"{HEADLINES[lead]} 2 1"] if lead else []
    return "; ".join([*found, *(f"{HEADLINES[name]} 3 1" for name in names)])


def test_a_front_that_changes_is_kept_each_time(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    shown = [front("lock", "fair", lead="tide")]

    def home(connection: socket.socket, asked: dict[str, str]) -> None:
        tag = f'"{len(shown)}"'
        if asked.get("if-none-match") == tag:
            page(b"", status="304 Not Modified")(connection, asked)
        else:
            page(shown[-1], headers={"ETag": tag})(connection, asked)

    with gazette(home) as site:
        assert crawl(archive, site.url).code == 0
        first = standing(archive)
        assert first == [told("lock", "fair", lead="tide")]
        assert standing(archive, "/sport") == [told("moor", "fair", "lock", "tide")]
        assert standing(archive, "/money") == []  # a page with one story is no front
        assert crawl(archive, site.url).code == 0  # 304
        shown.append(front("fair", "moor", lead="lock"))
        assert crawl(archive, site.url).code == 0
    assert standing(archive) == [*first, *first, told("fair", "moor", lead="lock")]
    assert rows(
        archive,
        "SELECT count(*), count(DISTINCT capture_id), count(DISTINCT shown_id) FROM fronts"
        " WHERE url LIKE '%/'",
    ) == [(3, 2, 2)]
    is_whole(archive)
    with Archive(archive) as opened:
        assert captures_without_article(opened.connection, opened.captures, Filters(), "x") == []
        kept = opened.captures.get(opened.fronts("127.0.0.1", limit=1)[0].capture_id or "")
        assert kept is not None
        assert kept.body in (shown[-1], front("moor", "fair", "lock", "tide"))
    again = newsclip("reparse", "--all", "--archive", archive)
    assert again.code == 0, again.err
    assert rows(archive, "SELECT count(*) FROM articles") == [(4,)]


def test_an_added_front_is_kept_unless_it_asks_for_that(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    body = front("moor", "fair", "lock", "tide")
    asking = body.replace(b"<head>", b"<head><meta name=robots content=noarchive>")
    with Site({"/": page(body), "/sport": page(asking)}) as site:
        for path in ("/", "/sport"):
            call = ("add", site.url + path, "--allow-private", "--obey-reservations")
            done = newsclip(*call, "--archive", archive)
            assert done.code == 1  # no article
            assert ("a front page, kept" in done.err) == (path == "/")
    headlines = (HEADLINES[name] for name in ("moor", "fair", "lock", "tide"))
    assert standing(archive) == ["; ".join(f"{headline} 3 None" for headline in headlines)]
    assert standing(archive, "/sport") == []
    is_whole(archive)


def test_a_front_is_not_kept_where_it_asks_for_that(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    body = front("lock", "fair").replace(b"<head>", b"<head><meta name=robots content=noarchive>")
    with gazette(page(body)) as site:
        assert crawl(archive, site.url, "--obey-reservations").code == 0
    assert standing(archive) == []


def test_crawls_that_are_killed_keep_each_front_once(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with gazette(page(front("lock", "fair", lead="tide"))) as site:
        for most in (1, 2, 4, 6):
            process = subprocess.Popen(
                [*NEWSCLIP, "crawl", site.url, "--allow-private", "--delay", "0.02", "--archive",
                 str(archive)], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            asked = len(site.log)
            while len(site.log) < asked + most and process.poll() is None:
                time.sleep(0.005)
            process.kill()
            process.wait()
            if archive.exists():
                is_whole(archive)
        assert crawl(archive, site.url).code == 0
    assert set(standing(archive)) == {told("lock", "fair", lead="tide")}
    assert rows(archive, "SELECT count(DISTINCT shown_id) FROM fronts WHERE url LIKE '%/'") == [
        (1,)
    ]
    with Archive(archive) as opened:
        assert captures_without_article(opened.connection, opened.captures, Filters(), "x") == []


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("", True),
        ("/", True),
        ("/sport", True),
        ("/news/world", True),
        ("/category/politics/", True),
        ("/en/", True),
        ("/tag/storm", False),
        ("/author/ada-rook", False),
        ("/sport?page=2", False),
        ("/sport/page/2", False),
        ("/2026/11/20", False),
        ("/2026/11/20/tide-waits-for-boats", False),
    ],
)
def test_which_addresses_are_fronts(path: str, is_one: bool) -> None:
    assert is_front(f"https://gazette.example{path}") is is_one


def test_stories_are_told_from_what_stands_around_them() -> None:
    url = "https://gazette.example"
    links = [
        (f"{url}/sport", "Sport", 2),
        (f"{url}/2026/11/tide-waits-1", "", None),
        (f"{url}/2026/11/tide-waits-1", "Read more", None),
        (f"{url}/2026/11/tide-waits-1", "Boats wait for the tide", None),
        (f"{url}/2026/11/tide-waits-1#c", "12 comments on this story", None),
        (f"{url}/live-now", "Boats wait: follow it live", 3),
        (f"{url}/live-2", "Live", 3),
        (f"{url}/", "The Gazette of Eastwick and its surroundings", 1),
        ("https://other.example/2026/11/elsewhere-is-a-story", "Elsewhere", 3),
        (f"{url}/2026/11/picture-of-a-boat", "", None),
    ]
    found = stories(links, url, lambda one: one.startswith(url), lambda _, kind: kind)
    assert [(one.url.removeprefix(url), one.text, one.level) for one in found] == [
        ("/2026/11/tide-waits-1", "Boats wait for the tide", None),
        ("/live-now", "Boats wait: follow it live", 3),
        ("/2026/11/picture-of-a-boat", None, None),
    ]


def test_fronts_of_web_archives_take_their_place(tmp_path: Path) -> None:
    """Those of the past too, whatever was kept before; importing again adds nothing."""
    archive, url = tmp_path / "news.db", "http://gazette.example/"
    late, early = front("fair", "lock", "moor", "tide"), front("moor", "fair", "lock", lead="tide")
    seen = {"2024-05-03T12": late, "2024-05-02T12": early, "2024-05-02T13": early + b"<!-- x -->"}
    for number, (when, body) in enumerate(seen.items()):
        file = tmp_path / f"{number}.warc"
        file.write_bytes(record("response", url, answer(body), f"{when}:00:00Z"))
        for _ in range(2):
            done = newsclip("import", file, "--archive", archive)
            assert done.code == 0, done.err
    bare = {name: f"{HEADLINES[name]} {2 if name == 'tide' else 3} None" for name in HEADLINES}
    first = "; ".join(bare[name] for name in ("tide", "moor", "fair", "lock"))
    assert standing(archive) == [
        first,
        first,
        "; ".join(bare[name].replace(" 2 ", " 3 ") for name in ("fair", "lock", "moor", "tide")),
    ]
    assert rows(archive, "SELECT count(*), count(DISTINCT capture_id) FROM fronts") == [(3, 2)]
    assert rows(archive, "SELECT count(*) FROM visits") == [(3,)]
    is_whole(archive)
    exported = tmp_path / "out.warc.gz"
    assert newsclip("export", "--archive", archive, "-o", exported).code == 0
    again = tmp_path / "again.db"
    assert newsclip("import", exported, "--archive", again).code == 0
    assert standing(again) == [standing(archive)[0], standing(archive)[2]]
