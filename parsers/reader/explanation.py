"""Why a page was read as it was: every candidate for a field, every block, and the one reason."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.errors import NotAnArticle
from parsers.page.document import Document
from parsers.page.extracted import Note
from parsers.page.opening import open_page
from parsers.reader.parse import read
from parsers.reader.standing_text import NOTHING, SiteKnowledge
from parsers.records import Article


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one page was read."""

    article: Article | None
    """What was read, or ``None`` where the page was refused."""
    refused: str | None
    """Why it is no article, in a few words."""
    notes: tuple[Note, ...]
    """Candidates for the fields in the order they were met, then the blocks in page order."""

    @property
    def fields(self) -> dict[str, tuple[Note, ...]]:
        """The candidates of each field."""
        found: dict[str, tuple[Note, ...]] = {}
        for note in self.notes:
            if note.field != "block":
                found[note.field] = (*found.get(note.field, ()), note)
        return found

    @property
    def blocks(self) -> tuple[Note, ...]:
        """Every block of text on the page, kept as a paragraph or dropped."""
        return tuple(note for note in self.notes if note.field == "block")


def explain(
    html: bytes | str,
    url: str | None = None,
    *,
    content_type: str | None = None,
    knowledge: SiteKnowledge = NOTHING,
) -> Explanation:
    """Read a page as :func:`parsers.parse` does and say why it was read so.

    Raises :class:`~parsers.errors.UnreadablePage` only; a page without an article is explained.
    """
    return explain_page(open_page(html, url, content_type=content_type), knowledge)


def explain_page(page: Document, knowledge: SiteKnowledge = NOTHING) -> Explanation:
    """As :func:`explain`, of a page already opened and not yet read."""
    page.notes = []
    article = None
    refused = None
    try:
        article = read(page, knowledge)
    except NotAnArticle as error:
        refused = error.reason
    return Explanation(article, refused, tuple(page.notes))
