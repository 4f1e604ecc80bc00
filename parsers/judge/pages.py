"""Whether a page has an article at all: what is measured of the page, and what it says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from urllib.parse import urlsplit

from parsers.document import Document
from parsers.judge.features import PROSE, Row
from parsers.layout import Block

REFUSE = 1.0
"""Pages that score higher are no articles."""

_TEASER_HEADS = frozenset(("h2", "h3", "h4", "h5"))
_ARTICLE_TYPES = re.compile(r"article|posting|report|review|recipe|howto|liveblog", re.I)
_LIST_TYPES = re.compile(r"collection|itemlist|searchresults|^blog$|profilepage|gallery", re.I)
_SHOP_TYPES = re.compile(r"product|offer|store|software|service|business|event|course", re.I)
_TALK_TYPES = re.compile(r"discussion|qapage|question|answer|comment|faq", re.I)
_LIST_PATH = re.compile(
    r"(?:^|[/_-])(?:categor\w*|tags?|topics?|sections?|search|archives?|collections?|shop|store"
    r"|products?|forums?|threads?|questions?|members?|authors?|catalog\w*|page/\d+|latest|all"
    r"|themen?|rubri\w+|temas?|etiquetas?|kategori\w*)(?:[/_-]|$)",
    re.I,
)
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:€|EUR|USD|zł|kr\b)")
_DATE_IN_PATH = re.compile(r"(?:19|20)\d\d[/_-]?[01]?\d")


def measure_page(
    page: Document,
    kept: Sequence[Block],
    all_scores: Sequence[float],
    *,
    headline: str | None,
    is_dated: bool,
    is_signed: bool,
) -> Row:
    """The features of a page whose article would be the blocks *kept*."""
    blocks = page.blocks
    scores = [all_scores[block.index] for block in kept]
    teasers = sum(_is_teaser(blocks, block) for block in kept if len(block.text) >= 40)
    chars = linked = linked_blocks = linked_headings = headings = firsts = prices = 0
    for block in blocks:
        length = len(block.text)
        chars += length
        linked += block.link_chars
        if block.link_chars * 2 > length:
            linked_blocks += 1
        if block.tag in ("h1", "h2", "h3", "h4"):
            headings += 1
            linked_headings += block.link_chars * 2 > length
            firsts += block.tag == "h1"
        if length < 40 and _PRICE.search(block.text):
            prices += 1
    total = sum(len(block.text) for block in kept)
    prose = [block for block in kept if len(block.text) >= PROSE]
    homes: Counter[int] = Counter()
    for block in kept:
        parent = block.box.parent or block.box
        homes[id(parent)] += len(block.text)
    cut = sum(block.text.endswith(("…", "...", "]", "»", "→")) for block in kept)
    stops = sum(block.text[-1] in '.。!?"”।؟' for block in kept)
    types = " ".join(_types(page))
    kind = (page.first_meta("og:type") or "").lower()
    path, query = _path(page.url)
    last = path.rstrip("/").rpartition("/")[2]
    return (
        len(kept),
        len(prose),
        total,
        total / (chars or 1),
        total / (len(kept) or 1),
        max((len(block.text) for block in kept), default=0),
        max(homes.values(), default=0) / (total or 1),
        len(homes),
        sum(scores) / (len(scores) or 1),
        max(scores, default=-9.0),
        linked / (chars or 1),
        len(blocks),
        linked_blocks,
        headings,
        linked_headings,
        firsts,
        prices,
        sum(picture.in_link for picture in page.layout.pictures),
        cut,
        teasers,
        teasers / (len(kept) or 1),
        stops / (len(kept) or 1),
        _kind_code(kind),
        bool(_ARTICLE_TYPES.search(types)),
        bool(_LIST_TYPES.search(types)),
        bool(_SHOP_TYPES.search(types)),
        bool(_TALK_TYPES.search(types)),
        is_dated,
        is_signed,
        "article:published_time" in page.meta,
        path.count("/"),
        last.count("-") + last.count("_"),
        len(last),
        bool(_DATE_IN_PATH.search(path)),
        bool(_LIST_PATH.search(path)),
        len(query),
        len((headline or "").split()),
        sum(box.tag == "article" for box in page.layout.boxes),
    )


def _is_teaser(blocks: Sequence[Block], block: Block) -> bool:
    """Whether a text stands beside a heading that is a link, as teasers do."""
    around = blocks[max(0, block.index - 3) : block.index + 2]
    return any(
        other.link_chars * 2 > len(other.text) and other.box.tag in _TEASER_HEADS
        for other in around
        if other is not block
    )


def _types(page: Document) -> list[str]:
    found = []
    for node in page.json_ld:
        value = node.get("@type")
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list):
            found += [each for each in value if isinstance(each, str)]
    return found


def _kind_code(kind: str) -> int:
    if "article" in kind or "blog" in kind:
        return 2
    if "product" in kind:
        return 3
    return 1 if kind else 0


def _path(url: str | None) -> tuple[str, str]:
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return "", ""
    return parts.path, parts.query


@cache
def page_judge() -> Callable[[Row], float]:
    """The judge that ships with the reader: above 0 it is more likely no article than one."""
    from parsers.data import page_trees  # generated: read when first needed

    return page_trees.score
