"""Where in a page's HTML chrome can be put: the story's container is found by its paragraphs.

The page is walked as text, with a light notion of which element is open, so that an offset in it is
all that is needed and nothing else of the page changes.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

from chrome.tags import INLINE, VOID

PLACES = ("top", "above", "inside", "behind", "end")
"""Top of the body; right above the story's first paragraph, or its container; between two
paragraphs; behind the last one, inside or outside of the container; end of the body."""
INSTEAD = "instead"
"""In place of the story, which is taken out: walls are sent so."""

_MARK = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<![^>]*>|<\?[^>]*>"
    r"|<(script|style|textarea|title|noscript|template|svg|iframe|object)\b.*?</\1\s*>"
    r"|<(/?)([a-zA-Z][^\s/>]*)(?:=\s*+\"[^\"]*\"|=\s*+'[^']*'|[^>])*+>",
    re.S | re.I,
)
_UNFOLDED = re.compile(r"[\W_]+")
_VOIDS = VOID | frozenset("area base col embed link meta param source track wbr".split())
_ENDS_P = frozenset(
    "address article aside blockquote details dialog div dl fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr main menu nav ol p pre section table ul".split()
)
_SELF_ENDING = {
    "li": "ul ol menu",
    "td": "tr",
    "th": "tr",
    "tr": "table tbody",
    "dt": "dl",
    "dd": "dl",
}
_HOLDERS_NOT = INLINE | frozenset(
    "p ul ol dl table tbody thead tr select h1 h2 h3 h4 h5 h6 figure header html head".split()
)
_KEY = 36
"""Folded characters at the beginning of a paragraph that find it."""
_SHORTEST = 12
_MOST = 0.8
"""The share of the story that must stand in its container."""


@dataclass(slots=True)
class _Node:
    """An element or, without a name, a text: where it starts and ends in the page."""

    name: str
    start: int
    end: int = -1
    inner: int = -1
    inner_end: int = -1
    parent: _Node | None = None
    children: list[_Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Story:
    """The offsets of a page at which chrome can be put."""

    top: int
    above: tuple[int, ...]
    inside: tuple[int, ...]
    behind: tuple[int, ...]
    """Right behind the last paragraph, then ever further out."""
    end: int

    def span(self, place: str, rng: random.Random) -> tuple[int, int] | None:
        """From where to where a page is replaced: one offset twice, but for ``INSTEAD``."""
        if place == INSTEAD:
            return (self.above[0], self.behind[0]) if self.behind else None
        at = self.offset(place, rng)
        return None if at is None else (at, at)

    def offset(self, place: str, rng: random.Random) -> int | None:
        """An offset for a place; None where the page has no such place."""
        if place == "top":
            return self.top
        if place == "end":
            return self.end
        if place in ("inside", "above"):
            offsets = self.inside if place == "inside" else self.above
            return rng.choice(offsets) if offsets else None
        if not self.behind:
            return None
        return self.behind[0] if rng.random() < 0.5 else rng.choice(self.behind)


def find_story(html: str, paragraphs: Sequence[str]) -> Story:
    """The places of a page whose story has these paragraphs."""
    return _find(html, tuple(paragraphs))


@lru_cache(maxsize=2)  # a page is asked for once a kind
def _find(html: str, paragraphs: tuple[str, ...]) -> Story:
    root, texts, body = _walk(html)
    top = body.inner if body else _begin(html)
    end = body.inner_end if body else len(html)
    found = _segments(html, texts, paragraphs)
    if not found:
        return Story(top, (), (), (), end)
    holder = _holder(root, found)
    gaps = _gaps(holder, found)
    if not gaps:
        return Story(top, (), (), (), end)
    behind = [gaps[-1]]
    node = holder
    while node.parent and node.name not in ("body", "html", ""):
        behind += [offset for offset in (node.inner_end, node.end) if offset > behind[-1]]
        node = node.parent
    above = (_start(holder, found), *([holder.start] if holder.start > top else []))
    return Story(top, above, tuple(gaps[:-1]), tuple(behind[:4]), max(end, behind[-1]))


def _begin(html: str) -> int:
    head = re.search(r"</head\s*>|<html[^>]*>|<!doctype[^>]*>", html, re.I)
    return head.end() if head else 0


def _walk(html: str) -> tuple[_Node, list[_Node], _Node | None]:
    """The page's elements, its texts in order, and its body element."""
    root = node = _Node("", 0, len(html), 0, len(html))
    texts: list[_Node] = []
    body: _Node | None = None
    position = 0
    for mark in _MARK.finditer(html):
        if mark.start() > position and not html[position : mark.start()].isspace():
            text = _Node("", position, mark.start(), parent=node)
            node.children.append(text)
            texts.append(text)
        position = mark.end()
        name = (mark[3] or "").lower()
        if not name:
            continue
        if mark[2]:
            node = _close(node, name, mark.start(), mark.end())
            continue
        node = _close_implied(node, name, mark.start())
        element = _Node(name, mark.start(), mark.end(), mark.end(), mark.end(), node)
        node.children.append(element)
        if name == "body" and body is None:
            body = element
        if name not in _VOIDS:
            node = element
    while node is not root:
        node.inner_end = node.end = len(html)
        node = node.parent or root
    return root, texts, body


