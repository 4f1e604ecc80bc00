"""What is measured of each block before the judge decides."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from html import unescape
from typing import Any

from parsers.judge.lexicon import Lexicon
from parsers.judge.phrases import phrase_kind
from parsers.layout import Block, Box, Layout

PROSE = 80
"""Blocks at least this long, with few links, count as prose when boxes are compared."""

_TAGS = {
    tag: code
    for code, tags in enumerate(
        (
            ("p",),
            ("div", "section", "article", "main", "body", "center"),
            ("h1",),
            ("h2",),
            ("h3",),
            ("h4", "h5", "h6"),
            ("li",),
            ("dt", "dd", "dl"),
            ("blockquote", "q"),
            ("td", "th", "tr", "table", "tbody"),
            ("figcaption", "figure", "caption"),
            ("header",),
            ("aside",),
            ("footer",),
            ("form", "fieldset", "legend"),
            ("ul", "ol"),
            ("pre", "code"),
            ("summary", "details"),
        )
    )
    for tag in tags
}
_OTHER_TAG = 18
_DIGITS = str.maketrans("", "", "0123456789")
_WITHIN = ("li", "table", "blockquote", "aside", "header", "figure", "form", "article", "footer")

FEATURES: tuple[str, ...] = ()
"""Their names, in the order of each row."""


class Story:
    """What the page says of its story, made ready for comparing blocks with it."""

    def __init__(
        self,
        headline: str | None = None,
        description: str | None = None,
        body: str | None = None,
        words: int = 0,
        head_block: int | None = None,
    ) -> None:
        self.headline = fold(headline or "")
        self.description = fold(description or "")
        self.body = fold(_TAG.sub(" ", unescape(body))) if body else ""
        self.words = words
        self.head_block = head_block


_TAG = re.compile(r"<[^<>]*>")
_NO_LETTER = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """*text* in lower case, letters and digits only."""
    return _NO_LETTER.sub("", text.lower())


class _Branch:
    """A box that holds text, with what it inherits from the boxes around it."""

    __slots__ = (
        "blocks",
        "box",
        "depth",
        "far",
        "far_max",
        "far_min",
        "near",
        "own",
        "parent",
        "prose",
        "prose_below",
        "prose_direct",
        "short",
        "sign",
        "tag",
        "twins",
        "within",
    )

    def __init__(self, box: Box, parent: _Branch | None) -> None:
        self.box = box
        self.parent = parent
        self.tag = _TAGS.get(box.tag, _OTHER_TAG)
        self.prose = 0  # characters of prose in blocks that stand directly in the box
        self.prose_direct = 0  # in those and in the boxes directly inside
        self.prose_below = 0  # anywhere below
        self.blocks = 0
        self.short = 0
        self.twins = 1
        self.depth = 0


def measure(layout: Layout, story: Story, lexicon: Lexicon) -> list[list[float]]:
    """One row of numbers a block, in the order of :data:`FEATURES`."""
    blocks = layout.blocks
    if not blocks:
        return []
    return _Page(layout, story, lexicon).rows()


class _Page:
    def __init__(self, layout: Layout, story: Story, lexicon: Lexicon) -> None:
        self.layout = layout
        self.story = story
        self.branches = self._grow(lexicon)
        self._weigh()

    def _grow(self, lexicon: Lexicon) -> dict[int, _Branch]:
        """A branch for each box that holds a block, outer ones first."""
        branches: dict[int, _Branch] = {}
        signs: Counter[tuple[Any, ...]] = Counter()
        weigh = lexicon.weigh
        for box in self.layout.boxes:
            if box.end == box.start:
                continue
            parent = branches[id(box.parent)] if box.parent else None
            branch = branches[id(box)] = _Branch(box, parent)
            names = box.names
            near, far = weigh(names) if names else (0.0, 0.0)
            branch.near = near
            branch.own = far
            if parent is None:
                branch.far = branch.far_min = branch.far_max = far
                branch.within = 0
                branch.sign = (box.tag,)
            else:
                branch.depth = parent.depth + 1
                branch.far = parent.far + far
                branch.far_min = min(far, parent.far_min)
                branch.far_max = max(far, parent.far_max)
                branch.within = parent.within | _WITHIN_BIT.get(box.tag, 0)
                branch.sign = (box.tag, names, parent.sign[:2])
            signs[branch.sign] += 1
        for branch in branches.values():
            branch.twins = signs[branch.sign]
        return branches

    def _weigh(self) -> None:
        """How much prose each box holds; the box that holds most of it directly."""
        branches = self.branches
        self.prose = 0
        self.sign_prose: Counter[tuple[Any, ...]] = Counter()
        self.sign_chars: Counter[tuple[Any, ...]] = Counter()
        for block in self.layout.blocks:
            branch = branches[id(block.box)]
            branch.blocks += 1
            length = len(block.text)
            self.sign_chars[branch.sign] += length
            if length >= PROSE and block.link_chars * 3 < length:
                branch.prose += length
                self.prose += length
                self.sign_prose[branch.sign] += length
        main: _Branch | None = None
        for branch in reversed(branches.values()):
            branch.prose_below += branch.prose
            branch.prose_direct += branch.prose
            parent = branch.parent
            if parent is not None:
                parent.prose_below += branch.prose_below
                parent.prose_direct += branch.prose
                parent.short += branch.blocks
            if main is None or branch.prose_direct > main.prose_direct:
                main = branch
        assert main is not None
        self.main = main
        self.spine: dict[int, int] = {}
        up: _Branch | None = main
        while up is not None:
            self.spine[id(up.box)] = up.depth
            up = up.parent

    def rows(self) -> list[list[float]]:
        blocks = self.layout.blocks
        branches = self.branches
        story = self.story
        main = self.main
        spine = self.spine
        main_start, main_end = main.box.start, main.box.end
        prose = self.prose or 1
        count = len(blocks)
        h1 = story.head_block if story.head_block is not None else -1
        lengths = [len(block.text) for block in blocks]
        links = [block.link_chars / length for block, length in zip(blocks, lengths, strict=True)]
        total = sum(lengths)
        texts = Counter(block.text for block in blocks)
        pictures = [picture.index for picture in self.layout.pictures]
        before = 0
        chars_to_h1 = sum(lengths[: h1 + 1])
        is_prose = [n >= PROSE and d < 0.34 for n, d in zip(lengths, links, strict=True)]
        first_prose, last_prose = _edges(is_prose, main_start, main_end)
        next_prose = _distances(is_prose[::-1])[::-1]
        previous_prose = _distances(is_prose)
        relations: dict[int, tuple[float, ...]] = {}
        main_share = main.prose_below / prose
        body_known = 1 if story.body else 0
        words_ratio = main.prose_below / (6 * story.words) if story.words else -1.0
        rows = []
        for i, block in enumerate(blocks):
            text = block.text
            length = lengths[i]
            box = block.box
            key = id(box)
            shared = relations.get(key)
            branch = branches[key]
            if shared is None:
                shared = relations[key] = self._relation(branch, prose)
            last = text[-1]
            opening = text[0]
            words = text.count(" ") + 1
            if length < 250:
                folded = _NO_LETTER.sub("", text.lower())
                kind = phrase_kind(text)
                digits = length - len(text.translate(_DIGITS))
                titled = _likeness(folded, story.headline)
                case = 2 if text.isupper() else 1 if text.istitle() else 0
            else:
                folded = _NO_LETTER.sub("", text[:80].lower())
                kind = 0
                digits = titled = case = 0
            described = -1
            if story.description:
                described = 1 if folded[:60] in story.description else 0
            in_body = -1
            if body_known:
                in_body = 0
                if folded[:40] in story.body:
                    in_body = 1
                    tail = _NO_LETTER.sub("", text[-60:].lower())[-30:]
                    if tail in story.body:
                        in_body = 2
            sibling_before = i > 0 and blocks[i - 1].box.parent is box.parent
            sibling_after = i + 1 < count and blocks[i + 1].box.parent is box.parent
            rows.append(
                [
                    length,
                    links[i],
                    words,
                    length / words,
                    text.count(",") + text.count(";"),
                    text.count(". ") + text.count("? ") + text.count("! "),
                    _ENDS.get(last, 1 if last.isalnum() else 0),
                    3 if opening.isupper() else 2 if opening.islower() else _OPENS.get(opening, 1),
                    digits / length,
                    case,
                    ("|" in text) + 2 * ("©" in text) + 4 * ("@" in text),
                    kind,
                    titled,
                    described,
                    in_body,
                    texts[text],
                    i - h1 if h1 >= 0 else -999,
                    before - chars_to_h1,
                    before / total,
                    (total - before - length),
                    i - main_start,
                    main_end - i,
                    i - first_prose,
                    last_prose - i,
                    previous_prose[i],
                    next_prose[i],
                    lengths[i - 1] if i else 0,
                    links[i - 1] if i else 1,
                    lengths[i + 1] if i + 1 < count else 0,
                    links[i + 1] if i + 1 < count else 1,
                    sibling_before + 2 * sibling_after,
                    branches[id(blocks[i - 1].box)].tag if i else -1,
                    branches[id(blocks[i + 1].box)].tag if i + 1 < count else -1,
                    *shared,
                    len(pictures) and _between(pictures, i, i + 1),
                    main_share,
                    prose,
                    count,
                    body_known,
                    words_ratio,
                ]
            )
            before += length
        return rows

    def _relation(self, branch: _Branch, prose: int) -> tuple[float, ...]:
        """What all blocks of one box share."""
        box = branch.box
        parent = branch.parent or branch
        grand = parent.parent or parent
        great = grand.parent or grand
        common = branch
        spine = self.spine
        while id(common.box) not in spine:
            common = common.parent  # type: ignore[assignment]
        chars = box.text_chars or 1
        parent_chars = parent.box.text_chars or 1
        grand_chars = grand.box.text_chars or 1
        sign_chars = self.sign_chars[branch.sign] or 1
        return (
            branch.tag,
            parent.tag,
            grand.tag,
            branch.near,
            parent.near,
            grand.own,
            great.own,
            branch.far,
            branch.far_min,
            branch.far_max,
            branch.within,
            branch.blocks,
            parent.short,
            grand.short,
            box.link_chars / chars,
            parent.box.link_chars / parent_chars,
            grand.box.link_chars / grand_chars,
            branch.prose_direct / prose,
            parent.prose_direct / prose,
            parent.prose_below / prose,
            grand.prose_direct / prose,
            grand.prose_below / prose,
            parent.prose_below / parent_chars,
            grand.prose_below / grand_chars,
            parent_chars,
            box.end - box.start,
            parent.box.end - parent.box.start,
            self.main.depth - common.depth,
            branch.depth - common.depth,
            branch.depth,
            branch.twins,
            parent.twins,
            grand.twins,
            self.sign_prose[branch.sign] / prose,
            sign_chars,
            self.sign_prose[branch.sign] / sign_chars,
        )


_WITHIN_BIT = {
    "li": 1,
    "table": 2,
    "blockquote": 4,
    "aside": 8,
    "header": 16,
    "figure": 32,
    "form": 64,
    "article": 128,
    "footer": 256,
}
_ENDS = {
    **dict.fromkeys(".。।؟?!！？۔…", 5),
    **dict.fromkeys("\"'”’»」』)）]", 4),
    **dict.fromkeys(":：", 3),
    **dict.fromkeys(",;،、", 2),
    **dict.fromkeys("→»›>|/", 6),
}
_OPENS = {**dict.fromkeys("\"'“‘«„「『", 4), **dict.fromkeys("0123456789", 5)}


def _likeness(folded: str, headline: str) -> int:
    if not headline or not folded:
        return 0
    if folded == headline:
        return 3
    if folded in headline or headline in folded:
        return 2 if len(folded) > 12 else 1
    return 0


def _edges(is_prose: list[bool], start: int, end: int) -> tuple[int, int]:
    """The first and the last block of prose in the main box."""
    inside = [i for i in range(start, end) if is_prose[i]]
    return (inside[0], inside[-1]) if inside else (start, end)


def _distances(is_prose: list[bool]) -> list[int]:
    """How many blocks ago prose was seen, up to 20."""
    found = []
    since = 20
    for prose in is_prose:
        found.append(since)
        since = 1 if prose else min(since + 1, 20)
    return found


def _between(sorted_numbers: list[int], low: int, high: int) -> int:
    return bisect_left(sorted_numbers, high) - bisect_left(sorted_numbers, low)


def row_of(block: Block) -> int:
    """The row of a block."""
    return block.index
