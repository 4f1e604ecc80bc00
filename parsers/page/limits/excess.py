"""What a page may ask of the HTML parser: quadratic shapes are found before they are parsed.

The parser walks up the open elements for many tags, compares each attribute of a tag with all
others of it, and repeats unclosed formatting elements in every block that follows: a small page
can make it work for minutes, or fill the memory. A scan that costs less than a twentieth of
parsing tells such pages from real ones, which stay below a hundredth of these bounds.
"""

from __future__ import annotations

import re
from itertools import accumulate

from parsers.page.limits.attribute_counts import MANY_ATTRIBUTES, Attributes, flaw_of_attributes
from parsers.page.limits.open_elements import FORMATTING, OpenTags
from parsers.page.limits.tag_scanner import ATTRIBUTES, EMPTY, UNSURE, tags

_HARMLESS = 3_000
"""Fewer tags than this cannot do harm, whatever they are."""
_HARMLESS_NESTED = 12_000
"""Nor can so many, however they are nested, unless they are formatting left open."""
_NESTING = 60_000_000
"""Open elements, summed over all tags: about half a second of walking up."""
_REPEATS = 1_500_000
"""Formatting elements that may have to be made again."""
_COPIED = 300_000_000
"""Bytes of text that the parser copies because a tag that it ignores stands in them."""
_COPIED_AT_MOST = 1_000_000_000
"""The same, if every tag were ignored and all text stood before it: a quarter of a second. Pages
that cannot reach it, as most are, are not looked at any closer."""
_IN_SELECT = 12_000
"""Tags in one ``select``."""
_MODERN = re.compile(rb"\s*<!doctype\s+html\s*>", re.I)
_NAME = b"(?:" + b"|".join(sorted(FORMATTING)) + b")"
_NAMES = _NAME + b"[\\s/>]"
_FORMATTING_OPENED = re.compile(rb"<(?=[bcefinstu])" + _NAMES, re.I)
_FORMATTING_TAG = re.compile(b"<(/?)" + _NAMES, re.I)
_FORMATTING_WITH_ATTRIBUTES = re.compile(
    b"<(?:(a)|(?=[bcefinstu])" + _NAME + rb")(?=[ \t\n\f\r/])" + ATTRIBUTES,
    re.I,
)
_MAYBE_IGNORED = re.compile(
    rb"<(?:/[^<>=]*+(?=[=<])|/?[tT][dDrRhHbBaAfF]|[sS][eE][lL]|[oO][pP]"
    rb"|[hHbB][tTeEoO][mMaAdD][lLdDyY]|[fF][oOrR][rRaA][mM]|[cC][oOaA][lLpP])"
)
"""Tags that have no place everywhere, and end tags that have attributes."""
_IGNORED = frozenset(b"html head body frame frameset".split())
_CHOICES = frozenset(b"option optgroup hr".split())
_CELL_ENDS = frozenset(b"td th tr tbody thead tfoot".split())
_IN_TABLE = _CELL_ENDS | {b"caption", b"col", b"colgroup"}
_BESIDE_CELLS = _IN_TABLE - {b"td", b"th", b"caption"} | {b"table"}


def excess(html: bytes | str) -> str | None:
    """What is beyond the limits in *html*, in a few words, or ``None``.

    *html* is UTF-8: bytes are searched several times as fast as text.
    """
    if isinstance(html, str):
        html = html.encode("utf-8", "ignore")
    count = html.count(b"<")
    is_looked_through = (
        count > _HARMLESS_NESTED
        or (count > _HARMLESS and _may_repeat(html, count))
        or (count * len(html) > _COPIED_AT_MOST and _may_repeat_long(html, count))
    )
    if is_looked_through and (flaw := _flaw_of_tags(html)):
        return flaw
    if _may_be_unruly(html, count) and (flaw := _unruly(html)):
        return flaw
    if is_looked_through:
        return None
    return flaw_of_attributes(html, count)