def _close(node: _Node, name: str, start: int, end: int) -> _Node:
    """The element that is open after an end tag; an end tag of nothing that is open is no tag."""
    opened: _Node | None = node
    while opened and opened.name != name:
        opened = opened.parent
    if not opened or not opened.parent:
        return node
    while node is not opened:
        node.inner_end = node.end = start
        node = node.parent or opened
    node.inner_end, node.end = start, end
    return opened.parent


def _close_implied(node: _Node, name: str, start: int) -> _Node:
    """The element that is open when *name* starts: a paragraph, an item or a cell may end."""
    if name in _ENDS_P:
        ended, walls = "p", ""
    elif name in _SELF_ENDING:
        ended, walls = name, _SELF_ENDING[name]
    else:
        return node
    opened: _Node | None = node
    while opened and opened.parent and opened.name != ended:
        if opened.name in walls.split() or (ended == "p" and opened.name not in INLINE):
            return node
        opened = opened.parent
    if not opened or opened.name != ended:
        return node
    return _close(node, ended, start, start)


def _segments(html: str, texts: list[_Node], paragraphs: Sequence[str]) -> list[tuple[_Node, int]]:
    """The last text of each paragraph that was found, with the paragraph's length, in order."""
    folded = [_fold(unescape(html[text.start : text.end])) for text in texts]
    starts = [0]
    for text in folded:
        starts.append(starts[-1] + len(text))
    whole = "".join(folded)
    found: dict[int, int] = {}
    place = 0
    for paragraph in paragraphs:
        key = _fold(paragraph)
        if len(key) < _SHORTEST:
            continue
        at = whole.find(key[:_KEY], place)
        if at < 0:
            at = whole.find(key[:_KEY])
        if at < 0:
            continue
        stop = whole.find(key[-_SHORTEST:], at + max(0, len(key) - 2 * _KEY))
        near = stop + _SHORTEST if 0 <= stop <= at + len(key) + _KEY else at + min(len(key), _KEY)
        place = near
        last = bisect_right(starts, near - 1) - 1
        found[last] = max(found.get(last, 0), len(key))
    return [(texts[at], found[at]) for at in sorted(found)]


def _fold(text: str) -> str:
    return _UNFOLDED.sub("", text.casefold())


def _holder(root: _Node, found: list[tuple[_Node, int]]) -> _Node:
    """The smallest element that holds most of the story and may hold chrome too."""
    mass: dict[int, int] = {}
    nodes: dict[int, _Node] = {}
    for text, size in found:
        node = text.parent
        while node:
            mass[id(node)] = mass.get(id(node), 0) + size
            nodes[id(node)] = node
            node = node.parent
    total = mass[id(root)]
    enough = [nodes[key] for key, size in mass.items() if size >= _MOST * total]
    smallest = min(enough, key=lambda node: node.end - node.start)
    while smallest.name in _HOLDERS_NOT and smallest.parent:
        smallest = smallest.parent
    return smallest


def _gaps(holder: _Node, found: list[tuple[_Node, int]]) -> list[int]:
    """The offsets between the holder's children right behind each paragraph."""
    siblings = holder.children
    places = {id(child): at for at, child in enumerate(siblings)}
    gaps = set()
    for text, _ in found:
        node = text
        while node.parent and node.parent is not holder:
            node = node.parent
        at = places.get(id(node))
        if at is None:
            continue
        while at + 1 < len(siblings) and _runs_on(siblings[at], siblings[at + 1]):
            at += 1
        gaps.add(siblings[at].end)
    return sorted(gaps)


def _start(holder: _Node, found: list[tuple[_Node, int]]) -> int:
    """The offset of the holder's child in which the first paragraph is."""
    for text, _ in found:
        node = text
        while node.parent and node.parent is not holder:
            node = node.parent
        if node.parent is holder:
            at = next(n for n, child in enumerate(holder.children) if child is node)
            while at and _runs_on(holder.children[at - 1], holder.children[at]):
                at -= 1
            return holder.children[at].start
    return holder.inner


def _runs_on(node: _Node, following: _Node) -> bool:
    """Whether a line goes on from one child to the next."""
    return all(not n.name or (n.name in INLINE and n.name != "br") for n in (node, following))
