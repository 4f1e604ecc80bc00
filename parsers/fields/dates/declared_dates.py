"""When a story was published by the page's data and its address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import urlsplit

from parsers.fields.dates.date_formats import first_moment, parse_moment
from parsers.fields.dates.moment import Habits, Moment
from parsers.page.document import Document
from parsers.page.linked_data.structured_data import strings

PUBLISHED_METAS = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article:publish_time",
    "article:published_at",
    "article.published",
    "article:post_date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "parsely-pub-date",
    "sailthru.date",
    "rnews:datepublished",
    "bt:pubdate",
    "weibo:article:create_at",
    "weibo: article:create_at",
    "published_at",
    "publishdate",
    "publish-date",
    "publish_date",
    "publishedate",
    "pubdate",
    "pub_date",
    "publication_date",
    "publication-date",
    "dateposted",
    "firstpublished",
    "published",
    "originalpublicationdate",
    "article_date_original",
    "article.created",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.available",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "date.created",
    "displaydate",
    "date",
    "created",
)
MODIFIED_METAS = (
    "article:modified_time",
    "article:modified",
    "og:article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "article:updated_time",
    "article.updated",
    "cxenseparse:lastmod",
    "rnews:datemodified",
    "bt:moddate",
    "weibo:article:update_at",
    "weibo: article:update_at",
    "updated_at",
    "lastmod",
    "last-modified",
    "revised",
)
_NAMED_SO = re.compile(r"publi\w*[-_.: ]?(?:date|time|at\b|on\b)|(?:date|time)[-_.: ]?publi")
_PATH_DAY = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)([/_.-]?)(?P<month>0[1-9]|1[0-2]|[1-9](?=[/_.-]))\2"
    r"(?P<day>0[1-9]|[12]\d|3[01]|[1-9](?=[/_.-]|$))(?!\d)"
)
_PATH_WORD = re.compile(r"/((?:19|20)\d\d)/([a-z]{3,9})/(\d{1,2})/")
_PATH_STAMP = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:\d{4}|\d{6})(?!\d)"
)
Candidate = tuple[Moment, str]


def linked_moments(page: Document, keys: tuple[str, ...], habits: Habits) -> Iterator[Candidate]:
    """The moments that the story\'s JSON-LD names under *keys*."""
    for node in page.story:
        for key in keys:
            for text in strings(node.get(key))[:1]:
                moment = parse_moment(text, habits)
                if moment:
                    yield moment, "json-ld"


def meta_moments(page: Document, names: Iterable[str], habits: Habits) -> Iterator[Candidate]:
    """The moments that meta elements with these names tell."""
    meta = page.meta
    for name in names:
        for text in meta.get(name, ())[:1]:
            moment = parse_moment(text, habits)
            if moment:
                yield moment, "meta"


def published_metas(page: Document, habits: Habits) -> Iterator[Candidate]:
    """The moments of meta elements that nobody agreed upon, but whose names say what they tell."""
    yield from meta_moments(page, [name for name in page.meta if _NAMED_SO.search(name)], habits)


def titled_moment(page: Document, habits: Habits) -> Iterator[Candidate]:
    """The day in the title of the page, where nothing else names one."""
    found = first_moment(page.title or "", habits)
    if found:
        yield found, "title"


def moment_in_path(address: str | None) -> Moment | None:
    """The day that an address names: /2024/05/03/, /2024-05-03-, /20240503."""
    try:
        path = urlsplit(address or "").path
    except ValueError:
        return None
    for pattern in (_PATH_DAY, _PATH_STAMP):
        for match in pattern.finditer(path):
            month, day = match["month"], match["day"]
            try:
                return Moment(date(int(match["year"]), int(month), int(day)), match[0])
            except ValueError:
                continue
    match_word = _PATH_WORD.search(path.lower())
    if match_word:
        return parse_moment(f"{match_word[3]} {match_word[2]} {match_word[1]}")
    return None
