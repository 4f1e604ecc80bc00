"""Africanews, in English and in French."""

from __future__ import annotations

from parsers.page.document import Document
from parsers.rules import body, text
from parsers.site import Site

_TEXT = "div.article-content__text"
_title = text("h1.article__title")
_kicker = text("h1.article__title .article__kicker")


def _headline(page: Document) -> str | None:
    """The title without the label that stands inside it on some pages."""
    shown = _title(page)
    return shown.removeprefix(_kicker(page) or "").strip() if shown else None


SITE = Site(
    domains=("africanews.com",),
    home="https://www.africanews.com",
    drop=(
        ".layout-mode-switcher__container",
        ".advertising",
        ".article__breaking",
        ".go-to-video",
        ".article__view-more",
        f"{_TEXT} aside",
        f"{_TEXT} [class*=related]",
        f"{_TEXT} [class*=view-more]",
    ),
    headline=_headline,
    kicker=_kicker,
    paragraphs=body(_TEXT, drop=(f"{_TEXT} figcaption",)),
)
