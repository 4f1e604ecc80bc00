"""Fronts, lists, walls and empty pages are refused; what is no page at all is unreadable."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import server
from parsing_apart import ParserApart, ends_well

import parsers

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
PAGES = json.loads((FIXTURES / "not-articles" / "pages.json").read_text("utf-8"))
FRONTS = sorted((FIXTURES / "newsroom" / "fronts").glob("*.html"))
OUR_ERRORS = (parsers.NotAnArticle, parsers.UnreadablePage)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_that_is_no_article_is_refused(name: str) -> None:
    html = (FIXTURES / "not-articles" / name).read_bytes()
    page = PAGES[name]
    with pytest.raises(parsers.NotAnArticle) as refused:
        parsers.parse(html, page["url"], content_type=page["content_type"])
    assert refused.value.reason
    assert page["url"] in str(refused.value)


def test_every_page_has_its_address() -> None:
    assert set(PAGES) == {page.name for page in (FIXTURES / "not-articles").glob("*.html")}
    assert len(PAGES) >= 12


def front_address(file: Path) -> str:
    routes = json.loads((FIXTURES / "newsroom" / "routes.json").read_text("utf-8"))["pages"]
    found = (path for path, page in routes.items() if page.get("file") == f"fronts/{file.name}")
    return server.BASE + next(found, "/lost")


@pytest.mark.parametrize("page", [b"", " \n\t"])
def test_an_empty_page_is_called_empty(page: bytes) -> None:
    with pytest.raises(parsers.NotAnArticle, match="it is empty"):
        parsers.parse(page, "https://gazette.example/nothing")


@pytest.mark.parametrize("front", FRONTS, ids=lambda front: front.name)
def test_the_newsrooms_fronts_are_refused(front: Path) -> None:
    with pytest.raises(parsers.NotAnArticle):
        parsers.parse(server.render(front), front_address(front))


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as bundle:
        bundle.writestr("page.html", "<h1>inside</h1>" * 50)
    return file.getvalue()


def png() -> bytes:
    head = (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x40\x00\x00\x00\x40\x08\x02\x00\x00\x00"
    )
    return head + zlib.compress(bytes(range(256)) * 48) * 4


BINARY = {
    "png": png(),
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + bytes(range(256)) * 40,
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Length 900>>stream\n" + bytes(range(256)) * 30,
    "zip": archive(),
    "gzip": gzip.compress(bytes(range(256)) * 99, mtime=0),
    "mp4": b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00" + bytes(range(256)) * 40,
    "sqlite": b"SQLite format 3\x00" + bytes(4080),
}


@pytest.mark.parametrize("kind", sorted(BINARY))
@pytest.mark.parametrize("content_type", [None, "text/html; charset=utf-8"])
def test_binary_is_unreadable_whatever_the_header_says(kind: str, content_type: str | None) -> None:
    url = f"https://www.coastherald.example/{kind}"
    with pytest.raises(parsers.UnreadablePage):
        parsers.parse(BINARY[kind], url, content_type=content_type)


def test_more_than_ten_megabytes_are_unreadable() -> None:
    paragraph = "<p>The tide came in, and the tide went out again, as it had been asked to do.</p>"
    page = "<h1>A very long story</h1>" + paragraph * (10_500_000 // len(paragraph))
    with pytest.raises(parsers.UnreadablePage):
        parsers.parse(page, "https://www.coastherald.example/long")


HOSTILE = {
    "nested divs": "<div>" * 200_000 + "deep",
    "nested lists": "<ul><li>" * 40_000 + "deep",
    "nested spans": "<p>" + "<span>" * 100_000 + "deep",
    "attributes": "<p " + " ".join(f"a{n}=x" for n in range(60_000)) + ">text</p>",
    "unclosed tables": "<table><tr><td>" * 20_000 + "cell",
    "one long tag": "<" + "a" * 1_000_000,
    "NUL bytes": "<h1>He\x00ad</h1>" + "<p>te\x00xt and more text, enough to read</p>" * 40,
    "lone surrogates": "<h1>\ud800 head</h1>" + "<p>\udfff text and more text to read</p>" * 40,
    "a bad port": '<link rel="canonical" href="http://h:port/"><a href="http://[bad">x</a><h1>h</h1>',
    "JSON-LD without end": '<script type="application/ld+json">' + '{"a":[' * 50_000 + "</script>",
}


@pytest.mark.parametrize("trap", sorted(HOSTILE))
def test_a_hostile_page_gives_an_article_or_our_errors(
    trap: str, parser_apart: ParserApart
) -> None:
    """In a process of its own: a page that hangs the C parser must not hang the tests."""
    story = "<h1>Ropewalk becomes a running track</h1>" + 6 * (
        "<p>The last rope was laid in spring, and the first runners came in the autumn.</p>"
    )
    for page in (HOSTILE[trap], story + HOSTILE[trap]):
        end = parser_apart.parse(page)
        assert ends_well(end), end


@given(st.one_of(st.binary(max_size=400), st.text(max_size=400)))
def test_any_input_gives_an_article_or_our_errors(page: bytes | str) -> None:
    with contextlib.suppress(OUR_ERRORS):
        parsers.parse(page, "https://www.coastherald.example/x")


@given(st.sampled_from(FRONTS), st.integers(0, 5_000), st.binary(min_size=1, max_size=12))
def test_damage_anywhere_gives_an_article_or_our_errors(front: Path, at: int, junk: bytes) -> None:
    html = server.render(front)
    with contextlib.suppress(OUR_ERRORS):
        parsers.parse(html[:at] + junk + html[at + len(junk) :], front_address(front))


ONE = "The ferry to Port Maren does not run on Sunday, its owner said on Friday: the crew is ill, "
STORIES = {
    "one dated paragraph": '<meta property="article:published_time" content="2026-11-20T08:00:00Z">'
    f"<h1>Ferry stays in port</h1><p>{ONE}and there is no other.</p>",
    "one long paragraph": f"<h1>Ferry stays in port</h1><p>{ONE * 7}and there is no other.</p>",
    "plain text between a few tags": f"<h1>Ferry stays in port</h1><p>{ONE}</p><p>{ONE}.</p>",
}


@pytest.mark.parametrize("name", STORIES)
def test_a_short_story_is_an_article(name: str) -> None:
    article = parsers.parse(STORIES[name], "https://www.coastherald.example/2026/11/20/ferry")
    assert article.headline == "Ferry stays in port"
    assert article.paragraphs


@pytest.mark.parametrize(
    "headline", ["404 homes lost in the fire", "Flight 404 was late again", "The 404 turns fifty"]
)
def test_a_short_story_may_speak_of_a_404(headline: str) -> None:
    page = f"<title>{headline}</title><h1>{headline}</h1><p>{ONE}</p><p>{ONE}and nobody knew.</p>"
    assert parsers.parse(page, "https://www.coastherald.example/2026/11/20/a").headline == headline


@pytest.mark.parametrize(
    "title", ["404", "Error 404", "Oops! 404", "404 - Coast Herald", "Erreur 404 : page perdue"]
)
def test_a_404_is_no_story(title: str) -> None:
    page = f"<title>{title}</title><h1>{title}</h1><p>{ONE}</p><p>{ONE}and nobody knew.</p>"
    with pytest.raises(parsers.NotAnArticle, match="not found"):
        parsers.parse(page, "https://www.coastherald.example/2026/11/20/a")
