"""Headline, author and day on pages assembled from the parts that publishing systems print.

Every byline with every date, in every order around the headline, among the names and dates of
other stories, of comments and of the clock in the header.
"""

from __future__ import annotations

from itertools import product

import pytest

import parsers
from parsers.fields.authors.authors import read_authors
from parsers.fields.dates.dates import read_times
from parsers.fields.headline.headline import read_headline_block

HEADLINE = "Harbour closed after the storm tore two cranes down"
PROSE = "The harbour was closed for the whole of the morning, the port said, and ferries stayed. "
BODY = f"<p>{PROSE * 3}</p>" * 5

HEADS = {
    "heading": f'<h1 class="entry-title">{HEADLINE}</h1>',
    "kicker": f"<p class=kicker>Port Maren</p><h1>{HEADLINE}</h1>",
    "standfirst": f"<h1>{HEADLINE}</h1><p class=standfirst>It opens on Monday, the port said.</p>",
}
BYLINES = {
    "blog": '<span class="byline"> by <span class="author vcard">'
    '<a class="url fn n" href="/author/jane/">Jane Doe</a></span></span>',
    "line": "<p>By Jane Doe, Senior Reporter</p>",
    "card": '<div class="author-card"><img src=a.jpg alt="Jane Doe"><div>'
    '<a href="/authors/jane-doe">Jane Doe</a><span>Political correspondent</span></div></div>',
    "label": '<div class="meta"><span class="label">Author:</span> <span>Jane Doe</span></div>',
    "field": '<div class="field--name-author"><div class="field__label">Author</div>'
    '<div class="field__item"><a href="/people/jane">Jane Doe</a></div></div>',
    "list": '<ul class="list-inline"><li><span class="tnt-byline">By Jane Doe jane@paper.example'
    "</span></li></ul>",
    "address": '<address>By <a rel="author" href="/jane">Jane Doe</a></address>',
    "nameless": '<div class="x1">Jane Doe</div>',
}
DATES = {
    "time": '<time datetime="2024-05-03T10:12:00+02:00">3 May 2024</time>',
    "both": "<div>Published: May 3, 2024</div><div>Updated: May 9, 2024</div>",
    "blog": '<span class="posted-on">Posted on <time class="published" datetime="2024-05-03">May 3'
    '</time><time class="updated" datetime="2024-05-09">May 9, 2024</time></span>',
    "nameless": '<div class="x2">Friday, May 3, 2024 at 10:12 AM</div>',
}
ORDERS = ("hbd", "hdb", "dhb")
CARD = (
    '<div class="card"><h3><a href="/s">Ferries return to the island</a></h3>'
    '<span class="author">By Ann Poe</span><time datetime="2024-05-20">May 20</time></div>'
)
AROUND = {
    "nothing": ("", ""),
    "others": (
        '<div class="topbar"><span class="current-date">Saturday, June 1, 2024</span></div>'
        '<nav><ul><li><a href="/news">News</a></li></ul></nav>',
        f'<section class="related">{CARD * 2}</section>',
    ),
    "comments": (
        '<div class="ticker">Ferries return <time datetime="2024-06-01">June 1, 2024</time></div>',
        '<div id="comments"><div class="comment"><span class="comment-author">Ann Poe</span>'
        ' <time datetime="2024-05-04">May 4, 2024</time><p>Good to know.</p></div></div>',
    ),
}


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("head", HEADS)
def test_who_and_when(head: str, around: str) -> None:
    before, after = AROUND[around]
    wrong = []
    for byline, day, order in product(BYLINES, DATES, ORDERS):
        parts = {"h": HEADS[head], "b": BYLINES[byline], "d": DATES[day]}
        story = "".join(parts[letter] for letter in order)
        page = parsers.open_page(
            f"<html lang=en><head><title>{HEADLINE} | The Gazette</title></head><body>{before}"
            f"<main><article>{story}<div>{BODY}</div></article>{after}</main></body></html>",
            "https://www.gazette.example/news/harbour-closed",
        )
        found = read_headline_block(page)
        authors, published = read_authors(page, found).authors, read_times(page, found).published
        got = (
            found.headline and found.headline.value,
            authors and authors.value,
            published and str(published.value)[:10],
        )
        if got != (HEADLINE, ("Jane Doe",), "2024-05-03"):
            wrong.append((byline, day, order, got))
    assert wrong == []
