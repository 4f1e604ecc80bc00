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
_ATTRIBUTES = 4_000
"""Attributes of one tag."""
_WINDOW = 4_096

_TAG = re.compile(rb"<(?:!--|(/?)([a-zA-Z][^\s/>]*))")
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
_CELL_ENDS = frozenset(b"td th tr tbody thead tfoot".split())
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
    if _may_have_many_attributes(html) and _has_many_attributes(html):
        return "a tag has thousands of attributes"
    return None


def _tags(html: bytes) -> Iterator[re.Match[bytes]]:
    """Every tag outside comments and scripts, about as a browser sees them."""
    position = foreign = 0
    while match := _TAG.search(html, position):
        position = match.end()
        if match[2] is None:
            position = _comment_end(html, position)
            if position < 0:
                return
            continue
        yield match
        name = match[2].lower()
        rest = _TAG_REST.match(html, position)
        position = rest.end() if rest else position
        if name in (b"svg", b"math"):
            foreign = 1
        elif name in _RAW and not match[1] and not foreign:
            end = _RAW[name].search(html, position)
            if end is None:
                return
            position = end.start()


def _comment_end(html: bytes, start: int) -> int:
    """Where the comment that was opened before *start* is closed; -1 where it never is."""
    for short in (b">", b"->"):  # "<!-->" is a whole one
        if html.startswith(short, start):
            return start + len(short)
    end = _COMMENT_END.search(html, start)
    return end.end() if end else -1


def _nests_deeply(html: bytes) -> bool:
    stack: list[bytes] = []
    open_names: Counter[bytes] = Counter()
    unclosed = work = repeats = 0
    for match in _tags(html):
        name = match[2].lower()
        if name in _VOID:
            continue
        work += len(stack)
        repeats += unclosed
        if work > _NESTING or repeats > _REPEATS:
            return True
        if not match[1]:
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


def _may_have_many_attributes(html: bytes) -> bool:
    """A first look that costs next to nothing: a stretch without ``>`` that a tag begins."""
    tag = looked_at = -1
    searched = 0
    for start in range(0, len(html) - _WINDOW, _WINDOW):
        end = start + _WINDOW
        if html.rfind(b">", start, end) < 0:
            tag = max(tag, html.rfind(b"<", searched, end))
            searched = end
            if tag > looked_at and html[tag + 1 : tag + 2].isalpha():
                if html.find(b">", tag, end) < 0 and _count(html, tag + 2) > _ATTRIBUTES:
                    return True
                looked_at = tag
    return False


def _has_many_attributes(html: bytes) -> bool:
    """A look at every tag outside scripts and comments."""
    return any(_count(html, match.end()) > _ATTRIBUTES for match in _tags(html))


def _count(html: bytes, start: int) -> int:
    """How many attributes follow, counted up to the limit."""
    count = 0
    while count <= _ATTRIBUTES and (attribute := _ATTRIBUTE.match(html, start)):
        start = attribute.end()
        count += 1
    return count
