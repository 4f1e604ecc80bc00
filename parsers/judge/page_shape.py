"""The shape of a page: how its text runs, what stands around it, what repeats like cards."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import accumulate

from parsers.document import Document
from parsers.judge.branches import PROSE
from parsers.judge.features import Row
from parsers.layout import Block, Box

_HEADS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_CARD = 3
"""So many boxes alike beside each other, each with a link and a text, are cards."""
_LINE = 60
"""Shorter blocks are labels, dates, prices, buttons."""
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:€|EUR|USD|zł|kr\b)")
_DAY = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2}"
    r"|\b\d+\s?(?:hours?|days?|min|h|d) ago\b|\bvor \d"
    r"|\bil y a \d|\bhace \d|年.{1,3}月"
)
_SHOP_WORDS = re.compile(
    r"\b(?:add to (?:cart|bag|basket|wish)|buy now|in stock|out of stock|sold out|free shipping"
    r"|quantity|sku|warenkorb|panier|carrito|carrello|checkout|size guide"
    r"|best ?sellers?|on sale)\b",
    re.I,
)
_LIST_WORDS = re.compile(
    r"\b(?:sort by|filters?|filter by|show(?:ing)? \d|\d+ (?:results|items|products|articles|posts)"
    r"|load more|show more|view all|see all|next page|page \d+|results|sortieren|trier par"
    r"|ordenar|older (?:posts|entries)|price range)\b",
    re.I,
)
_TALK_WORDS = re.compile(
    r"\b(?:repl(?:y|ies)|joined|posts?:|quote|upvotes?|answers?|threads?|members?|views)\b", re.I
)
_WITH_NUMBER = (_PRICE, _DAY)
_WITH_WORD = (
    (
        _SHOP_WORDS,
        "add to |buy now|in stock|out of |sold out|free ship|quantity|sku|warenkorb|panier"
        "|carr|checkout|size guide|best|on sale".split("|"),
    ),
    (
        _LIST_WORDS,
        "sort|filter|show|results|items|products|articles|posts|load more|view all"
        "|see all|next page|page |trier|ordenar|older |price range".split("|"),
    ),
    (
        _TALK_WORDS,
        "repl|joined|post|quote|upvote|answer|thread|member|views".split("|"),
    ),
)
"""What labels say, and what a label, in small letters, must hold to say it: looked for in all of
them at once, since what begins with a word's edge or ignores case is slow to search for."""
_NUMBER = re.compile(r"[\d年][^\n]*")
_PAGER = re.compile(r"paginat|pager\b|page-numbers|load-?more|nav-links")
_QUOTES = re.compile(r"[\"“”„«»「」]")


class PageFacts:
    """What is known of a page when it is judged: the blocks that would be its article (*kept*),
    the score of each block, and what was found beside them."""

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


def shape_of(facts: PageFacts) -> Row:
    """The features of its shape."""
    total = sum([len(block.text) for block in facts.kept]) or 1
    return (*_of_text(facts, total), *_of_whole(facts, total), *_of_cards(facts, total))


