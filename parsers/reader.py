"""Read a page: ask each field's rule, the site's own first, and put an article together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from parsers.document import Document, open_page
from parsers.errors import NotAnArticle
from parsers.fields.about import read_about
from parsers.fields.authors import read_authors
from parsers.fields.body import Body, kind_of, read_body
from parsers.fields.dateline import read_dateline
from parsers.fields.dates import read_times
from parsers.fields.headline import Head, read_head
from parsers.fields.images import Pictures, read_images
from parsers.found import Found
from parsers.layout import Block
from parsers.plaintext import read_plain_text
from parsers.records import Article, Paragraph
from parsers.site import Site, site_for

VERSION = "newsclip-reader 1"
"""The reader's version, kept with each article: it changes when readings change."""


def parse(html: bytes | str, url: str | None = None, *, content_type: str | None = None) -> Article:
    """Read the article of one page, HTML or plain text.

    *url* is where the page was fetched; *content_type* the ``Content-Type`` header.
    Raises :class:`~parsers.errors.NotAnArticle` where there is none, and
    :class:`~parsers.errors.UnreadablePage` for what cannot be opened, and nothing else.
    """
    return read(open_page(html, url, content_type=content_type))


def read(page: Document) -> Article:
    """Read the article of a page already opened. Raises as :func:`parse` does."""
    if page.is_plain_text:
        return read_plain_text(page)
    site = site_for(page.url) or site_for(page.canonical_url)
    told = _ask(site, page) if site else {}
    head = _with_site_head(read_head(page), told, page)
    body = _site_body(told) or read_body(page, head)
    pictures = _site_pictures(told) or read_images(page, head, body)
    authorship = read_authors(page, head)
    times = read_times(page, head)
    taken = head.blocks | pictures.blocks | authorship.blocks | times.blocks
    kept: list[Block | None] = [block for block in body.blocks if block.index not in taken]
    paragraphs = body.paragraphs or tuple(
        Paragraph(block.text, kind_of(block)) for block in kept if block
    )
    if body.paragraphs:
        kept = [None] * len(body.paragraphs)
    images = pictures.images.value if pictures.images else ()
    filed = read_dateline(
        page, head, kept, paragraphs, images, times.published.value if times.published else None
    )
    if filed.dek and head.dek:
        head = replace(head, dek=replace(head.dek, value=filed.dek))
    if head.headline is None:
        raise NotAnArticle(page.url, "it has no headline")
    if sum(p.kind == "paragraph" for p in filed.paragraphs) < 2:
        raise NotAnArticle(page.url, "it has less than two paragraphs of text")
    about = read_about(page, "\n".join(p.text for p in filed.paragraphs))
    found: dict[str, Found[Any] | None] = {
        "headline": head.headline,
        "kicker": head.kicker,
        "dek": head.dek,
        "byline": authorship.byline,
        "authors": authorship.authors,
        "published_at": times.published,
        "modified_at": times.modified,
        "language": about.language,
        "section": about.section,
        "keywords": about.keywords,
        "publisher": about.publisher,
        "copyright_notice": about.copyright_notice,
        "is_free": about.is_free,
        "kind": about.kind,
        "images": pictures.images,
        "dateline": Found(filed.dateline, filed.dateline.source) if filed.dateline else None,
        "paragraphs": Found(filed.paragraphs, body.source),
    }
    found |= told
    values = {name: item.value for name, item in found.items() if item}
    return Article(
        url=page.canonical_url or page.url,
        canonical_url=page.canonical_url,
        published_local=times.published_local,
        sources={name: item.source for name, item in found.items() if item},
        **values,
    )


def _ask(site: Site, page: Document) -> dict[str, Found[Any]]:
    """What the site's own rules say: it holds against everything generic."""
    page.drop(site.drop)
    return site.read(page)


def _with_site_head(head: Head, told: dict[str, Found[Any]], page: Document) -> Head:
    parts: dict[str, Any] = {
        name: told[name] for name in ("headline", "kicker", "dek") if name in told
    }
    if "headline" in parts:
        shown = parts["headline"].value
        parts["block"] = next((b for b in page.blocks if b.text == shown), head.block)
    return replace(head, **parts) if parts else head


def _site_body(told: dict[str, Found[Any]]) -> Body | None:
    """The site's paragraphs. They leave *told*: captions and the dateline come off them yet."""
    found = told.pop("paragraphs", None)
    if found is None:
        return None
    if isinstance(found.value, Body):
        return replace(found.value, source=found.source)
    return Body(source=found.source, paragraphs=tuple(map(Paragraph, found.value)))


def _site_pictures(told: dict[str, Found[Any]]) -> Pictures | None:
    found = told.pop("images", None)
    if found is None:
        return None
    return Pictures(Found(found.value.images.value, found.source), found.value.blocks)
