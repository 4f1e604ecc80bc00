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

_HARMLESS = 3_000
"""Fewer tags than this cannot do harm, however they are nested."""
_NESTING = 60_000_000
"""Open elements, summed over all tags: about half a second of walking up."""
_REPEATS = 1_500_000
"""Formatting elements that may have to be made again."""
_ATTRIBUTES = 4_000
"""Attributes of one tag."""
_WINDOW = 4_096

_TAG = re.compile(r"<(?:!--|(/?)([a-zA-Z][^\s/>]*))")
_RAW = {
    name: re.compile(f"</{name}", re.I)
    for name in ("script", "style", "textarea", "title", "xmp", "noscript", "iframe", "noframes")
}
_SPACE = re.compile(r"[\s/\"']+")
_VOID = frozenset(
    "area base br col embed frame hr img input link meta param source track wbr".split()
)
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_CELL_ENDS = frozenset("td th tr tbody thead tfoot".split())
_CLOSED_BY = {
    "p": frozenset("p div ul ol table h1 h2 h3 h4 h5 h6 section blockquote form hr".split()),
    "li": frozenset(["li"]),
    "td": _CELL_ENDS,
    "th": _CELL_ENDS,
    "tr": _CELL_ENDS - {"td", "th"},
    "option": frozenset(["option"]),
    "dt": frozenset(["dt", "dd"]),
    "dd": frozenset(["dt", "dd"]),
}


def excess(html: str) -> str | None:
    """What is beyond the limits in *html*, in a few words, or ``None``."""
    if html.count("<") > _HARMLESS and _nests_deeply(html):
        return "its elements are nested too deeply"
    if _has_long_stretch(html) and _most_attributes(html) > _ATTRIBUTES:
        return "a tag has thousands of attributes"
    return None


def _tags(html: str) -> Iterator[re.Match[str]]:
    """Every tag outside comments and scripts, about as a browser sees them."""
    position = foreign = 0
    while match := _TAG.search(html, position):
        position = match.end()
        if match[2] is None:
            position = html.find("-->", position)
            if position < 0:
                return
            continue
        yield match
        name = match[2].lower()
        if name in ("svg", "math"):
            foreign = 1
        elif name in _RAW and not match[1] and not foreign:
            end = _RAW[name].search(html, position)
            if end is None:
                return
            position = end.start()


def _nests_deeply(html: str) -> bool:
    stack: list[str] = []
    open_names: Counter[str] = Counter()
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


def _has_long_stretch(html: str) -> bool:
    """Whether some stretch has no ``>``: only there can a tag with so many attributes be."""
    find = html.rfind
    return any(
        find(">", start, start + _WINDOW) < 0 for start in range(0, len(html) - _WINDOW, _WINDOW)
    )


def _most_attributes(html: str) -> int:
    most = 0
    for match in _tags(html):
        end = html.find(">", match.end())
        if end < 0:
            end = len(html)
        if end - match.end() > _WINDOW:
            most = max(most, len(_SPACE.findall(html, match.end(), end)))
    return most
