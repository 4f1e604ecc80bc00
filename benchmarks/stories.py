"""Invented articles of realistic length for measuring archives of any size.

Article *n* is always the same, whichever others are made, so that an archive can be grown in
several sittings. Words are as frequent as in a language: the commonest stands in every article.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice

from archive import Visit
from parsers.records import Article, Dateline, Image, Paragraph

START = datetime(2016, 1, 1, tzinfo=UTC)
APART = timedelta(minutes=5)
SITES = 200
COPIES = 10
"""Every tenth story is wire copy that another site had shortly before, cut at its end."""

LEXICON = [f"w{n:x}" + "aeiou"[n % 5] * (n % 7) for n in range(60_000)]
_WEIGHTS = list(accumulate(1 / (n + 3) for n in range(len(LEXICON))))
_PLACES = [f"{LEXICON[n].upper()}, Country{n % 60}" for n in range(300)]
_AGENCIES = ("AP", "Reuters", "AFP", "dpa", "EFE", "ANSA")
_SECTIONS = ("World", "Politics", "Sport", "Culture", "Business", "Science")
_LANGUAGES = ("en", "en-GB", "de", "fr", "es")


def words(chance: random.Random, count: int) -> list[str]:
    """So many words, common ones often."""
    return chance.choices(LEXICON, cum_weights=_WEIGHTS, k=count)


def stories(start: int, stop: int) -> Iterator[Visit]:
    """Visits that read the articles from *start* to before *stop*, oldest first."""
    for n in range(start, stop):
        yield story(n)


def story(n: int) -> Visit:
    """One article of about 480 words in 12 paragraphs, with a picture and a dateline."""
    is_copy = n % COPIES == COPIES - 1
    chance = random.Random(n - 5 if is_copy else n)
    text = iter(words(chance, 520))
    headline, dek, caption = (" ".join(islice(text, count)) for count in (9, 18, 20))
    paragraphs = tuple(
        Paragraph(" ".join(islice(text, chance.randrange(25, 55)))) for _ in range(12)
    )
    agency = chance.choice(_AGENCIES)
    place = chance.choice(_PLACES)
    person = f"Person {chance.randrange(400)}"
    if is_copy:
        headline += " again"
        paragraphs = paragraphs[:10]
    at = START + n * APART
    url = f"https://www.site{n % SITES}.example/{at:%Y/%m/%d}/story-{n}"
    read = Article(
        url=url,
        headline=headline,
        dek=dek,
        byline=f"By {person}",
        authors=(person,),
        dateline=Dateline(f"{place} ({agency})", place, None, agency),
        published_at=at,
        section=_SECTIONS[n % len(_SECTIONS)],
        language=_LANGUAGES[n % len(_LANGUAGES)],
        images=(Image("u", caption, f"{person}/{agency}", person, (agency,), is_lead=True),),
        paragraphs=tuple(p for p in paragraphs if p.text),
        sources={"headline": "json-ld", "published_at": "json-ld"},
    )
    return Visit(url, at, article=read, parser="1", status=200)
