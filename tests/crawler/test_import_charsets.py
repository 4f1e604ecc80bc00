"""A doubt about the charset of a page is told by its visit."""

from __future__ import annotations

from pathlib import Path

from crawling import crawl, newsclip, rows
from misbehaving import Site, page, story

PATH = "/news/2026/11/20/boats-wait-for-the-tide-a"
HEADERS = {"Content-Type": "text/html"}
FRENCH = story(1).replace(b"<meta charset=utf-8>", b"").replace(b"small boats", b"boats \xe9t\xe9")
TOLD = "it declares no charset; it was read as windows-1252"


def test_of_a_crawl_an_added_page_and_an_import(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(FRENCH)
    front = page(f"<html><a href='{PATH}'>A story of the boats and the sea</a></html>".encode())
    with Site({"/": front, PATH: page(FRENCH, headers=HEADERS)}) as site:
        done = [
            crawl(tmp_path / "a.db", site.url),
            newsclip("add", site.url + PATH, "--allow-private", "--archive", tmp_path / "b.db"),
            newsclip("import", file, "--archive", tmp_path / "c.db"),
        ]
    assert [one.code for one in done] == [0, 0, 0], [one.err for one in done]
    for name in "abc":
        found = rows(tmp_path / f"{name}.db", "SELECT detail FROM visits WHERE outcome = 'new'")
        assert found == [(TOLD,)], name
