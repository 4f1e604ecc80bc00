"""What a page may ask of the HTML parser: quadratic shapes are found before they are parsed.

The parser walks up the open elements for many tags, compares each attribute of a tag with all
others of it, and repeats unclosed formatting elements in every block that follows: a small page
can make it work for minutes, or fill the memory. A scan that costs less than a twentieth of
parsing tells such pages from real ones, which stay below a hundredth of these bounds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

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
_IN_SELECT = 12_000
"""Tags in one ``select``."""
_ATTRIBUTES = 4_000
"""Attributes of one tag."""
_WINDOW = 4_096

_TAG = re.compile(rb"<(?:(!--)|[!?]|/(?![a-zA-Z])|(/?)([a-zA-Z][^\s/>]*))")
"""A tag, or what opens a comment: "<!--", or "<!", "<?" and "</" before what names no tag."""
_RAW = {
    name: re.compile(b"</" + name, re.I)
    for name in b"script style textarea title xmp noscript iframe noframes".split()
}
_ATTRIBUTE = re.compile(rb"""[\s/]*+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"']*+))?""")
_TAG_REST = re.compile(
    rb"""(?:[\s/]++|=?[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?|=)*+>?"""
)
"""The attributes of a tag and its end: a ``<`` or ``>`` in quotes is no markup."""
_COMMENT_END = re.compile(rb"--!?>")
_VOID = frozenset(
    b"area base br col embed frame hr img input link meta param source track wbr".split()
)
# Not "a": a link that opens closes the one before.
_FORMATTING = frozenset(b"b big code em font i nobr s small strike strong tt u".split())
_NAMES = b"(?:b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)[\\s/>]"
_FORMATTING_OPENED = re.compile(rb"<(?=[bcefinstu])" + _NAMES, re.I)
_FORMATTING_TAG = re.compile(b"<(/?)" + _NAMES, re.I)
_MAYBE_IGNORED = re.compile(
    rb"<(?:/[^>]*=|/?[tT][dDrRhHbBaAfF]|[sS][eE][lL]|[oO][pP]|[hHbB][tTeEoO][mMaAdD][lLdDyY]"
    rb"|[fF][oOrR][rRaA][mM]|[cC][oOaA][lLpP])"
)
_IGNORED = frozenset(b"html head body frame frameset".split())
_CHOICES = frozenset(b"option optgroup hr".split())
_CELL_ENDS = frozenset(b"td th tr tbody thead tfoot".split())
_IN_TABLE = _CELL_ENDS | {b"caption", b"col", b"colgroup"}
_BESIDE_CELLS = _IN_TABLE - {b"td", b"th", b"caption"} | {b"table"}
_CLOSED_BY = {
    b"p": frozenset(b"p div ul ol table h1 h2 h3 h4 h5 h6 section blockquote form hr".split()),
    b"li": frozenset([b"li"]),
    b"td": _CELL_ENDS,
    b"th": _CELL_ENDS,
    b"tr": _CELL_ENDS - {b"td", b"th"},
    b"option": frozenset([b"option"]),
    b"dt": frozenset([b"dt", b"dd"]),
    b"dd": frozenset([b"dt", b"dd"]),
}


def excess(html: bytes | str) -> str | None:
    """What is beyond the limits in *html*, in a few words, or ``None``.

    *html* is UTF-8: bytes are searched several times as fast as text.
    """
    if isinstance(html, str):
        html = html.encode("utf-8", "ignore")
    tags = html.count(b"<")
    if tags > _HARMLESS and (
        (tags > _HARMLESS_NESTED or _may_repeat(html, tags)) and _nests_deeply(html)
    ):
        return "its elements are nested too deeply"
    if _may_be_unruly(html, tags) and (flaw := _unruly(html)):
        return flaw
    if _may_have_many_attributes(html) and _has_many_attributes(html):
        return "a tag has thousands of attributes"
    return None


def _tags(html: bytes) -> Iterator[tuple[re.Match[bytes], int]]:
    """Every tag outside comments and scripts, about as a browser sees them, and its end.

    After a drawing or formula, which scripts may stand in as markup, also those in scripts.
    """
    position = 0
    is_foreign = False
    ends: dict[bytes, int] = {}
    bounds = [len(html)]  # a comment in a script ends with it at the latest
    while match := _TAG.search(html, position):
        position = match.end()
        while position > bounds[-1]:
            bounds.pop()
        if match[3] is None:
            is_short = match[1] is None
            position = _end_of(html, position, bounds[-1], is_short=is_short)
            continue
        name = match[3].lower()
        rest = _TAG_REST.match(html, position)
        position = rest.end() if rest else position
        yield match, position
        if name in (b"svg", b"math"):
            is_foreign = True
        elif name in _RAW and not match[2]:
            if ends.get(name, -1) < position:
                end = _RAW[name].search(html, position)
                ends[name] = end.start() if end else len(html)
            if not is_foreign:
                position = ends[name]
            elif ends[name] < bounds[-1]:
                bounds.append(ends[name])


