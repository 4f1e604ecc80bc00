"""What reading a page gives: the records every other room relies on.

The words are the field's own: schema.org NewsArticle for the article, IPTC Photo
Metadata for pictures. Absent is ``None`` or empty, never a guess and never ``""``.
Standard library only, so that any room may import this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

ParagraphKind = Literal[
    "paragraph",
    "heading",
    "quote",
    "list_item",
    "preformatted",
    "table_row",
    "box",
    "summary",
    "embed",
]
BESIDE: frozenset[ParagraphKind] = frozenset(("box", "summary", "embed"))
"""Kinds that stand beside the story, not in its text: fact boxes, key points, embedded posts."""
ArticleKind = Literal["article", "live-blog", "gallery", "video", "audio"]
DatelineSource = Literal["body", "element", "structured", "caption"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of an article's text, in reading order."""

    text: str
    kind: ParagraphKind = "paragraph"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that belongs to the article, with what the page prints about it."""

    url: str | None = None
    caption: str | None = None
    credit: str | None = None
    """The credit line as printed, without its label: ``Jonathan Ernst/AP``."""
    creator: str | None = None
    """The person who made it, taken out of the credit."""
    agencies: tuple[str, ...] = ()
    """Who supplied it, in the order printed."""
    copyright_notice: str | None = None
    alt: str | None = None
    is_lead: bool = False


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where, and sometimes when and by whom, a story was filed."""

    text: str
    """As printed, without the separator: ``ANKARA, Turkey (AP)``."""
    place: str | None = None
    date: date | None = None
    agency: str | None = None
    reporter: str | None = None
    source: DatelineSource = "body"
    """``body`` (inline or a line of its own), ``element`` (the page's head),
    ``structured`` (schema.org ``dateline``) or ``caption`` (derived from a caption)."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as its page prints it. Text is NFC with white space folded."""

    url: str | None = None
    """The canonical address on the article's own site, else where it was fetched."""
    headline: str | None = None
    other_headlines: Mapping[str, str] = field(default_factory=dict)
    """Where else the page names its story in other words: ``{"og": "What readers of feeds see"}``.
    Only what differs from :attr:`headline` by more than case, signs and the site's name."""
    kicker: str | None = None
    """The label over the headline."""
    dek: str | None = None
    """The standfirst, shown under the headline."""
    byline: str | None = None
    """As printed: ``By Jane Doe in Ankara``."""
    authors: tuple[str, ...] = ()
    """Names only: no "By", no jobs."""
    dateline: Dateline | None = None
    published_at: datetime | date | None = None
    """An aware datetime, or a date where the page names only a day."""
    modified_at: datetime | date | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    language: str | None = None
    """BCP 47."""
    publisher: str | None = None
    copyright_notice: str | None = None
    images: tuple[Image, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    """Without headline, dek and dateline."""
    kind: ArticleKind = "article"
    is_free: bool | None = None
    """What the page says of its own paywall."""
    canonical_url: str | None = None
    """What the page's ``rel=canonical`` says, wherever that leads."""
    published_local: str | None = None
    """The page's own wording of ``published_at``."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Field name to where it came from: ``{"headline": "json-ld"}``."""

    @property
    def lead_image(self) -> Image | None:
        """The picture at the head of the article, if it has one."""
        return next((image for image in self.images if image.is_lead), None)

    @property
    def body(self) -> str:
        """The story's paragraphs, without boxes, summaries and embeds, joined by blank lines."""
        return "\n\n".join(p.text for p in self.paragraphs if p.kind not in BESIDE)

    @property
    def body_with_boxes(self) -> str:
        """All paragraphs, those beside the story too, joined by blank lines."""
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)

    def to_dict(self) -> dict[str, Any]:
        """The article as plain JSON values; dates and times are ISO 8601 text."""
        record = asdict(self)
        for name in ("published_at", "modified_at"):
            record[name] = _iso(record[name])
        if record["dateline"]:
            record["dateline"]["date"] = _iso(record["dateline"]["date"])
        return record

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Article:
        """The article that :meth:`to_dict` made *record* from. Unknown keys are ignored."""
        values = {name: record[name] for name in cls.__slots__ if name in record}
        for name in ("published_at", "modified_at"):
            values[name] = _from_iso(values.get(name))
        for name in ("authors", "keywords"):
            values[name] = tuple(values.get(name) or ())
        values["other_headlines"] = dict(values.get("other_headlines") or {})
        values["paragraphs"] = tuple(Paragraph(**p) for p in values.get("paragraphs") or ())
        values["images"] = tuple(
            Image(**{**image, "agencies": tuple(image.get("agencies") or ())})
            for image in values.get("images") or ()
        )
        if values.get("dateline"):
            dateline = dict(values["dateline"])
            dateline["date"] = date.fromisoformat(dateline["date"]) if dateline["date"] else None
            values["dateline"] = Dateline(**dateline)
        return cls(**values)


class Mark(NamedTuple):
    """The fingerprint of one paragraph: it is found again by it on other pages of the site."""

    fingerprint: int
    """64 bits, with a sign."""
    is_apart: bool
    """Whether it stands in another container than most of the page's text."""
    may_repeat: bool
    """Whether it may be true though it repeats: a short line, or who wrote or sent the story."""
    numbers: int
    """A hash, 0 to 255, of its numbers, which the fingerprint leaves out; 0: it has no number."""
    is_container: bool = False
    """It is no paragraph: the container in which an article has its text, or a refused page may."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The fingerprints of a page's paragraphs: repetitions are found without comparing texts."""

    paragraphs: tuple[Mark, ...] = ()
    headline: frozenset[int] = frozenset()
    """Its longer words, 16 bits each."""


def _iso(moment: datetime | date | None) -> str | None:
    return moment.isoformat() if moment else None


def _from_iso(text: str | None) -> datetime | date | None:
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
