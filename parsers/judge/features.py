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


_NO_LETTER_BYTES = bytes(code for code in range(128) if not chr(code).isalnum())


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
    if text.isascii():  # ten times faster than the other way
        return text.lower().encode().translate(None, _NO_LETTER_BYTES).decode()
    return "".join(filter(str.isalnum, text.lower()))


class _Branch:
    """A box that holds text, with what it inherits from the boxes around it."""

    __slots__ = (
        "around",
        "blocks",
        "box",
        "common",
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

    def __init__(
        self, box: Box, parent: _Branch | None, tag: int, near: float, far: float, sign: int
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
        self.sign = sign
        self.blocks = 0
        self.prose = 0  # characters of prose that stand in the box itself
        self.direct = 0  # in it or in a box directly inside
        self.inside = 0  # anywhere inside
        self.common: int | None = None  # depth of the innermost box around it that holds "main"
        self.shared: Row | None = None
        self.around: Row | None = None


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
        tag_of = _TAGS.get
        parent: _Branch | None = None
        for box in self.layout.boxes:
            if box.end == box.start:
                continue
            names = box.names
            near, far = weigh(names) if names else (0.0, 0.0)
            outer = box.parent
            if outer is not None:
                parent = branches[outer]
                key = (box.tag, names, parent.tag)
            else:
                key = (box.tag, names, -1)
            sign = signs.get(key)
            if sign is None:
                sign = signs[key] = len(twins)
                twins.append(1)
            else:
                twins[sign] += 1
            branches[box] = _Branch(box, parent, tag_of(box.tag, _OTHER_TAG), near, far, sign)
        self.twins = twins
        self.sign_prose = [0] * len(twins)
        self.sign_chars = [0] * len(twins)

    def _weigh(self) -> None:
        """How much prose each box holds, and the box that holds most of it directly."""
        branches = self.branches
        sign_chars, sign_prose = self.sign_chars, self.sign_prose
        total = 0
        least = PROSE / self.scale
        self.lengths = lengths = [len(block.text) for block in self.layout.blocks]
        self.is_prose = is_prose = [False] * len(lengths)
        for i, block in enumerate(self.layout.blocks):
            branch = branches[block.box]
            branch.blocks += 1
            length = lengths[i]
            sign_chars[branch.sign] += length
            if length >= least and block.link_chars * 3 < length:
                is_prose[i] = True
                branch.prose += length
                total += length
                sign_prose[branch.sign] += length
        self.prose = total or 1
        ordered = list(branches.values())
        main = ordered[-1]
        most = -1
        for branch in reversed(ordered):
            prose = branch.prose
            inside = branch.inside = branch.inside + prose
            direct = branch.direct = branch.direct + prose
            if inside:
                parent = branch.parent
                if parent is not None:
                    parent.inside += inside
                    parent.direct += prose
            if direct > most:
                main = branch
                most = direct
        self.main = main
        up: _Branch | None = main
        while up is not None:
            up.common = up.depth
            up = up.parent

    def rows(self) -> list[Row | None]:
        """One row a block."""
        blocks = self.layout.blocks
        branches = self.branches
        story = self.story
        scale = self.scale
        description, body = story.description, story.body
        is_compared = bool(description or body)
        main = self.main
        start, end = main.box.start, main.box.end
        is_prose = self.is_prose
        since = _distances(is_prose)
        until = _distances(is_prose[::-1])[::-1]
        first, last = _edges(is_prose, start, end)
        count = len(blocks)
        h1 = story.head_block
        lengths = self.lengths
        densities = [
            block.link_chars / length for block, length in zip(blocks, lengths, strict=True)
        ]
        total = sum(lengths)
        to_h1 = sum(lengths[: h1 + 1]) if h1 is not None else 0
        from_h1 = -999
        texts = Counter([block.text for block in blocks])
        same_page = (
            main.inside / self.prose,
            self.prose,
            count,
            main.inside / (6 * story.words) if story.words else -1.0,
        )
        # One more at the end for the neighbours of the first (at -1) and of the last block.
        lengths.append(0)
        densities.append(1)
        end_of = _ENDS.get
        rows: list[Row | None] = []
        add = rows.append
        before = 0
        for i, block in enumerate(blocks):
            length = lengths[i]
            density = densities[i]
            before += length
            if density > 0.9 and since[i] > _LONELY and until[i] > _LONELY and length < 120:
                add(None)
                continue
            text = block.text
            branch = branches[block.box]
            described = in_body = -1
            if is_compared:
                folded = fold(text[:80])
                if description:
                    described = 1 if folded[:60] in description else 0
                if body:
                    in_body = 0
                    if folded[:40] in body:
                        in_body = 2 if fold(text[-60:])[-30:] in body else 1
            if length < 250:
                signs = ("|" in text) + 2 * ("©" in text) + 4 * ("@" in text)
                phrase = phrase_kind(text)
            else:
                signs = phrase = 0
            if h1 is not None:
                from_h1 = i - h1
            add(
                (
                    length * scale,
                    density,
                    text.count(" "),
                    ("ookie" in text) + ("rivacy" in text) + ("onsent" in text),
                    end_of(text[-1], 0),
                    signs,
                    phrase,
                    described,
                    in_body,
                    texts[text],
                    from_h1,
                    before - to_h1,
                    before / total,
                    total - before,
                    i - start,
                    end - i,
                    i - first,
                    last - i,
                    since[i],
                    until[i],
                    densities[i - 1],
                    lengths[i + 1],
                    densities[i + 1],
                    *(branch.shared or self._shared(branch)),
                    *same_page,
                )
            )
        return rows

    def _shared(self, branch: _Branch) -> Row:
        """What all blocks of one box share."""
        box = branch.box
        prose = self.prose
        parent = branch.parent or branch
        around = parent.around or self._around(parent)
        sign = branch.sign
        common = branch.common
        if common is None:
            common = parent.common or 0
        branch.shared = shared = (
            branch.tag,
            branch.near,
            branch.far_sum,
            branch.far_min,
            branch.far_max,
            branch.within,
            branch.blocks,
            box.link_chars / (box.text_chars or 1),
            branch.direct / prose,
            self.main.depth - common,
            branch.depth - common,
            branch.depth,
            self.twins[sign],
            self.sign_prose[sign] / prose,
            self.sign_chars[sign],
            *around,
        )
        return shared

    def _around(self, parent: _Branch) -> Row:
        """What all boxes in one box share."""
        prose = self.prose
        grand = parent.parent or parent
        great = grand.parent or grand
        up = parent
        while up.common is None and up.parent is not None:
            up = up.parent
        parent.common = up.common
        parent_box, grand_box = parent.box, grand.box
        parent_chars = parent_box.text_chars or 1
        grand_chars = grand_box.text_chars or 1
        parent.around = around = (
            parent.near,
            grand.far,
            great.far,
            parent_box.link_chars / parent_chars,
            grand_box.link_chars / grand_chars,
            parent.direct / prose,
            parent.inside / prose,
            grand.direct / prose,
            grand.inside / prose,
            parent.inside / parent_chars,
            grand.inside / grand_chars,
            parent_chars,
            parent_box.end - parent_box.start,
            self.twins[parent.sign],
            self.twins[grand.sign],
        )
        return around


def _scale(layout: Layout) -> float:
    """How many letters of an alphabet one character stands for on this page."""
    sample = "".join([block.text[:40] for block in layout.blocks])
    if sample.isascii():
        return 1.0
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
        if prose:
            since = 1
        elif since < _FAR:
            since += 1
    return found
