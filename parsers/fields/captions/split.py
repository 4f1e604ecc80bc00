"""The two halves of a line under a picture, and the marks between them."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Split:
    """One line of it: the caption, and the credit as it stands there."""

    caption: str
    credit: str = ""
    notice: str = ""
    bracket: str = ""
    """Where the credit closes the line in brackets: the opening one, behind a dot if a sentence
    ends before it."""
    given: bool = False
    """The credit names who gave the picture: its label was "courtesy of"."""


NOTICE = re.compile(r"(?:copyright\b[:\s]*(?:©|\(c\))?|©|\(c\)|（[cｃ]）|ⓒ)\s*", re.I)
"""How a copyright notice begins."""
CLOSERS = {")": "(", "]": "[", "）": "（", "】": "【", "］": "［", "〕": "〔"}
ENDS = ".!?…。！？।”\"»’'）)]"
"""What a finished sentence ends with."""
BOUNDARY = re.compile(
    r"(?=[\s。！？।\"”»’')|｜／—＝=,:])(?:"  # each begins so: told at once
    r"(?P<stop>(?<=[^\s.][.!?…])[\"”»’')]*\s+|[。！？।]\s*|(?<=[.!?])[\"”»’]\s*)|"
    r"(?P<bar>\s*[|｜]\s*|\s+/+\s*|／)|"
    r"(?P<dash>\s+[-–—]+\s+|\s*—\s*|\s+[•·*]\s+|\s+-(?=\S))|(?P<equals>＝|=)|(?P<comma>,\s+)|"
    r"(?P<colon>:\s+))"
)
"""Where a caption may end and a credit begin."""
EDGES = " \t,;|/·•-–—=＝:：*"


def length(head: str) -> int:
    """How many words, or pairs of characters of a script without spaces."""
    return len(head.split()) if head[0] < "\u2e80" else len(head) * 2 // 3
