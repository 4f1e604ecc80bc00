"""Articles as rows, and rows as articles: what goes in comes out equal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any

import msgspec

from archive.values import times
from archive.values.sanitize import storable
from archive.values.tokenize import word_count
from parsers.records import Article, Dateline, Image, Paragraph

Row = dict[str, Any]

PARSED_COLUMNS = (
    "canonical_url",
    "headline",
    "kicker",
    "dek",
    "byline",
    "authors",
    "dateline",
    "dateline_place",
    "dateline_date",
    "dateline_agency",
    "dateline_reporter",
    "dateline_source",
    "published_at",
    "modified_at",
    "published_local",
    "section",
    "keywords",
    "language",
    "caption",
    "credit",
    "word_count",
    "kind",
    "is_free",
    "copyright_notice",
    "publisher",
    "sources",
    "body",
    "other_headlines",
    "published_day",
)
"""The columns of ``articles`` that hold what was parsed, as :func:`parsed_values` gives them."""

PARAGRAPH_COLUMNS = ("position", "kind", "text")
IMAGE_COLUMNS = (
    "position", "url", "caption", "credit", "creator", "agencies", "copyright_notice", "alt",
    "is_lead",
)  # fmt: skip

_POSITIONS = {name: position for position, name in enumerate(PARSED_COLUMNS)}

_encode = msgspec.json.Encoder().encode


def record_text(article: Article) -> str:
    """The whole article as JSON, in the shape of :meth:`Article.to_dict`."""
    return _encode(article).decode()


def from_record_text(text: str) -> Article:
    """The article that :func:`record_text` wrote."""
    return Article.from_dict(json.loads(text))


def savable(article: Article) -> tuple[Article, str]:
    """*article* as SQLite can hold it, and its record text.

    A lone surrogate cannot be stored and a NUL would end the text for SQLite's functions;
    pages that have neither, nearly all, are looked at once and left as they are.
    """
    try:
        record = record_text(article)
        if "\\u0000" not in record:
            return article, record
    except UnicodeEncodeError:
        pass
    article = _cleaned(article)
    return article, record_text(article)


def parsed_values(article: Article) -> tuple[Any, ...]:
    """The values of :data:`PARSED_COLUMNS`."""
    dateline = article.dateline
    lead = article.lead_image
    caption = lead.caption if lead else None
    body = article.body
    dateline_text = dateline.text if dateline else None
    return (
        article.canonical_url,
        article.headline,
        article.kicker,
        article.dek,
        article.byline,
        _list(article.authors),
        dateline_text,
        dateline.place if dateline else None,
        dateline.date.isoformat() if dateline and dateline.date else None,
        dateline.agency if dateline else None,
        dateline.reporter if dateline else None,
        dateline.source if dateline else None,
        times.day_or_utc(article.published_at),
        times.day_or_utc(article.modified_at),
        article.published_local,
        article.section,
        _list(article.keywords),
        article.language,
        caption,
        lead.credit if lead else None,
        word_count(body),
        article.kind,
        article.is_free,
        article.copyright_notice,
        article.publisher,
        _json(dict(article.sources)),
        body,
        _json(dict(article.other_headlines)),
        times.own_day(article.published_at),
    )


@dataclass(frozen=True, slots=True)
class ArticleRows:
    """The rows of one article, without its id."""

    values: tuple[Any, ...]
    """The values of :data:`PARSED_COLUMNS`."""
    paragraphs: Sequence[tuple[Any, ...]]
    """Of each paragraph :data:`PARAGRAPH_COLUMNS`."""
    images: Sequence[tuple[Any, ...]]
    """Of each image :data:`IMAGE_COLUMNS`."""

    def value(self, column: str) -> Any:
        """One of :attr:`values`, by its column."""
        return self.values[_POSITIONS[column]]


def article_rows(article: Article) -> ArticleRows:
    """The rows of *article*."""
    return ArticleRows(parsed_values(article), paragraph_rows(article), image_rows(article))


def is_record_of(record: str, url: str) -> bool:
    """Whether *record*, of :func:`record_text`, is that of an article filed under *url*."""
    return record.startswith(f'{{"url":{_json(url)},')


def paragraph_rows(article: Article) -> list[tuple[Any, ...]]:
    """The values of :data:`PARAGRAPH_COLUMNS` of each paragraph."""
    return [(n, p.kind, p.text) for n, p in enumerate(article.paragraphs)]


def image_rows(article: Article) -> list[tuple[Any, ...]]:
    """The values of :data:`IMAGE_COLUMNS` of each image."""
    return [
        (
            n,
            image.url,
            image.caption,
            image.credit,
            image.creator,
            _list(image.agencies),
            image.copyright_notice,
            image.alt,
            image.is_lead,
        )
        for n, image in enumerate(article.images)
    ]


def to_article(
    row: Mapping[str, Any],
    paragraphs: Sequence[tuple[str, str]],
    images: Sequence[Sequence[Any]],
) -> Article:
    """The article of one row, its paragraphs (kind, text) and its images."""
    dateline = None
    if row["dateline"] is not None:
        day = row["dateline_date"]
        dateline = Dateline(
            text=row["dateline"],
            place=row["dateline_place"],
            date=date.fromisoformat(day) if day else None,
            agency=row["dateline_agency"],
            reporter=row["dateline_reporter"],
            source=row["dateline_source"],
        )
    return Article(
        url=row["url"],
        headline=row["headline"],
        other_headlines=json.loads(row.get("other_headlines") or "{}"),
        kicker=row["kicker"],
        dek=row["dek"],
        byline=row["byline"],
        authors=tuple(json.loads(row["authors"])),
        dateline=dateline,
        published_at=times.parse(row["published_at"]),
        modified_at=times.parse(row["modified_at"]),
        section=row["section"],
        keywords=tuple(json.loads(row["keywords"])),
        language=row["language"],
        publisher=row["publisher"],
        copyright_notice=row["copyright_notice"],
        images=tuple(
            Image(
                url, caption, credit, creator, tuple(json.loads(agencies)), notice, alt, bool(lead)
            )
            for url, caption, credit, creator, agencies, notice, alt, lead in images
        ),
        paragraphs=tuple(Paragraph(text, kind) for kind, text in paragraphs),  # type: ignore[arg-type]
        kind=row["kind"],
        is_free=None if row["is_free"] is None else bool(row["is_free"]),
        canonical_url=row["canonical_url"],
        published_local=row["published_local"],
        sources=json.loads(row["sources"]),
    )


def _list(values: tuple[str, ...]) -> str:
    return _json(list(values)) if values else "[]"


def _json(value: Any) -> str:
    return _encode(value).decode()


def _cleaned(value: Any) -> Any:
    """*value* with every text in it storable, however deep."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, tuple):
        return tuple(_cleaned(item) for item in value)
    if isinstance(value, Mapping):
        return {_cleaned(name): _cleaned(item) for name, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _cleaned(getattr(value, f.name)) for f in fields(value)})
    return value
