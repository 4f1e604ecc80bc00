"""Africanews, in English and in French."""

from __future__ import annotations

from parsers.rules import body, text
from parsers.site import Site

SITE = Site(
    domains=("africanews.com",),
    home="https://www.africanews.com",
    drop=(
        ".layout-mode-switcher__container",
        ".advertising",
        ".article__breaking",
        ".go-to-video",
        ".article__view-more",
        ".article-content__text aside",
        ".article-content__text [class*=related]",
        ".article-content__text [class*=view-more]",
    ),
    headline=text("h1.article__title"),
    paragraphs=body(
        "div.article-content__text", drop=("div.article-content__text figure figcaption",)
    ),
)