def _flaw_of_tags(html: bytes) -> str | None:
    attributes, formatting = Attributes(html), _Formatting()
    open_tags = OpenTags(is_modern=_MODERN.match(html) is not None)
    names = open_tags.names
    unclosed = work = repeats = 0
    for name, is_end, _, name_end, after, kind in tags(html):
        if attributes.are_too_many(name_end, after, kind):
            return MANY_ATTRIBUTES
        if kind == EMPTY:
            continue
        work += len(names)
        repeats += unclosed
        if work > _NESTING or repeats > _REPEATS:
            return "its elements are nested too deeply"
        if formatting.is_repeated_too_often(name, is_end, attributes.size):
            return "a tag with very long attributes is left open"
        if not is_end:
            open_tags.open(name, kind)
            unclosed += name in FORMATTING
        elif open_tags.close(name, kind):
            unclosed -= name in FORMATTING
    return None


def _may_repeat(html: bytes, tags: int) -> bool:
    """Whether formatting elements may have to be made again too often: a bound that counts
    how many are open at once, at most, if nothing but their own end tags closes them."""
    if len(_FORMATTING_OPENED.findall(html)) * tags <= _REPEATS:
        return False
    steps = [-1 if end else 1 for end in _FORMATTING_TAG.findall(html)]
    return max(accumulate(steps), default=0) * tags > _REPEATS


def _may_repeat_long(html: bytes, tags: int) -> bool:
    """Whether the attributes of formatting elements left open may be copied too often: a bound as
    if all stayed open, but of links the longest alone, since one ends the other."""
    link = others = 0
    for match in _FORMATTING_WITH_ATTRIBUTES.finditer(html):
        size = match.end() - match.start()
        if match[1]:
            link = max(link, size)
        else:
            others += size
    return (link + others) * tags > _COPIED


class _Formatting:
    """The formatting elements left open, which the parser makes again, attributes and all, in
    each block that follows."""

    def __init__(self) -> None:
        self._open: list[tuple[bytes, int]] = []
        self._size = self._copied = 0

    def is_repeated_too_often(self, name: bytes, is_end: bool, size: int) -> bool:
        """Whether the parser copies too much, with this tag, whose attributes have *size* bytes."""
        if name in FORMATTING or name == b"a":
            if is_end or name == b"a":  # a link ends the one before it
                self._end(name)
            if not is_end and size > 1:
                self._open.append((name, size))
                self._size += size
        self._copied += self._size
        return self._copied > _COPIED

    def _end(self, name: bytes) -> None:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == name:
                self._size -= self._open.pop(place)[1]
                return


def _may_be_unruly(html: bytes, tags: int) -> bool:
    """Whether so many of its tags may be ignored that all text before each may be too much."""

    def is_much(number: int, copied: int) -> bool:
        return number * len(html) // 2 > copied or number > _IN_SELECT

    return is_much(tags, _COPIED_AT_MOST) and is_much(len(_MAYBE_IGNORED.findall(html)), _COPIED)


def _unruly(html: bytes) -> str | None:
    """What the parser would work on for too long, of tags that stand where they may not."""
    # A text is copied whenever an ignored tag with attributes is met in it, and one that stands
    # between the cells of a table (it is moved before the table) with each piece of it.
    copied = run = moved = tables = in_select = end = 0
    in_form = False
    beside_cells = False
    for name, is_end, start, name_end, after, kind in tags(html):
        text = html[end:start]
        end = after
        run += len(text)
        if tables and beside_cells and text and not text.isspace():
            moved += len(text)
            copied += moved
        if is_end:
            if name == b"table" and tables:
                tables -= 1
                moved = 0
            in_form = in_form and name != b"form"
            in_select = 0 if name == b"select" else in_select
            beside_cells = tables > 0 and name in _IN_TABLE
            is_ignored = kind == UNSURE or b"=" in html[name_end:after]
        else:
            in_select += in_select > 0 or name == b"select"
            is_ignored = (
                name in _IGNORED
                or (name in _IN_TABLE and not tables)
                or (name == b"form" and in_form)
                or (in_select > 1 and name not in _CHOICES)
            )
            tables += name == b"table"
            in_form = in_form or name == b"form"
            beside_cells = name in _BESIDE_CELLS
            if not is_ignored:
                run = 0
        if is_ignored:
            copied += run
        if copied > _COPIED:
            return "a text in it is broken off by thousands of tags that have no place there"
        if in_select > _IN_SELECT:
            return "a list to select from has thousands of choices"
    return None
