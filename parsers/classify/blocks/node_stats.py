"""Statistics of the elements of a page: what each holds, and what it inherits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate

from parsers.classify.blocks.chrome_words import NO_WORDS, READER, count_chrome_words
from parsers.classify.blocks.spans import spans_of
from parsers.classify.feature_names import Row
from parsers.classify.lexicon import Lexicon
from parsers.page.layout import Box, Layout
from parsers.page.text.class_names import in_names
from parsers.page.text.scripts import scale_of

PROSE = 80
"""Blocks at least this long, with few links, count as prose when boxes are compared."""

_TAGS = {
    tag: code
    for code, tags in enumerate(
        (
            "p",
            "div section article main body center",
            "h1",
            "h2",
            "h3",
            "h4 h5 h6",
            "li",
            "dt dd dl",
            "blockquote q",
            "td th tr table tbody",
            "figcaption figure caption",
            "header",
            "aside",
            "footer",
            "form fieldset legend",
            "ul ol",
            "pre code",
            "summary details",
        )
    )
    for tag in tags.split()
}
_OTHER_TAG = 18
FIRST_HEADING, LAST_HEADING = _TAGS["h1"], _TAGS["h6"]
_WITHIN = {
    tag: 1 << bit
    for bit, tag in enumerate(
        ("li", "table", "blockquote", "aside", "header", "figure", "form", "article", "footer")
    )
}
COMMENTS, CONSENT, LEGEND = 1, 2, 4
"""What the names of a box and of those around it may say that it holds."""
_COMMENTS = in_names("comment respond disqus repl(?:y|ies) discuss")
_CONSENT = in_names("cookie consent privacy gdpr modal popup dialog overlay lightbox")
_LEGEND = in_names("caption credit gallery slideshow")
_MARKED = re.compile("|".join([each.pattern for each in (_COMMENTS, _CONSENT, _LEGEND)]))
_REMEMBERED = 20_000
TELLING = 160
"""Characters at the beginning of a text in which words of chrome are counted: boxes come to the
point, and stories are long."""


class NodeStats:
    """Statistics of a box that holds text, and what it inherits from the boxes around it."""

    __slots__ = (
        "apart_marks",
        "apart_min",
        "apart_sum",
        "around",
        "blocks",
        "box",
        "common",
        "depth",
        "direct",
        "end",
        "far",
        "far_max",
        "far_min",
        "far_sum",
        "headings",
        "inside",
        "link_chars",
        "near",
        "parent",
        "pictures",
        "prose",
        "shared",
        "signature",
        "start",
        "tag",
        "text_chars",
        "within",
    )

    def __init__(
        self, box: Box, parent: NodeStats | None, tag: int, near: float, far: float, signature: int
    ) -> None:
        self.box = box
        self.parent = parent
        self.tag = tag
        self.near = near
        self.far = far
        if parent is None:
            self.depth = self.within = 0
            self.far_sum = self.far_min = self.far_max = far
        else:
            self.depth = parent.depth + 1
            self.within = parent.within | _WITHIN.get(box.tag, 0)
            self.far_sum = parent.far_sum + far
            self.far_min = far if far < parent.far_min else parent.far_min
            self.far_max = far if far > parent.far_max else parent.far_max
        self.signature = signature
        # Of the blocks that are looked at: the first inside, one past the last, their characters.
        self.start, self.end = box.start, box.end
        self.text_chars, self.link_chars = box.text_chars, box.link_chars
        self.blocks = 0
        self.prose = 0  # characters of prose that stand in the box itself
        self.direct = 0  # in it or in a box directly inside
        self.inside = 0  # anywhere inside
        self.pictures = 0  # anywhere inside, as are headings
        self.headings = 0
        self.common: int | None = None  # depth of the innermost box around it that holds "main"
        self.shared: tuple[float, ...] | None = None
        self.around: tuple[float, ...] | None = None
        # Of the boxes up to that one, without it: how their far weights add up, the lowest of
        # them, and what their names say they hold.
        self.apart_sum = 0.0
        self.apart_min = 0.0
        self.apart_marks = 0


class PageStats:
    """Statistics of every box of a page that holds text; :attr:`main` holds most of its prose."""

    def __init__(
        self,
        layout: Layout,
        lexicon: Lexicon,
        part: tuple[PageStats, Sequence[int]] | None = None,
    ) -> None:
        self.layout = layout
        self.lexicon = lexicon
        self.of: dict[Box, NodeStats] = {}
        blocks = layout.blocks
        if part is None:
            boxes = [box for box in layout.boxes if box.end > box.start]
            spans = None
            self.scale = _scale(layout)
            """How many letters of an alphabet one character stands for on this page."""
            self.chrome_words = count_chrome_words([block.text[:TELLING] for block in blocks])
            """Of each block: how many words of chrome it has, by their kinds."""
            self.text_rows: list[Row | None] = [None] * len(blocks)
            """Of each block: the features of its text by itself, where they were measured."""
        else:
            whole, kept = part
            blocks = [blocks[at] for at in kept]
            spans = spans_of(layout, blocks)
            boxes = [box for box in whole.of if box in spans]
            self.scale = whole.scale
            self.chrome_words = [whole.chrome_words[at] for at in kept]
            self.text_rows = [whole.text_rows[at] for at in kept]
        self.blocks = blocks
        self._count_siblings(boxes, lexicon)
        if spans is not None:
            for box, node in self.of.items():
                node.start, node.end, node.text_chars, node.link_chars = spans[box]
        self._sum_prose()

    def only(self, kept: Sequence[int]) -> PageStats:
        """The statistics of the page as if it had only the blocks at these positions: what a box
        that was left out counted for counts no more."""
        return PageStats(self.layout, self.lexicon, (self, kept))

    def _count_siblings(self, boxes: Iterable[Box], lexicon: Lexicon) -> None:
        """A node for each of *boxes*, outer ones first; boxes with the same tag and names below
        the same kind of parent have the same signature."""
        stats = self.of
        signatures: dict[tuple[str, str, int], int] = {}
        siblings: list[int] = []
        weigh = lexicon.weigh
        tag_of = _TAGS.get
        for box in boxes:
            tag, names = box.tag, box.names
            near, far = weigh(names) if names else (0.0, 0.0)
            outer = box.parent
            parent = stats[outer] if outer is not None else None
            key = (tag, names, parent.tag if parent is not None else -1)
            signature = signatures.get(key)
            if signature is None:
                signature = signatures[key] = len(siblings)
                siblings.append(1)
            else:
                siblings[signature] += 1
            code = tag_of(tag, _OTHER_TAG)
            stats[box] = NodeStats(box, parent, code, near, far, signature)
        self.siblings = siblings
        self.signature_prose = [0] * len(siblings)
        self.signature_chars = [0] * len(siblings)

    def _sum_prose(self) -> None:
        """How much prose each box holds, and the box that holds most of it directly."""
        stats = self.of
        signature_chars, signature_prose = self.signature_chars, self.signature_prose
        total = 0
        least = PROSE / self.scale
        blocks = self.blocks
        self.lengths = lengths = [len(block.text) for block in blocks]
        self.link_densities = [block.link_chars / len(block.text) for block in blocks]
        self.is_prose = is_prose = [False] * len(lengths)
        self.held = held = [stats[block.box] for block in blocks]
        """The node of each block."""
        for i, block in enumerate(blocks):
            node = held[i]
            node.blocks += 1
            length = lengths[i]
            signature_chars[node.signature] += length
            if FIRST_HEADING <= node.tag <= LAST_HEADING:
                node.headings += 1
            if length >= least and block.link_chars * 3 < length:
                is_prose[i] = True
                node.prose += length
                total += length
                signature_prose[node.signature] += length
        self._count_pictures()
        telling = [
            0 if each is NO_WORDS else sum(each) - each[READER] for each in self.chrome_words
        ]
        self.chrome_sums = list(accumulate(telling, initial=0))
        """All such words up to each block, but for those to the reader, which quotations have."""
        self.prose = total or 1
        ordered = list(stats.values())
        main = ordered[-1]
        most = -1
        for node in reversed(ordered):
            prose = node.prose
            inside = node.inside = node.inside + prose
            direct = node.direct = node.direct + prose
            parent = node.parent
            if parent is not None:
                if inside:
                    parent.inside += inside
                    parent.direct += prose
                if node.headings:
                    parent.headings += node.headings
                if node.pictures:
                    parent.pictures += node.pictures
            if direct > most:
                main = node
                most = direct
        self.main = main
        up: NodeStats | None = main
        while up is not None:
            up.common = up.depth
            up = up.parent
        for node in ordered:
            parent = node.parent
            if parent is None or node.common is not None:
                continue
            far = node.far
            node.apart_sum = parent.apart_sum + far
            node.apart_min = far if far < parent.apart_min else parent.apart_min
            names = node.box.names
            node.apart_marks = parent.apart_marks | (_marks(names) if names else 0)

    def _count_pictures(self) -> None:
        stats = self.of
        for picture in self.layout.pictures:
            box: Box | None = picture.box
            while box is not None and box.end == box.start:
                box = box.parent
            if box is not None and box in stats:  # else it is a picture of what was left out
                stats[box].pictures += 1


@lru_cache(maxsize=_REMEMBERED)
def _marks(names: str) -> int:
    if not _MARKED.search(names):  # as most names are
        return 0
    return (
        COMMENTS * (_COMMENTS.search(names) is not None)
        | CONSENT * (_CONSENT.search(names) is not None)
        | LEGEND * (_LEGEND.search(names) is not None)
    )


def _scale(layout: Layout) -> float:
    return scale_of("".join([block.text[:40] for block in layout.blocks]))