def _end_of(html: bytes, start: int, bound: int, *, is_short: bool) -> int:
    """Where the comment that was opened before *start* is closed; *bound* where not before it."""
    if not is_short:
        for short in (b">", b"->"):  # "<!-->" is a whole one
            if html.startswith(short, start):
                return start + len(short)
        end = _COMMENT_END.search(html, start, bound)
        return end.end() if end else bound
    place = html.find(b">", start, bound)
    return bound if place < 0 else place


def _nests_deeply(html: bytes) -> bool:
    stack: list[bytes] = []
    open_names: Counter[bytes] = Counter()
    unclosed = work = repeats = 0
    for match, _ in _tags(html):
        name = match[3].lower()
        if name in _VOID:
            continue
        work += len(stack)
        repeats += unclosed
        if work > _NESTING or repeats > _REPEATS:
            return True
        if not match[2]:
            while stack and name in _CLOSED_BY.get(stack[-1], ()):
                open_names[stack.pop()] -= 1
            stack.append(name)
            open_names[name] += 1
            unclosed += name in _FORMATTING
        elif open_names[name] > 0:
            if name in _FORMATTING:
                unclosed -= 1
                if stack[-1] != name:  # what was opened since then stays open
                    open_names[name] -= 1
                    continue
            while stack:
                closed = stack.pop()
                open_names[closed] -= 1
                if closed == name:
                    break
    return False


def _may_repeat(html: bytes, tags: int) -> bool:
    """Whether formatting elements may have to be made again too often: a bound that counts
    how many are open at once, at most, if nothing but their own end tags closes them."""
    if len(_FORMATTING_OPENED.findall(html)) * tags <= _REPEATS:
        return False
    steps = [-1 if end else 1 for end in _FORMATTING_TAG.findall(html)]
    return max(accumulate(steps), default=0) * tags > _REPEATS


def _may_be_unruly(html: bytes, tags: int) -> bool:
    """Whether so many of its tags may be ignored that all text before each may be too much."""

    def is_much(number: int) -> bool:
        return number * len(html) // 2 > _COPIED or number > _IN_SELECT

    return is_much(tags) and is_much(len(_MAYBE_IGNORED.findall(html)))


def _unruly(html: bytes) -> str | None:
    """What the parser would work on for too long, of tags that stand where they may not."""
    # A text is copied whenever an ignored tag with attributes is met in it, and one that stands
    # between the cells of a table (it is moved before the table) with each piece of it.
    copied = run = moved = tables = in_select = end = 0
    in_form = False
    beside_cells = False
    for match, after in _tags(html):
        name = match[3].lower()
        text = html[end : match.start()]
        end = after
        run += len(text)
        if tables and beside_cells and text and not text.isspace():
            moved += len(text)
            copied += moved
        if match[2]:
            if name == b"table" and tables:
                tables -= 1
                moved = 0
            in_form = in_form and name != b"form"
            in_select = 0 if name == b"select" else in_select
            beside_cells = tables > 0 and name in _IN_TABLE
            is_ignored = b"=" in html[match.end() : after]
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


def _may_have_many_attributes(html: bytes) -> bool:
    """A first look that costs next to nothing: a stretch without ``>`` that a tag begins."""
    tag = looked_at = -1
    searched = seen = 0
    for start in range(0, len(html) - _WINDOW, _WINDOW):
        end = start + _WINDOW
        if html.rfind(b">", start, end) < 0:
            tag = max(tag, html.rfind(b"<", searched, end))
            searched = end
            if tag > looked_at and html[tag + 1 : tag + 2].isalpha():
                if html.find(b">", tag, end) < 0:
                    if tag < seen:  # tags in tags: to count from each would take for ever
                        return True
                    count, seen = _count(html, tag + 2)
                    if count > _ATTRIBUTES:
                        return True
                looked_at = tag
    return False


def _has_many_attributes(html: bytes) -> bool:
    """A look at every tag outside scripts and comments."""
    return any(_count(html, match.end())[0] > _ATTRIBUTES for match, _ in _tags(html))


def _count(html: bytes, start: int) -> tuple[int, int]:
    """How many attributes follow, counted up to the limit, and where the last of them ends."""
    count = 0
    while count <= _ATTRIBUTES and (attribute := _ATTRIBUTE.match(html, start)):
        start = attribute.end()
        count += 1
    return count, start
