"""Read a page: ask each field's rule, the site's own first, and put an article together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from parsers.errors import NotAnArticle
from parsers.fields.about.about import read_about
from parsers.fields.authors.author_bios import author_bios
from parsers.fields.authors.authors import read_authors
from parsers.fields.body.body import CONTAINER, SENTENCE, Body, read_body, told_by_slides
from parsers.fields.body.paragraph_kinds import kinds_of
from parsers.fields.dateline.dateline import read_dateline
from parsers.fields.dates.dates import read_times
from parsers.fields.headline.headline import HeadlineBlock
from parsers.fields.headline.titles import other_headlines
from parsers.fields.images.images import Pictures, read_images, without_paragraphs
from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.page.layout import Block
from parsers.page.opening import open_page
from parsers.page.story_address import own_address
from parsers.reader.block_notes import note_blocks
from parsers.reader.lead import lead_kept_in_text, lone_text, with_lead
from parsers.reader.other_stories import read_story_head
from parsers.reader.page_type import MAY_BE_ARTICLE, plain_flaw, refusal
from parsers.reader.plaintext import read_plain_text
from parsers.reader.rules_by_data import site_by
from parsers.reader.standing_text import (
    NOTHING,
    NOTHING_ELSE,
    LeftOut,
    SiteKnowledge,
    homes_of,
    left_out,
    marks_of,
    version_suffix,
)
from parsers.reader.usual_container import (
    body_in_usual,
    candidate_marks,
    container_mark,
    is_elsewhere,
)
from parsers.records import Article, Paragraph
from parsers.site import Site, site_for

VERSION = "newsclip-reader 10"
"""The parser's version, kept with each article: it changes when readings change."""


def parse(
    html: bytes | str,
    url: str | None = None,
    *,
    content_type: str | None = None,
    knowledge: SiteKnowledge = NOTHING,
) -> Article:
    """Read the article of one page, HTML or plain text.

    *url* is where the page was fetched; *content_type* the ``Content-Type`` header; *knowledge*
    what an archive has learned of the page's site.
    Raises :class:`~parsers.errors.NotAnArticle` where there is none, and
    :class:`~parsers.errors.UnreadablePage` for what cannot be opened, and nothing else.
    """
    return read(open_page(html, url, content_type=content_type), knowledge)


def read(page: Document, knowledge: SiteKnowledge = NOTHING) -> Article:
    """Read the article of a page already opened. Raises as :func:`parse` does.

    What the page is known by among its site's is told by :attr:`Document.marks`, and the
    parser's full name in :attr:`Document.parser`.
    """
    site = _site_of(page, knowledge)
    page.parser = _reader(site)
    if page.is_plain_text:
        return read_plain_text(page)
    told = _ask(site, page) if site else {}
    head = _with_site_head(read_story_head(page), told, page)
    body = _site_body(told) or read_body(page, head)
    if knowledge.containers and not site and is_elsewhere(body, knowledge.containers):
        body = body_in_usual(page, head, body, knowledge.containers, apart=True) or body
    if "dek" not in told:
        head, body = lead_kept_in_text(page, head, body)
    if site and site.keep:
        body = _with_kept(page, body, site.keep)
    try:
        return _article(page, knowledge, told, head, body)
    except NotAnArticle as refused:
        usual = None
        if not site and refused.reason in (*MAY_BE_ARTICLE, NOTHING_ELSE):
            usual = body_in_usual(page, head, body, knowledge.containers)
            if refused.reason in MAY_BE_ARTICLE:
                page.mark = candidate_marks
        if usual is None:
            raise
    if page.notes is not None:
        page.notes[:] = [note for note in page.notes if note.field != "block"]
    return _article(page, knowledge, told, *lead_kept_in_text(page, head, usual))


def _site_of(page: Document, knowledge: SiteKnowledge) -> Site | None:
    """The site whose rules the page is read by: those declared for it, else those of a file."""
    if knowledge.rules:
        return site_by(knowledge.rules)
    return site_for(page.url) or site_for(page.canonical_url)


def _reader(site: Site | None) -> str:
    """The reader's name, with the rules that are no part of its version."""
    if site is None or site.digest is None:
        return VERSION
    return f"{VERSION}+{'file' if site.is_file else 'site'}:{site.digest}"


def _with_kept(page: Document, body: Body, selectors: tuple[str, ...]) -> Body:
    """*body* with all text of the elements that *selectors* name."""
    inside = {node.mem_id for selector in selectors for node in page.css(selector)}
    kept = frozenset(
        block.index
        for block in page.blocks
        if any(box.node.mem_id in inside for box in block.box.ancestors())
    )
    if not kept or body.paragraphs:
        return body
    chosen = kept | {block.index for block in body.blocks}
    blocks = tuple(block for block in page.blocks if block.index in chosen)
    return replace(body, blocks=blocks, kept=kept)


