"""Front pages in the browser: which are kept, one as it stood, and the way to its articles."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from archive_samples import article, hours, visit
from browsing import HOSTILE, Server, browse

from archive import Archive, Capture, Visit
from archive.records import Front, Placement

HOME = "https://www.example.com/"
STORM = Placement(f"{HOME}2026/storm", "Storm nears", 2)
BAD = Placement(f"{HOME}2026/bad", HOSTILE, None)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("fronts") / "news.db"
    keep(path)
    with browse(path) as running:
        yield running


def keep(path: Path) -> None:
    with Archive(path, write=True) as opened:
        opened.save([visit(article("Storm passes"), url=STORM.url)])
        for at, stories in ((0, (STORM, BAD)), (2, (BAD, STORM)), (3, (BAD,))):
            capture = Capture(HOME, hours(at), 200, f"<html>{at}".encode())
            front = Front(HOME, stories)
            opened.save(
                [Visit(HOME, hours(at), "not-an-article", 200, capture=capture, front=front)]
            )


def test_the_fronts_that_are_kept_lead_to_one_as_it_stands(server: Server) -> None:
    listed = server.get("/fronts").text
    link = f"/fronts?of={quote(HOME, safe='')}"
    assert link in listed
    newest = server.get(link).text
    assert "3 came" not in newest
    assert "1 Nov 2026, 15:00" in newest
    assert "Storm nears" in newest  # on top before
    assert newest.count("<li class=") == 1


def test_a_front_at_a_moment_leads_to_its_articles(server: Server) -> None:
    page = server.get(f"/fronts?of={quote(HOME, safe='')}&at=2026-11-01T13:00")
    assert page.status == 200
    assert '<a href="/article/1">Storm nears</a>' in page.text
    assert '<p class="own" dir="auto">Storm passes</p>' in page.text
    assert "not in this archive" in page.text
    assert "<script>document" not in page.text
    assert server.get("/fronts?of=example.com&at=2020-01-01").status == 404
    assert server.get("/fronts?of=nobody.example").status == 404
    assert server.get("/fronts?of=example.com&at=never").status == 200


def test_an_article_says_where_it_stood(server: Server) -> None:
    page = server.get("/article/1").text
    assert "On front pages" in page
    assert f"/fronts?of={quote(HOME, safe='')}&amp;at=2026-11-01T12%3A00%3A00.000Z" in page
    assert "place 1, 3.0 hours" in page
