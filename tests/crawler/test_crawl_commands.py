"""add, import and sites, as commands."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from crawling import newsclip, rows
from misbehaving import Site, page, redirect, status, story
from newsroom.server import ARTICLES, Newsroom

LOCAL = ("--allow-private", "--delay", "0")
PATH = "/news/2026/11/20/boats-wait-for-the-tide"


def test_add_keeps_a_page_and_says_what_failed(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    routes = {
        "/robots.txt": page(b"User-agent: *\nDisallow: /closed/"),
        PATH: page(story(1)),
        "/moved": redirect(PATH),
        "/closed/story": page(story(2)),
        "/none": status("404 Not Found"),
    }
    with Site(routes) as site:
        targets = [site.url + path for path in (PATH, "/closed/story", "/none")]
        done = newsclip("add", *targets, *LOCAL, "--archive", archive)
        assert site.requested("/closed/story") == 0
        again = newsclip("add", f"{site.url}/moved", *LOCAL, "--archive", archive)
    assert done.code == 1
    assert "new: 1 Boats wait for the tide" in done.out
    assert "robots.txt disallows it" in done.err
    assert "404" in done.err
    assert again.code == 0
    assert again.out.startswith("unchanged")
    assert rows(archive, "SELECT count(*) FROM articles") == [(1,)]


def test_add_refuses_private_addresses(tmp_path: Path) -> None:
    with Site({PATH: page(story(1))}) as site:
        done = newsclip("add", site.url + PATH, "--archive", tmp_path / "news.db")
        assert site.log == []
    assert done.code == 1
    assert "not a public address" in done.err


def test_add_wants_a_whole_address(tmp_path: Path) -> None:
    done = newsclip("add", "page.html", "--archive", tmp_path / "news.db")
    assert done.code == 2
    assert "newsclip import" in done.err
    assert not (tmp_path / "news.db").exists()


def test_import_reads_folders_once(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    pages = tmp_path / "pages" / "deep"
    pages.mkdir(parents=True)
    (pages / "one.html").write_bytes(story(1))
    named = b"<link rel=canonical href='https://gazette.example/two'>"
    (pages / "two.htm").write_bytes(story(2, head=named.decode()))
    (pages / "three.txt").write_text(
        "Fish return\n\n" + "\n\n".join(["A long line of news. " * 9] * 3)
    )
    (pages / "picture.png").write_bytes(b"\x89PNG")
    (pages / "empty.html").write_bytes(b"")
    (pages / "outside.html").symlink_to("/etc/passwd")
    done = newsclip("import", tmp_path / "pages", "--archive", archive)
    assert done.code == 0, done.err
    assert "4 files" in done.out
    kept = dict(rows(archive, "SELECT url, site FROM articles"))
    assert kept["file:deep/one.html"] is None
    assert kept["https://gazette.example/two"] == "gazette.example"
    before = [
        rows(archive, f"SELECT count(*) FROM {t}") for t in ("articles", "visits", "revisions")
    ]
    again = newsclip("import", tmp_path / "pages", "--archive", archive)
    assert again.code == 0
    assert "4 known before" in again.out
    after = [
        rows(archive, f"SELECT count(*) FROM {t}") for t in ("articles", "visits", "revisions")
    ]
    assert before == after


def test_an_edited_file_becomes_a_revision(tmp_path: Path) -> None:
    archive, file = tmp_path / "news.db", tmp_path / "page.html"
    file.write_bytes(story(1))
    os.utime(file, (1_795_000_000, 1_795_000_000))
    newsclip("import", file, "--archive", archive)
    file.write_bytes(story(1).replace(b"turned again", b"turned at last"))
    os.utime(file, (1_795_100_000, 1_795_100_000))
    assert "1 revised" in newsclip("import", file, "--archive", archive).out


@pytest.mark.parametrize(
    ("name", "words", "code"), [("none", "does not exist", 2), ("a.warc.gz", "no WARC record", 1)]
)
def test_import_says_what_it_cannot(tmp_path: Path, name: str, words: str, code: int) -> None:
    if "." in name:
        (tmp_path / name).write_bytes(b"")
    done = newsclip("import", tmp_path / name, "--archive", tmp_path / "news.db")
    assert done.code == code
    assert words in done.err
    assert (tmp_path / "news.db").exists() == (code == 1), "nothing is made for wrong use"


def test_import_of_the_sample_articles(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    assert newsclip("import", ARTICLES, "--archive", archive, "--quiet").code == 0
    files = len(list(ARTICLES.glob("*.html")))
    assert rows(archive, "SELECT count(*) > 0.7 * ? FROM articles", files) == [(1,)]


def test_sites_lists_checks_and_probes(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    missing = newsclip("sites", "--archive", archive)
    assert missing.code == 2
    assert not archive.exists()
    with Newsroom() as newsroom:
        first = next(path for path in newsroom.articles if path.startswith("/business/"))
        newsclip("add", newsroom.url + first, *LOCAL, "--archive", archive)
        probed = newsclip("sites", "--probe", newsroom.url, *LOCAL)
        sites_file = tmp_path / "sites.toml"
        sites_file.write_text(f'[[site]]\nhome = "{newsroom.url}"\n', encoding="utf-8")
    assert "127.0.0.1" in newsclip("sites", "--archive", archive, "--format", "csv").out
    assert probed.code == 0
    assert "sitemap.xml" in probed.out
    assert "headline:" in probed.out
    assert newsclip("sites", "--check", sites_file).code == 0
    sites_file.write_text('[[site]]\nhome = "a.example"\ndelayy = 1\n', encoding="utf-8")
    wrong = newsclip("sites", "--check", sites_file)
    assert wrong.code == 2
    assert "did you mean 'delay'" in wrong.err