def _article(
    page: Document,
    knowledge: SiteKnowledge,
    told: dict[str, Extracted[Any]],
    head: HeadlineBlock,
    body: Body,
) -> Article:
    """The article with this headline and body, and all the other fields of it.

    Raises :class:`~parsers.errors.NotAnArticle`.
    """
    pictures = _site_pictures(told) or read_images(page, head, body)
    authorship = read_authors(page, head)
    times = read_times(page, head)
    slides = told_by_slides(body, pictures.blocks - pictures.sure)
    if "dek" not in told:
        unsure = pictures.blocks - pictures.sure - slides
        head, body, lone = lone_text(page, head, body, unsure)
        slides |= lone
    captions = pictures.blocks - slides
    taken = (head.blocks | captions | authorship.blocks | times.blocks) - body.kept
    blocks = [block for block in body.blocks if block.index not in taken]
    written_by = authorship.authors.value if authorship.authors else ()
    bios = author_bios(blocks, written_by) - body.kept - body.beside
    blocks = [block for block in blocks if block.index not in bios]
    kept: list[Block | None] = [*blocks]
    paragraphs = body.paragraphs or tuple(
        Paragraph(block.text, kind)
        for block, kind in zip(blocks, kinds_of(blocks, page.blocks), strict=True)
    )
    if body.paragraphs:
        kept = [None] * len(body.paragraphs)
    images = pictures.images.value if pictures.images else ()
    images = without_paragraphs(images, [page.blocks[index].text for index in slides])
    published = times.published.value if times.published else None
    texts = [p.text for p in paragraphs]
    homes = None if body.paragraphs else homes_of(blocks)
    own = page.first_meta("description", "og:description", "twitter:description")
    standing = left_out(knowledge, texts, homes, own) if knowledge else LeftOut({}, frozenset())
    if body.kept and standing.reasons:
        others = [n for n in standing.reasons if blocks[n].index not in body.kept]
        standing = replace(standing, reasons={n: standing.reasons[n] for n in others})
    filed = read_dateline(page, head, kept, paragraphs, images, published)
    if page.notes is not None:
        note_blocks(
            page,
            body,
            {
                "headline, kicker or standfirst": head.blocks,
                "caption or credit of a picture": captions,
                "byline": authorship.blocks,
                "note on who wrote it": bios,
                "date line": times.blocks,
            },
            {blocks[at].index: why for at, why in standing.reasons.items() if blocks},
        )
    flaw = refusal(
        page,
        head,
        body,
        filed.paragraphs,
        is_dated=times.published is not None,
        is_signed=authorship.authors is not None,
    )
    if flaw:
        raise NotAnArticle(page.url, flaw)
    if not body.source.startswith("site:"):
        headline = head.headline.value if head.headline else None
        page.mark = lambda _: marks_of(headline, texts, homes, container_mark(blocks))
        page.parser = _reader(_site_of(page, knowledge)) + version_suffix(standing.fingerprints)
        if body.source == CONTAINER:
            page.parser += f"+{CONTAINER}"
    if standing.reasons:
        kept, paragraphs = _without(standing, kept, paragraphs)
        if blocks and "dek" not in told:
            head, kept, paragraphs = with_lead(page, head, body, kept, paragraphs)
        filed = read_dateline(page, head, kept, paragraphs, images, published)
        if plain_flaw(page, head, body, filed.paragraphs, is_dated=times.published is not None):
            raise NotAnArticle(page.url, NOTHING_ELSE)
    if filed.dek and head.dek:
        head = replace(head, dek=replace(head.dek, value=filed.dek))
    about = read_about(page, "\n".join(p.text for p in filed.paragraphs))
    found: dict[str, Extracted[Any] | None] = {
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
        "images": replace(pictures.images, value=images) if pictures.images else None,
        "dateline": Extracted(filed.dateline, filed.dateline.source) if filed.dateline else None,
        "paragraphs": Extracted(filed.paragraphs, body.source),
    }
    found |= told
    values = {name: item.value for name, item in found.items() if item}
    return Article(
        url=own_address(page),
        canonical_url=page.canonical_url,
        other_headlines=other_headlines(page, values.get("headline"), head.site),
        published_local=times.published_local,
        sources={name: item.source for name, item in found.items() if item},
        **values,
    )


def _without(
    standing: LeftOut, kept: list[Block | None], paragraphs: tuple[Paragraph, ...]
) -> tuple[list[Block | None], tuple[Paragraph, ...]]:
    """The paragraphs that are the story's, without headings that nothing follows any more."""
    rest = [
        (block, paragraph)
        for at, (block, paragraph) in enumerate(zip(kept, paragraphs, strict=True))
        if at not in standing.reasons
    ]
    if len(paragraphs) - 1 in standing.reasons:
        while rest and rest[-1][1].kind == "heading" and len(rest[-1][1].text) < SENTENCE:
            rest.pop()
    return [block for block, _ in rest], tuple(paragraph for _, paragraph in rest)


def _ask(site: Site, page: Document) -> dict[str, Extracted[Any]]:
    """What the site's own rules say: it holds against everything generic."""
    page.drop(site.drop)
    return site.read(page)


def _with_site_head(
    head: HeadlineBlock, told: dict[str, Extracted[Any]], page: Document
) -> HeadlineBlock:
    parts: dict[str, Any] = {
        name: told[name] for name in ("headline", "kicker", "dek") if name in told
    }
    if "headline" in parts:
        shown = parts["headline"].value
        parts["block"] = next((b for b in page.blocks if b.text == shown), head.block)
    return replace(head, **parts) if parts else head


def _site_body(told: dict[str, Extracted[Any]]) -> Body | None:
    """The site's paragraphs. They leave *told*: captions and the dateline come off them yet."""
    found = told.pop("paragraphs", None)
    if found is None:
        return None
    if isinstance(found.value, Body):
        return replace(found.value, source=found.source)
    return Body(source=found.source, paragraphs=tuple(map(Paragraph, found.value)))


def _site_pictures(told: dict[str, Extracted[Any]]) -> Pictures | None:
    found = told.pop("images", None)
    if found is None:
        return None
    return Pictures(Extracted(found.value.images.value, found.source), found.value.blocks)
