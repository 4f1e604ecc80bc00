"""The fields in which two parses of a page differ: all that was parsed, not only what is seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from parsers.records import Article, Image

FIELDS: dict[str, Callable[[Article], Any]] = {
    "headline": lambda a: a.headline,
    "other_headlines": lambda a: tuple(
        f"{source}: {text}" for source, text in sorted(a.other_headlines.items())),
    "kicker": lambda a: a.kicker,
    "dek": lambda a: a.dek,
    "byline": lambda a: a.byline,
    "authors": lambda a: a.authors,
    "dateline": lambda a: a.dateline and (
        a.dateline.text, a.dateline.place, a.dateline.date, a.dateline.agency,
        a.dateline.reporter, a.dateline.source),
    "published_at": lambda a: a.published_at,
    "modified_at": lambda a: a.modified_at,
    "section": lambda a: a.section,
    "keywords": lambda a: a.keywords,
    "language": lambda a: a.language,
    "publisher": lambda a: a.publisher,
    "copyright_notice": lambda a: a.copyright_notice,
    "canonical_url": lambda a: a.canonical_url,
    "kind": lambda a: a.kind,
    "is_free": lambda a: a.is_free,
    "caption": lambda a: _of_images(a, lambda i: (i.caption,)),
    "credit": lambda a: _of_images(
        a, lambda i: (i.credit, i.creator, ", ".join(i.agencies), i.copyright_notice)),
    "images": lambda a: tuple((i.url, i.alt, i.is_lead) for i in a.images),
    "body": lambda a: tuple((p.kind, p.text) for p in a.paragraphs),
}  # fmt: skip
"""What is compared, in the order of a page."""


def fields_changed(before: Article, after: Article) -> dict[str, tuple[str, str]]:
    """Each field that differs, with what it said before and after; ``""`` where it said nothing.

    Of lists only what is not in both.
    """
    found = {}
    for name, value in FIELDS.items():
        old, new = value(before), value(after)
        if old != new:
            found[name] = _told(old, new)
    return found


def _told(old: Any, new: Any) -> tuple[str, str]:
    if isinstance(old, tuple) and isinstance(new, tuple) and old and new:
        kept = set(old) & set(new)
        alone = tuple(x for x in old if x not in kept), tuple(x for x in new if x not in kept)
        if any(alone):  # else only their order differs
            old, new = alone
    return _text(old), _text(new)


def _text(value: Any) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, tuple):
        return " | ".join(filter(None, map(_text, value)))
    if isinstance(value, date):  # datetimes too
        return value.isoformat()
    return str(value)


def _of_images(
    article: Article, value: Callable[[Image], tuple[str | None, ...]]
) -> tuple[tuple[str | None, ...], ...]:
    values = (value(image) for image in article.images)
    return tuple(one for one in values if any(one))
