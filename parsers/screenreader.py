"""Words that only screen readers say: they stand inside sentences, and are no part of them."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from selectolax.lexbor import LexborNode

from parsers.text import clean

LONGEST = 64
"""Characters that such words have at most, with their brackets."""
_EDGES = " \t\r\n\u00a0()[]（）［］【】,.;:،、。–—-|*↗"
_IN_BRACKETS = re.compile(r"\s?[(\[（［]([^()\[\]（）［］]{2,60})[)\]）］]")
_STEMS = (
    *("sr-only", "sr_only", "isually", "creen-reader", "creenreader", "a11y-hidden"),
    *("element-invisible", "show-for-sr"),
)
_CLASSES = (
    "sr-only visually-hidden visuallyhidden u-visually-hidden is-visually-hidden visuallyHidden "
    "screen-reader-text screen-reader-only screen-reader screenreader-only screenreader-text "
    "screenreader a11y-hidden sr_only element-invisible show-for-sr".split()
)
_SELECTOR = ", ".join([f":is(span, small, em, i, b, strong, abbr).{name}" for name in _CLASSES])
_HOLDERS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"))
_BETWEEN = frozenset("a span small em i b strong u q cite mark abbr".split())
_LEVELS = 6
"""Elements between such words and the paragraph they stand in, at most."""
_SAID = 100
"""Characters of such words where their class tells them."""


@cache
def _phrases() -> frozenset[str]:
    lines = files("parsers").joinpath("data/screen-reader.txt").read_text("utf-8").splitlines()
    return frozenset(
        phrase.strip().casefold()
        for line in lines
        if line and line[0] not in "#["
        for phrase in line.split("|")
    )


def is_spoken(text: str) -> bool:
    """Whether a text of its own is such words, and nothing else."""
    words = text.strip(_EDGES)
    return 2 < len(words) <= LONGEST and " ".join(words.casefold().split()) in _phrases()


def without_spoken(text: str) -> str:
    """*text* without such words in brackets."""
    if "(" in text or "（" in text or "[" in text:
        return _IN_BRACKETS.sub(lambda found: "" if is_spoken(found[1]) else found[0], text)
    return text


def leave_out_spoken(body: LexborNode, html: str) -> None:
    """Remove what classes say is for screen readers alone from the sentences of *body*: where it
    stands in a paragraph or heading that says more than that."""
    if not any(stem in html for stem in _STEMS):
        return
    lengths: dict[int, int] = {}
    for node in reversed(body.css(_SELECTOR)):
        holder = node.parent
        levels = 0
        while holder is not None and levels < _LEVELS and holder.tag in _BETWEEN:
            holder = holder.parent
            levels += 1
        if holder is None or holder.tag not in _HOLDERS:
            continue
        if holder.mem_id not in lengths:
            lengths[holder.mem_id] = len(clean(holder.text()))
        said = clean(node.text())
        length = len(said)
        if not any(map(str.isalpha, said)):  # the colon between a label and a headline
            continue
        if length <= _SAID and length < lengths[holder.mem_id]:
            lengths[holder.mem_id] -= length
            node.decompose()
