"""When the story was published, and when it was last changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from parsers.document import Document
from parsers.fields.headline import Head
from parsers.found import Found


@dataclass(frozen=True, slots=True)
class Times:
    """The times of a story, and the blocks that print them."""

    published: Found[datetime | date] | None = None
    modified: Found[datetime | date] | None = None
    published_local: str | None = None
    """The page's own wording."""
    blocks: frozenset[int] = frozenset()


def read_times(page: Document, head: Head) -> Times:
    """The times of the story."""
    text = page.first_meta("article:published_time")
    for node in page.json_ld:
        text = text or node.get("datePublished")
    try:
        moment: datetime | date = datetime.fromisoformat(str(text))
    except ValueError:
        return Times()
    if isinstance(moment, datetime) and moment.tzinfo is None:
        moment = moment.date()
    return Times(Found(moment, "json-ld"), published_local=text)
