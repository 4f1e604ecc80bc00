"""The shape of a page: how its text runs, what stands around it, what repeats like cards."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from parsers.classify.blocks.node_stats import PROSE
from parsers.classify.feature_names import Row
from parsers.classify.pages.labels import count_said
from parsers.page.document import Document
from parsers.page.layout import Block, Box
from parsers.page.text.scripts import scale_of

_HEADS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_CARD = 3
"""So many boxes alike beside each other, each with a link and a text, are cards."""
_CARD_TEXT = 15
"""Characters of an alphabet that a card has."""
_LINE = 60
"""Shorter blocks are labels, dates, prices, buttons."""
_TEASER = 40
"""Longer ones may be the text of a teaser. Both, and PROSE, count letters of an alphabet."""
_CARDS = frozenset(("article", "li", "div", "section", "tr", "td", "a"))
"""What cards are made of."""
_PAGER = re.compile(r"paginat|pager\b|page-numbers|load-?more|nav-links|paging")
_QUOTES = re.compile(r"[\"“”„«»「」]")


class PageFacts:
    """What is known of a page when it is classified: the blocks that would be its article
    (*kept*), the score of each block, and what was found beside them."""

    def __init__(
        self,
        page: Document,
        kept: Sequence[Block],
        scores: Sequence[float],
        *,
        headline: str | None,
        head_block: int | None,
        is_dated: bool,
        is_signed: bool,
    ) -> None:
        self.page = page
        self.kept = kept
        self.scores = scores
        self.headline = headline
        self.head_block = head_block
        self.is_dated = is_dated
        self.is_signed = is_signed
        self.scale = scale_of("".join([headline or "", *[block.text[:40] for block in kept]]))
        """How many letters of an alphabet a character of the story stands for."""


def page_shape(facts: PageFacts) -> Row:
    """The features of its shape: of its text, of all its blocks, of its cards."""
    total = sum([len(block.text) for block in facts.kept]) or 1
    return (*_of_text(facts, total), *_of_whole(facts, total), *_of_cards(facts, total))


def _of_text(facts: PageFacts, total: int) -> Row:
    """The text that would be the article: how long, how even, how much of one piece."""
    kept = facts.kept
    scale = facts.scale
    long, short = PROSE / scale, _TEASER / scale
    blocks = facts.page.blocks
    linked_headings = {
        b.index for b in blocks if b.link_chars * 2 > len(b.text) and b.box.tag in _HEADS
    }
    lengths = [len(block.text) for block in kept]
    count = len(kept) or 1
    scores = [facts.scores[block.index] for block in kept] if facts.scores else []
    homes: defaultdict[Box, int] = defaultdict(int)
    linked = lines = heads = linked_heads = cut = stops = teasers = below = quotes = 0
    run = best_run = 0
    last = -1
    for block in kept:
        text = block.text
        length = len(text)
        homes[block.box.parent or block.box] += length
        linked += block.link_chars
        is_link = block.link_chars * 5 >= length * 4
        lines += is_link
        if block.box.tag in _HEADS:
            heads += 1
            linked_heads += is_link
        mark = text[-1]
        cut += mark in "…]»→" or text.endswith("...")
        stops += mark in '.。!?"”।؟'
        quotes += text.count('"') if text.isascii() else len(_QUOTES.findall(text))
        is_long = length >= long
        if length >= short:
            at = block.index  # teasers stand beside a heading that is a link
            teasers += not linked_headings.isdisjoint((at - 3, at - 2, at - 1, at + 1))
            if block.index:
                above = blocks[block.index - 1]
                below += above.link_chars * 2 > len(above.text)
        if is_long and not is_link and block.index - last <= 3:
            run += length
        else:
            run = length if is_long and not is_link else 0
        if is_long:
            last = block.index
        if run > best_run:
            best_run = run
    prose = [length for length in lengths if length >= long]
    weighted = sum([max(score, 0.0) * n for score, n in zip(scores, lengths, strict=False)])
    h1 = facts.head_block
    first, end = (kept[0].index, kept[-1].index + 1) if kept else (0, 1)
    return (
        len(kept),  # kept_blocks
        len(prose),  # kept_prose
        total * scale,  # kept_letters
        total * scale / count,  # kept_mean
        max(lengths, default=0) * scale,  # kept_longest
        sorted(lengths)[len(lengths) // 2] * scale if lengths else 0,  # kept_median
        sum(prose) / total,  # kept_prose_share
        max(homes.values(), default=0) / total,  # home_share
        len(homes),  # homes
        sum(scores) / count,  # score_mean
        max(scores, default=-9.0),  # score_max
        weighted / total,  # score_weighted
        linked / total,  # kept_link_share
        lines,  # kept_links
        lines / count,  # kept_link_lines
        heads / count,  # kept_heading_share
        linked_heads,  # linked_headings_kept
        cut / count,  # cut_share
        stops / count,  # stop_share
        teasers,  # teasers
        teasers / count,  # teaser_share
        below / count,  # below_link_share
        quotes * 1000 / (total * scale),  # quotes
        best_run * scale,  # longest_run
        best_run / total,  # longest_run_share
        first - h1 if h1 is not None else -99,  # first_from_h1
        len(kept) / (end - first),  # kept_density
    )


def _of_whole(facts: PageFacts, total: int) -> Row:
    """All blocks of the page: links, headings, prices, dates, buttons."""
    page = facts.page
    layout = page.layout
    blocks = layout.blocks
    line = _LINE / facts.scale
    headline, h1 = facts.headline, facts.head_block
    named = 0
    linked_blocks = headings = linked_headings = firsts = sure = 0
    labels: list[str] = []
    repeated: Counter[str] = Counter()
    scores = facts.scores or [-9.0] * len(blocks)
    for block, score in zip(blocks, scores, strict=True):
        text = block.text
        length = len(text)
        is_link = block.link_chars * 2 > length
        linked_blocks += is_link
        if score > 1:
            sure += length
        if block.box.tag in _HEADS:
            headings += 1
            linked_headings += is_link
            firsts += block.box.tag == "h1"
        if length < line:
            labels.append(text)
            if is_link:
                repeated[text] += 1
        if is_link and headline and headline in text and block.index != h1:
            named += 1
    top = layout.boxes[0] if layout.boxes else None
    chars = (top.text_chars if top else 0) or 1
    return (
        len(blocks),  # blocks
        chars * facts.scale,  # letters
        total / chars,  # kept_share
        sure / chars,  # sure_share
        (top.link_chars if top else 0) / chars,  # link_share
        linked_blocks,  # linked_blocks
        linked_blocks / (len(blocks) or 1),  # linked_block_share
        headings,  # headings
        linked_headings,  # linked_headings
        firsts,  # first_headings
        *count_said(labels),
        len(labels) / (len(blocks) or 1),  # label_share
        max(repeated.values(), default=0),  # repeated_links
        len(layout.left_out),  # left_out
        named,  # headline_links
        _is_in_menu(facts),  # is_in_menu
        len(layout.pictures),  # pictures
        sum([picture.in_link for picture in layout.pictures]),  # linked_pictures
    )


def _is_in_menu(facts: PageFacts) -> bool:
    """Whether the headline is short and a menu or a footer has it: sections, pages about a
    site."""
    headline = facts.headline
    if not headline or len(headline) * facts.scale > _LINE:
        return False
    return any(headline in (node.text() or "") for node in facts.page.layout.left_out)


def _of_cards(facts: PageFacts, total: int) -> Row:
    """Boxes that stand beside others like them, each with a link: teasers, goods, answers."""
    layout = facts.page.layout
    groups: defaultdict[tuple[Box | None, str, str], list[Box]] = defaultdict(list)
    least = _CARD_TEXT / facts.scale
    articles = linked_articles = pagers = 0
    for box in layout.boxes:
        tag = box.tag
        if tag == "article":
            articles += 1
            linked_articles += box.link_chars > 0
        if box.text_chars < least or box.end == box.start:
            continue
        names = box.names
        if names and _names_pager(names):
            pagers += 1
        if tag in _CARDS:
            groups[box.parent, tag, names].append(box)
    is_kept = bytearray(len(layout.blocks))
    for block in facts.kept:
        is_kept[block.index] = 1
    in_cards = bytearray(len(layout.blocks))
    in_alike = bytearray(len(layout.blocks))
    most = headed = most_siblings = 0
    for boxes in groups.values():
        if len(boxes) < _CARD:
            continue
        pieces = [box for box in boxes if box.end - box.start > 1]
        if len(pieces) >= _CARD:
            most_siblings = max(most_siblings, len(pieces))
            for box in pieces:
                in_alike[box.start : box.end] = b"\1" * (box.end - box.start)
        cards = [
            box for box in boxes if box.link_chars and (box.end - box.start > 1 or box.tag == "li")
        ]
        if len(cards) < _CARD:
            continue
        if any(box.end - box.start > 1 for box in cards):
            most = max(most, len(cards))
        for box in cards:
            in_cards[box.start : box.end] = b"\1" * (box.end - box.start)
            if box.end - box.start > 1:
                headed += any(
                    block.box.tag in _HEADS for block in layout.blocks[box.start : box.end]
                )
    chars = kept_chars = kept_alike = 0
    for block, carded, like, kept in zip(layout.blocks, in_cards, in_alike, is_kept, strict=True):
        if carded:
            chars += len(block.text)
            if kept:
                kept_chars += len(block.text)
        if like and kept:
            kept_alike += len(block.text)
    whole = (layout.boxes[0].text_chars if layout.boxes else 0) or 1
    return (
        most,  # most_cards
        headed,  # headed_cards
        most_siblings,  # most_alike
        chars / whole,  # cards_share
        kept_chars / total,  # kept_cards_share
        kept_alike / total,  # kept_alike_share
        articles,  # articles
        linked_articles,  # linked_articles
        pagers,  # pagers
    )


@lru_cache(maxsize=20_000)
def _names_pager(names: str) -> bool:
    return _PAGER.search(names) is not None