def _of_text(facts: PageFacts, total: int) -> Row:
    """The text that would be the article: how long, how even, how much of one piece."""
    kept = facts.kept
    blocks = facts.page.blocks
    lengths = [len(block.text) for block in kept]
    count = len(kept) or 1
    scores = [facts.scores[block.index] for block in kept] if facts.scores else []
    homes: defaultdict[Box, int] = defaultdict(int)
    linked = lines = heads = linked_heads = cut = stops = teasers = quotes = 0
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
        quotes += len(_QUOTES.findall(text))
        if length >= 40:
            teasers += _is_teaser(blocks, block)
        if length >= PROSE and not is_link and block.index - last <= 3:
            run += length
        else:
            run = length if length >= PROSE and not is_link else 0
        if length >= PROSE:
            last = block.index
        best_run = max(best_run, run)
    prose = [length for length in lengths if length >= PROSE]
    h1 = facts.head_block
    first, end = (kept[0].index, kept[-1].index + 1) if kept else (0, 1)
    return (
        len(kept),
        len(prose),
        total,
        total / count,
        max(lengths, default=0),
        sorted(lengths)[len(lengths) // 2] if lengths else 0,
        sum(prose) / total,
        max(homes.values(), default=0) / total,
        len(homes),
        sum(scores) / count,
        max(scores, default=-9.0),
        sum([max(score, 0.0) * n for score, n in zip(scores, lengths, strict=False)]) / total,
        linked / total,
        lines,
        lines / count,
        heads / count,
        linked_heads,
        cut / count,
        stops / count,
        teasers,
        teasers / count,
        quotes * 1000 / total,
        best_run,
        best_run / total,
        first - h1 if h1 is not None else -99,
        len(kept) / (end - first),
    )


def _of_whole(facts: PageFacts, total: int) -> Row:
    """All blocks of the page: links, headings, prices, dates, buttons."""
    page = facts.page
    layout = page.layout
    blocks = layout.blocks
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
        if length < _LINE:
            labels.append(text)
            if is_link:
                repeated[text] += 1
    top = layout.boxes[0] if layout.boxes else None
    chars = (top.text_chars if top else 0) or 1
    return (
        len(blocks),
        chars,
        total / chars,
        sure / chars,
        (top.link_chars if top else 0) / chars,
        linked_blocks,
        linked_blocks / (len(blocks) or 1),
        headings,
        linked_headings,
        firsts,
        *_said(labels),
        len(labels) / (len(blocks) or 1),
        max(repeated.values(), default=0),
        len(layout.left_out),
        len(layout.pictures),
        sum([picture.in_link for picture in layout.pictures]),
    )


def _said(labels: Sequence[str]) -> list[int]:
    """How many of *labels* tell prices, days, and what shops, lists and forums say."""
    together = "\n".join(labels).lower()
    ends = list(accumulate([len(label) + 1 for label in together.split("\n")]))
    numbered = [labels[bisect_right(ends, at.start())] for at in _NUMBER.finditer(together)]
    counts = [sum([bool(pattern.search(label)) for label in numbered]) for pattern in _WITH_NUMBER]
    # Most words stand nowhere: each is looked for among the different words of all labels first.
    different = " ".join(set(together.split()))
    for pattern, words in _WITH_WORD:
        near = set()
        for word in words:
            at = together.find(word) if word.partition(" ")[0] in different else -1
            while at >= 0:
                number = bisect_right(ends, at)
                near.add(number)
                at = together.find(word, ends[number])
        counts.append(sum([pattern.search(labels[number]) is not None for number in near]))
    return counts


def _of_cards(facts: PageFacts, total: int) -> Row:
    """Boxes that stand beside others like them, each with a link: teasers, goods, answers."""
    layout = facts.page.layout
    groups: defaultdict[tuple[Box | None, str, str], list[Box]] = defaultdict(list)
    articles = linked_articles = pagers = 0
    for box in layout.boxes:
        if box.tag == "article":
            articles += 1
            linked_articles += box.link_chars > 0
        if box.end - box.start < 1 or box.text_chars < 15:
            continue
        names = box.names
        if names and _PAGER.search(names):
            pagers += 1
        if box.tag in ("article", "li", "div", "section", "tr", "td", "a"):
            groups[box.parent, box.tag, names].append(box)
    is_kept = bytearray(len(layout.blocks))
    for block in facts.kept:
        is_kept[block.index] = 1
    in_cards = bytearray(len(layout.blocks))
    most = headed = 0
    for boxes in groups.values():
        if len(boxes) < _CARD:
            continue
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
    chars = kept_chars = 0
    for block, carded, kept in zip(layout.blocks, in_cards, is_kept, strict=True):
        if carded:
            chars += len(block.text)
            if kept:
                kept_chars += len(block.text)
    whole = (layout.boxes[0].text_chars if layout.boxes else 0) or 1
    return (
        most,
        headed,
        chars / whole,
        kept_chars / total,
        articles,
        linked_articles,
        pagers,
    )


def _is_teaser(blocks: Sequence[Block], block: Block) -> bool:
    """Whether a text stands beside a heading that is a link, as teasers do."""
    around = blocks[max(0, block.index - 3) : block.index + 2]
    return any(
        other.link_chars * 2 > len(other.text) and other.box.tag in _HEADS
        for other in around
        if other is not block
    )
