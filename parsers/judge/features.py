"""What is measured of each block before the judge decides."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from parsers.judge.lexicon import Lexicon
from parsers.judge.phrases import phrase_kind
from parsers.layout import Box, Layout

PROSE = 80
"""Blocks at least this long, with few links, count as prose when boxes are compared."""

Row = tuple[float, ...]
"""The features of one block: what :func:`measure` says it measures, in that order."""

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
_WITHIN = {
    tag: 1 << bit
    for bit, tag in enumerate(
        ("li", "table", "blockquote", "aside", "header", "figure", "form", "article", "footer")
    )
}
_ENDS = {
    **dict.fromkeys(".。।؟?!！？۔…", 5),
    **dict.fromkeys("\"'”’»」』)）]", 4),
    **dict.fromkeys(":：", 3),
    **dict.fromkeys(",;،、", 2),
    **dict.fromkeys("→»›>|/", 6),
}
_FAR = 20
"""Distances to prose are counted up to this many blocks."""
_LONELY = 3
"""Links that stand further from prose than this many blocks are not looked at."""
_DENSE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_DENSE_SCALE = 2.5
_MARKUP = re.compile(r"<[^<>]*>")
_NO_LETTER = re.compile(r"[\W_]+")


class Story:
    """What the page says of its story, made ready for comparing blocks with it."""

    def __init__(
        self,
        description: str | None = None,
        body: str | None = None,
        words: int = 0,
        head_block: int | None = None,
    ) -> None:
        self.description = fold(description or "")
        self.body = fold(_MARKUP.sub(" ", unescape(body))) if body else ""
        self.words = words
        self.head_block = head_block


def fold(text: str) -> str:
    """*text* in lower case, letters and digits only."""
    return _NO_LETTER.sub("", text.lower())


class _Branch:
    """A box that holds text, with what it inherits from the boxes around it."""

    __slots__ = (
        "blocks",
        "box",
        "depth",
        "direct",
        "far",
        "far_max",
        "far_min",
        "far_sum",
        "inside",
        "near",
        "parent",
        "prose",
        "shared",
        "sign",
        "tag",
        "twins",
        "within",
    )

    def __init__(self, box: Box, parent: _Branch | None, near: float, far: float) -> None:
        self.box = box
        self.parent = parent
        self.tag = _TAGS.get(box.tag, _OTHER_TAG)
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
        self.sign = 0
        self.twins = 1
        self.blocks = 0
        self.prose = 0  # characters of prose that stand in the box itself
        self.direct = 0  # in it or in a box directly inside
        self.inside = 0  # anywhere inside
        self.shared: Row | None = None


def measure(layout: Layout, story: Story, lexicon: Lexicon) -> list[Row | None]:
    """The features of each block; ``None`` for one that is out without a look: links far from
    any prose."""
    return _Page(layout, story, lexicon).rows() if layout.blocks else []


class _Page:
    def __init__(self, layout: Layout, story: Story, lexicon: Lexicon) -> None:
        self.layout = layout
        self.story = story
        self.branches: dict[Box, _Branch] = {}
        self.scale = _scale(layout)
        self._grow(lexicon)
        self._weigh()

    def _grow(self, lexicon: Lexicon) -> None:
        """A branch for each box that holds a block, outer ones first; boxes with the same
        tag and names below the same kind of parent bear the same sign."""
        branches = self.branches
        signs: dict[tuple[str, str, int], int] = {}
        twins: list[int] = []
        weigh = lexicon.weigh
        for box in self.layout.boxes:
            if box.end == box.start:
                continue
            names = box.names
            near, far = weigh(names) if names else (0.0, 0.0)
            parent = branches[box.parent] if box.parent else None
            branch = branches[box] = _Branch(box, parent, near, far)
            key = (box.tag, names, parent.tag if parent else -1)
            sign = signs.get(key)
            if sign is None:
                sign = signs[key] = len(twins)
                twins.append(0)
            branch.sign = sign
            twins[sign] += 1
        for branch in branches.values():
            branch.twins = twins[branch.sign]
        self.sign_prose = [0] * len(twins)
        self.sign_chars = [0] * len(twins)

    def _weigh(self) -> None:
        """How much prose each box holds, and the box that holds most of it directly."""
        branches = self.branches
        total = 0
        is_prose: list[bool] = []
        least = PROSE / self.scale
        for block in self.layout.blocks:
            branch = branches[block.box]
            branch.blocks += 1
            length = len(block.text)
            self.sign_chars[branch.sign] += length
            if length >= least and block.link_chars * 3 < length:
                is_prose.append(True)
                branch.prose += length
                total += length
                self.sign_prose[branch.sign] += length
            else:
                is_prose.append(False)
        self.is_prose = is_prose
        self.prose = total or 1
        ordered = list(branches.values())
        main = ordered[-1]
        for branch in reversed(ordered):
            prose = branch.prose
            branch.inside += prose
            branch.direct += prose
            parent = branch.parent
            if parent is not None:
                parent.inside += branch.inside
                parent.direct += prose
            if branch.direct > main.direct:
                main = branch
        self.main = main
        self.spine: dict[_Branch, int] = {}
        up: _Branch | None = main
        while up is not None:
            self.spine[up] = up.depth
            up = up.parent

    def rows(self) -> list[Row | None]:
        """One row a block."""
        blocks = self.layout.blocks
        branches = self.branches
        story = self.story
        scale = self.scale
        description, body = story.description, story.body
        main = self.main
        start, end = main.box.start, main.box.end
        is_prose = self.is_prose
        since = _distances(is_prose)
        until = _distances(is_prose[::-1])[::-1]
        first, last = _edges(is_prose, start, end)
        count = len(blocks)
        h1 = story.head_block
        lengths = [len(block.text) for block in blocks]
        densities = [block.link_chars / len(block.text) for block in blocks]
        total = sum(lengths)
        to_h1 = sum(lengths[: h1 + 1]) if h1 is not None else 0
        texts = Counter([block.text for block in blocks])
        same_page = (
            main.inside / self.prose,
            self.prose,
            count,
            main.inside / (6 * story.words) if story.words else -1.0,
        )
        rows: list[Row | None] = []
        before = 0
        for i, block in enumerate(blocks):
            length = lengths[i]
            density = densities[i]
            before += length
            if density > 0.9 and since[i] > _LONELY and until[i] > _LONELY and length < 120:
                rows.append(None)
                continue
            text = block.text
            branch = branches[block.box]
            shared = branch.shared or self._shared(branch)
            described = in_body = -1
            if description or body:
                folded = _NO_LETTER.sub("", text[:80].lower())
                if description:
                    described = 1 if folded[:60] in description else 0
                if body:
                    in_body = 0
                    if folded[:40] in body:
                        tail = _NO_LETTER.sub("", text[-60:].lower())[-30:]
                        in_body = 2 if tail in body else 1
            rows.append(
                (
                    length * scale,
                    density,
                    text.count(" "),
                    ("ookie" in text) + ("rivacy" in text) + ("onsent" in text),
                    _ENDS.get(text[-1], 0),
                    ("|" in text) + 2 * ("©" in text) + 4 * ("@" in text) if length < 250 else 0,
                    phrase_kind(text) if length < 250 else 0,
                    described,
                    in_body,
                    texts[text],
                    i - h1 if h1 is not None else -999,
                    before - to_h1,
                    before / total,
                    total - before,
                    i - start,
                    end - i,
                    i - first,
                    last - i,
                    since[i],
                    until[i],
                    densities[i - 1] if i else 1,
                    lengths[i + 1] if i + 1 < count else 0,
                    densities[i + 1] if i + 1 < count else 1,
                    *shared,
                    *same_page,
                )
            )
        return rows

    def _shared(self, branch: _Branch) -> Row:
        """What all blocks of one box share."""
        box = branch.box
        prose = self.prose
        parent = branch.parent or branch
        grand = parent.parent or parent
        great = grand.parent or grand
        spine = self.spine
        common = branch
        while common not in spine:
            common = common.parent or self.main
        parent_box, grand_box = parent.box, grand.box
        parent_chars = parent_box.text_chars or 1
        grand_chars = grand_box.text_chars or 1
        sign = branch.sign
        shared = branch.shared = (
            branch.tag,
            branch.near,
            parent.near,
            grand.far,
            great.far,
            branch.far_sum,
            branch.far_min,
            branch.far_max,
            branch.within,
            branch.blocks,
            box.link_chars / (box.text_chars or 1),
            parent_box.link_chars / parent_chars,
            grand_box.link_chars / grand_chars,
            branch.direct / prose,
            parent.direct / prose,
            parent.inside / prose,
            grand.direct / prose,
            grand.inside / prose,
            parent.inside / parent_chars,
            grand.inside / grand_chars,
            parent_chars,
            parent_box.end - parent_box.start,
            self.main.depth - common.depth,
            branch.depth - common.depth,
            branch.depth,
            branch.twins,
            parent.twins,
            grand.twins,
            self.sign_prose[sign] / prose,
            self.sign_chars[sign],
        )
        return shared


def _scale(layout: Layout) -> float:
    """How many letters of an alphabet one character stands for on this page."""
    sample = "".join([block.text[:40] for block in layout.blocks])
    dense = len(_DENSE.findall(sample))
    return _DENSE_SCALE if dense * 3 > len(sample) else 1.0


def _edges(is_prose: list[bool], start: int, end: int) -> tuple[int, int]:
    """The first and the last block of prose in the main box."""
    inside = is_prose[start:end]
    if True not in inside:
        return start, end
    return start + inside.index(True), end - 1 - inside[::-1].index(True)


def _distances(is_prose: list[bool]) -> list[int]:
    """How many blocks ago prose was seen."""
    found = []
    since = _FAR
    for prose in is_prose:
        found.append(since)
        since = 1 if prose else min(since + 1, _FAR)
    return found
