"""What speaks for and against each candidate of the fields, as data."""

from __future__ import annotations

import pytest

from parsers import explain, parse
from parsers.page.story_address import flaw_of_canonical

STORY = (
    "The ferry was late for the third time this week, and nobody on the pier seemed to mind that it"
    " was, for the fog had come in from the north and would stay until noon, said the harbour."
)
URL = "https://www.harbour.example/news/ferry"
PAGE = """<html lang="{lang}"><head><title>Ferry is late for the third time</title>{head}</head>
<body><h1>{heading}</h1><article><p>{story}</p><p>{story}</p><p>{story}</p></article>
<footer>© 2026 Harbour Post</footer></body></html>"""


def page(
    head: str = "", *, lang: str = "en", heading: str = "Ferry is late for the third time"
) -> str:
    return PAGE.format(head=head, lang=lang, heading=heading, story=STORY)


def told(field: str, html: str) -> list[tuple[str, str, bool]]:
    return [
        (note.text, note.source, note.kept) for note in explain(html, URL).fields.get(field, ())
    ]


def test_a_section_is_no_sites_name_and_the_first_that_is_left() -> None:
    html = page(
        '<meta property="og:site_name" content="Harbour Post">'
        '<meta property="article:section" content="Harbour Post">'
        '<meta name="section" content="Ferries"><meta name="category" content="News">'
    )
    assert told("section", html) == [
        ("Harbour Post", "meta", False),
        ("Ferries", "meta", True),
        ("News", "meta", False),
    ]
    assert parse(html, URL).section == "Ferries"


def test_a_declared_language_that_the_text_is_not_in() -> None:
    html = page('<meta property="og:locale" content="en_GB">', lang="fi")
    assert told("language", html) == [("fi", "html", False), ("en_GB", "meta", True)]
    assert parse(html, URL).language == "en-GB"
    html = page(lang="fi")
    assert told("language", html) == [("fi", "html", False), ("en", "text", True)]


def test_publisher_and_copyright_notice() -> None:
    html = page(
        '<meta property="og:site_name" content="Harbour Post">'
        '<meta name="publisher" content="https://harbour.example/">'
        '<meta name="copyright" content="Harbour Media">'
    )
    assert told("publisher", html) == [
        ("Harbour Post", "meta", True),
        ("https://harbour.example/", "meta", False),
    ]
    assert told("copyright_notice", html) == [
        ("© 2026 Harbour Post", "text", True),
        ("Harbour Media", "meta", False),
    ]


def test_a_heading_that_is_not_taken_is_not_kept() -> None:
    html = page(
        '<meta property="og:title" content="Ferry is late for the third time">', heading="Menu"
    )
    assert parse(html, URL).headline == "Ferry is late for the third time"
    kept = [text for text, _, is_kept in told("headline", html) if is_kept]
    assert kept == ["Ferry is late for the third time"]


@pytest.mark.parametrize(
    ("canonical", "url"),
    [
        ("https://harbour.example/news/ferry-late", "https://harbour.example/news/ferry-late"),
        ("https://m.harbour.example/ferry", "https://m.harbour.example/ferry"),
        ("https://wire.example.org/ferry", URL),
        ("https://www.harbour.example/", URL),
        ("https://[harbour/", URL),
    ],
)
def test_the_address_is_the_canonical_one_of_its_own_site(canonical: str, url: str) -> None:
    html = page(f'<link rel="canonical" href="{canonical}">')
    assert parse(html, URL).url == url
    assert parse(html, None).url in (canonical, None)


@pytest.mark.parametrize(
    ("canonical", "fetched", "is_own"),
    [
        ("https://www.bbc.co.uk/a", "https://news.bbc.co.uk/a", True),
        ("https://www.guardian.co.uk/a", "https://www.bbc.co.uk/a", False),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:9000/a", True),
        ("http://127.0.0.1/a", "http://10.0.0.1/a", False),
        ("https://t.co/a", "https://co.t.co/a", True),
    ],
)
def test_one_site(canonical: str, fetched: str, is_own: bool) -> None:
    assert (flaw_of_canonical(canonical, fetched) is None) == is_own
