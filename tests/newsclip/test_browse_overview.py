"""The browser's front page and its tables: what people look for first stands first."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from archive_samples import NOON, article, visit
from browsing import ask, make_quickly
from markupsafe import escape

from archive import Archive
from newsclip.browse.catalogue import INTERNAL, QUERIED


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("overview") / "news.db"
    make_quickly(made)
    return made


def test_the_front_page_is_one_screen_whatever_there_is(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Archive(path, write=True) as archive:
        archive.save([
            visit(article(f"Story {n}", published_at=NOON - timedelta(days=20 * n)),
                  url=f"https://site{n}.example/story")
            for n in range(20)
        ])  # fmt: skip
    page, everything, odd = ask(path, "/", "/?period=all", "/?period=%3Cb%3E")
    first, folded = page.text.split("<summary>All 20 sites</summary>")
    assert len(re.findall(r"/search\?site=site\d+", first)) == 15
    assert len(re.findall(r"/search\?site=site\d+", folded)) == 5
    assert "Articles per day" in page.text
    assert "Articles per week" in everything.text
    assert everything.text.count('<a href="/search?since=') > 50, (
        "each column leads to its articles"
    )
    assert odd.text == page.text


def test_tables_are_shown_with_what_they_hold(path: Path) -> None:
    page = ask(path, "/archive")[0].text
    told, internal = page.split('<details class="internal">')
    names = re.findall(r'<th scope="row"><a href="/archive/(\w+)"', told)
    assert names[:3] == ["articles", "paragraphs", "images"]
    assert "deleted_articles" in names
    assert "frontier" not in names
    for name, text in (QUERIED | INTERNAL).items():
        if f'/archive/{name}"' in page:
            assert str(escape(text)) in (told if name in QUERIED else internal)


def test_what_people_read_first_stands_first(path: Path) -> None:
    page = ask(path, "/archive/articles")[0].text
    columns = re.findall(r'data-column="(\w+)"', page)
    assert columns[:3] == ["id", "headline", "site"]
    assert len(columns) == len(set(columns)) > 30
    cells = re.findall(r'<td class="col-(\w+)', page.split("<tbody>")[1].split("</tr>")[0])
    assert cells == columns
    assert re.search(r"<time[^>]*>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d</time>", page)
    assert not re.search(r">[^<]*:\d\d\.\d+Z<", page), "no milliseconds"


@pytest.mark.parametrize("sql", ["selec headline", "select nothing_of_that from articles",
                                 "select </textarea><b> from articles"])  # fmt: skip
def test_a_refused_query_stays_on_its_page(path: Path, sql: str) -> None:
    (answer,) = ask(path, f"/archive?{urlencode({'sql': sql})}")
    assert answer.status == 400
    field = re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.text, re.S)
    assert field
    assert unescape(field[1]) == sql
    assert re.search(r'class="(message-)?error"', answer.text)
