"""The lines of a plain text, with paragraphs that were broken at a fixed width made whole."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.fields.captions.credits.credit import is_credit
from parsers.page.text.normalization import clean

SENTENCE_END = re.compile(r"[.!?。！？…।؟۔]['\"”»’)\]）」』]*$")
_WIDE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
NOTICE = re.compile(r"^(?:copyright\b|©|\(c\)\s)", re.I)


@dataclass(slots=True)
class Line:
    """A line that is not empty."""

    text: str
    gap: bool
    """Whether an empty line stands before it."""
    closed: bool = False
    """Whether an empty line stands after it."""

    @property
    def size(self) -> int:
        """Its length; a character of a script without spaces counts for more."""
        return len(self.text) + 2 * len(_WIDE.findall(self.text))

    @property
    def is_sentence(self) -> bool:
        """Whether it reads as running text."""
        if self.size > 160:
            return True
        return self.size >= 45 and bool(SENTENCE_END.search(self.text))


def lines_of(text: str) -> list[Line]:
    """The lines of *text* that are not empty."""
    return _unwrapped(_lines(text))


def _lines(text: str) -> list[Line]:
    lines: list[Line] = []
    gap = True
    for raw in text.splitlines():
        line = clean(raw)
        if line:
            lines.append(Line(line, gap))
            gap = False
        else:
            gap = True
            if lines:
                lines[-1].closed = True
    if lines:
        lines[-1].closed = True
    return lines


def _unwrapped(lines: list[Line]) -> list[Line]:
    """Paragraphs that were broken at a fixed width, in one piece again."""
    joined: list[Line] = []
    group: list[Line] = []
    for line in lines:
        group.append(line)
        if line.closed:
            joined.extend(_rejoined(group))
            group = []
    return joined + group


def _rejoined(group: list[Line]) -> list[Line]:
    inner = group[:-1]
    if not inner or not all(50 <= len(line.text) <= 100 for line in inner):
        return group
    sizes = [len(line.text) for line in inner]
    open_ends = sum(not SENTENCE_END.search(line.text) for line in inner)
    if max(sizes) - min(sizes) > 25 or open_ends * 2 < len(inner):
        return group
    if any(is_credit(line.text, names=True) or NOTICE.match(line.text) for line in group[1:]):
        return group
    return [Line(" ".join(line.text for line in group), group[0].gap, True)]
