"""A site file holds only what differs, and what it says holds."""

from __future__ import annotations

import dataclasses

import pytest

import parsers
import parsers.site
from parsers.rules import attribute, body, figures, first, meta, text, texts
from parsers.site import Site, site_for

PAGE = """<!doctype html><html lang="en"><head><title>Ferry returns - The Harbour Gazette</title>
<meta name="kind-of-story" content="Sea"></head><body>
<div class="chooser"><h2>Welcome</h2><p>Please select the edition you would like to read.</p>
</div>
<h1>Not this one</h1><h2 class="story-title">Ferry returns <script>track()</script>to the bay</h2>
<div class="story">
<p>The ferry came back to the bay on Monday after a winter of repairs in the northern yard.</p>
<div class="photo"><img src="/a.jpg" alt="A ship"><p class="words">The ferry at the pier.</p>
<p class="by">Ada Moss/HPA</p></div>
<h3>A long winter</h3>
<p>The captain said that the engine had been taken apart twice before the fault was found.</p>
<ul><li>Two crossings a day</li></ul>
<div class="also"><p>Read about the old ferry, its captains and those who remember them.</p>
</div>
</div><time class="when" datetime="2026-03-04">4 March</time></body></html>"""

SITE = Site(
    domains=("harbourgazette.example",),
    drop=(".chooser", ".chooser p"),
    headline=first(text("h1.story-title"), text("h2.story-title")),
    section=meta("kind-of-story"),
    authors=texts(".nobody"),
    paragraphs=body(".story", drop=(".also",)),
    images=figures(".photo", caption=".words", credit=".by"),
)


@pytest.fixture
def gazette(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsers.site, "sites", lambda: {"harbourgazette.example": SITE})


@pytest.mark.usefixtures("gazette")
def test_the_site_rules_hold() -> None:
    article = parsers.parse(PAGE, "https://www.harbourgazette.example/ferry")
    assert article.headline == "Ferry returns to the bay"
    assert article.section == "Sea"
    assert [p.kind for p in article.paragraphs] == [
        "paragraph",
        "heading",
        "paragraph",
        "list_item",
    ]
    image = article.images[0]
    assert (image.caption, image.credit, image.is_lead) == (
        "The ferry at the pier.",
        "Ada Moss/HPA",
        True,
    )
    assert image.url == "https://www.harbourgazette.example/a.jpg"
    for field in ("headline", "section", "paragraphs", "images"):
        assert article.sources[field] == "site:harbourgazette"
    assert article.authors == ()  # the rule found nothing, and neither did the generic one


@pytest.mark.usefixtures("gazette")
@pytest.mark.parametrize(
    ("url", "known"),
    [
        ("https://harbourgazette.example/x", True),
        ("http://fr.harbourgazette.example:81/x", True),
        ("harbourgazette.example", True),
        ("https://notharbourgazette.example/x", False),
        ("https://example/", False),
        ("http://[bad", False),
        ("", False),
        (None, False),
    ],
)
def test_a_site_is_known_by_its_domain(url: str | None, known: bool) -> None:
    assert (site_for(url) is SITE) is known


@pytest.mark.usefixtures("gazette")
def test_elsewhere_the_generic_rules_read() -> None:
    article = parsers.parse(PAGE, "https://another.example/ferry")
    assert not any(source.startswith("site:") for source in article.sources.values())


@pytest.mark.usefixtures("gazette")
def test_links_in_dropped_elements_are_still_links() -> None:
    html = PAGE.replace("Welcome", '<a href="/fr">Français</a>')
    page = parsers.open_page(html, "https://harbourgazette.example/x")
    parsers.read(page)
    assert [link.url for link in page.links()] == ["https://harbourgazette.example/fr"]


def test_paragraphs_may_be_plain_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    site = dataclasses.replace(SITE, paragraphs=texts(".story > p"), images=None)
    monkeypatch.setattr(parsers.site, "sites", lambda: {"harbourgazette.example": site})
    article = parsers.parse(PAGE, "https://harbourgazette.example/x")
    assert [p.text[:11] for p in article.paragraphs] == ["The ferry c", "The captain"]


def test_an_attribute_rule() -> None:
    page = parsers.open_page(PAGE)
    assert attribute("time.when", "datetime")(page) == "2026-03-04"
    assert attribute("time.when", "missing")(page) is None


def test_every_site_file_is_found() -> None:
    for domain, site in parsers.site.sites().items():
        assert domain in site.domains
        assert site_for(f"https://www.{domain}/") is site


def test_a_link_has_the_words_that_lead_there_though_a_picture_came_first() -> None:
    html = '<a rel=next href="/a"><img src="x.jpg"></a><h2><a href="/a">A ferry waits</a></h2>'
    (link,) = parsers.open_page(html, "https://a.example/").links()
    assert (link.text, link.rel) == ("A ferry waits", "next")
