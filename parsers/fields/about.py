"""What the page says about the story: language, section, keywords, publisher, paywall, kind."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.document import Document
from parsers.found import Found
from parsers.records import ArticleKind


@dataclass(frozen=True, slots=True)
class About:
    """Facts about the story that are not part of it."""

    language: Found[str] | None = None
    section: Found[str] | None = None
    keywords: Found[tuple[str, ...]] | None = None
    publisher: Found[str] | None = None
    copyright_notice: Found[str] | None = None
    is_free: Found[bool] | None = None
    kind: Found[ArticleKind] | None = None


def read_about(page: Document, text: str) -> About:
    """Facts about the story; *text* is its body, to check the declared language against."""
    language = page.declared_language
    return About(language=Found(language, "html") if language else None)
