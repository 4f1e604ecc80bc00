"""Articles, pages and visits for the tests of the archive."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import strategies as st

from archive import Archive, Capture, Visit
from parsers.records import Article, Dateline, Image, Paragraph

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
URL = "https://www.example.com/2026/11/01/harbour"
BODY = (
    "The harbour of Eastwick will open again on Monday, its keeper said.",
    "Ships had waited outside for nine days while the lock was repaired.",
    "The town expects the first of them at dawn, with the tide.",
)


def hours(count: float) -> datetime:
    """So many hours after the first capture."""
    return NOON + timedelta(hours=count)


def article(headline: str = "Harbour opens", body: tuple[str, ...] = BODY, **fields) -> Article:
    return Article(headline=headline, paragraphs=tuple(map(Paragraph, body)), **fields)


def visit(
    read: Article | None = None,
    at: datetime = NOON,
    url: str = URL,
    parser: str | None = "1",
    page: bytes | None = None,
    **fields,
) -> Visit:
    """A visit that captured a page; the page's bytes follow from what was read."""
    page = page if page is not None else f"<html>{read!r}</html>".encode()
    capture = Capture(url, at, 200, page, content_type="text/html")
    return Visit(url, at, article=read, parser=parser, capture=capture, **fields)


_text = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1)
_maybe = st.none() | _text
_texts = st.lists(_text, max_size=3).map(tuple)
_offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
_moments = (
    st.none()
    | st.dates(date(1990, 1, 1), date(2100, 1, 1))
    | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=_offsets)
)

images = st.builds(
    Image,
    url=_maybe,
    caption=_maybe,
    credit=_maybe,
    creator=_maybe,
    agencies=_texts,
    copyright_notice=_maybe,
    alt=_maybe,
    is_lead=st.booleans(),
)
datelines = st.builds(
    Dateline,
    text=_text,
    place=_maybe,
    date=st.none() | st.dates(),
    agency=_maybe,
    reporter=_maybe,
    source=st.sampled_from(["body", "element", "structured", "caption"]),
)
records = st.builds(
    Article,
    url=st.just(URL),
    headline=_maybe,
    kicker=_maybe,
    dek=_maybe,
    byline=_maybe,
    authors=_texts,
    dateline=st.none() | datelines,
    published_at=_moments,
    modified_at=_moments,
    section=_maybe,
    keywords=_texts,
    language=_maybe,
    publisher=_maybe,
    copyright_notice=_maybe,
    images=st.lists(images, max_size=3).map(tuple),
    paragraphs=st.lists(
        st.builds(
            Paragraph,
            text=_text,
            kind=st.sampled_from(["paragraph", "heading", "quote", "list_item", "table_row"]),
        ),
        max_size=4,
    ).map(tuple),
    kind=st.sampled_from(["article", "live-blog", "gallery", "video", "audio"]),
    is_free=st.none() | st.booleans(),
    canonical_url=_maybe,
    published_local=_maybe,
    sources=st.dictionaries(_text, _text, max_size=2),
)
"""Articles with anything at all in them that a database can hold."""


STORY = (
    "The harbour of Eastwick will open again on Monday, its keeper said on Friday evening.",
    "Ships had waited outside for nine days while the old lock was repaired by divers.",
    "The town expects the first of them at dawn, with the tide, and a band will play.",
)


def saved(path: Path, *visits: Visit) -> Path:
    with Archive(path, write=True) as archive:
        for visit in visits:
            archive.save([visit])
    return path
