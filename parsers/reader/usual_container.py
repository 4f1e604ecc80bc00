"""The container in which a site's articles have their text, known again on its other pages.

A page that looks like a list by itself, and has its text where the site's articles have theirs,
is one of them. Whoever keeps a site's pages counts the containers of its articles and gives the
usual ones back in :class:`~parsers.reader.standing_text.SiteKnowledge`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import urlsplit

from parsers.classify.pages.labels import ABOUT, LIST, address_kinds
from parsers.fields.body.body import Body, body_within
from parsers.fields.headline.headline import HeadlineBlock
from parsers.page.document import Document
from parsers.page.layout import Block, Box
from parsers.page.story_address import is_numbered
from parsers.page.text.scripts import scale_of
from parsers.reader.standing_text import digest, main_container
from parsers.records import Mark, Marks

_LEAST = 80
"""Letters of an alphabet that stand in a container of text."""
_SHORT = 1_200
"""A longer text is a story's, wherever it stands."""
_MOST_CANDIDATES = 20
"""Containers of a refused page that are noted."""
_STABLE = 3
"""Names of an element that are looked at: those behind them are often the page's own."""
_UP = 2
"""How many elements around a container without a name give it theirs."""
_DEEPEST = 8
"""Elements around one that has no name at all."""
_WORD = re.compile("[a-z]+")
_NUMBER = re.compile(r"\d{3,}")
_PAGE = re.compile(r"(?:page|list|p)[/_=-]?\d+\b", re.I)
_SECTION = re.compile(r"(?:/[a-z]{2,12}){1,2}/?")
_TELLING = frozenset(("article", "main"))
_LINES = frozenset("p h1 h2 h3 h4 h5 h6 li ul ol tr tbody table a span figure figcaption".split())
"""Elements that are no container of a story's text."""


def container_mark(blocks: Sequence[Block]) -> Mark | None:
    """The mark of the container that holds most of an article's *blocks*."""
    box = main_container(blocks)
    known_by = _known_by(box) if box else None
    return None if known_by is None else _mark(known_by)


def candidate_marks(page: Document) -> Marks | None:
    """The marks of the containers in which a refused page may have a story; ``None`` where its
    address is no story's."""
    if not may_be_story(page.url):
        return None
    found = dict.fromkeys(known_by for known_by, _ in _containers(page))
    return Marks(tuple(map(_mark, [*found][:_MOST_CANDIDATES]))) if found else None


def is_elsewhere(body: Body, usual: Collection[int]) -> bool:
    """Whether a text is so short that it may be a dialog's or an appeal's, and most of it stands in
    another container than the *usual* ones."""
    if _letters(body.blocks) > _SHORT:
        return False
    mark = container_mark(body.blocks)
    return mark is None or mark.fingerprint not in usual


def body_in_usual(
    page: Document,
    head: HeadlineBlock,
    body: Body,
    usual: Collection[int],
    *,
    apart: bool = False,
) -> Body | None:
    """The text that stands in one of the *usual* containers of the site's articles; ``None`` where
    the page has none, or several beside each other as lists do. *apart*: ``None`` too where
    anything of *body* stands in it, or the address has no number."""
    if not usual or not body.scores or not may_be_story(page.url):
        return None
    boxes = [box for known_by, box in _containers(page) if known_by in usual]
    outermost = [box for box in boxes if not any(each in boxes for each in _around(box))]
    if len(outermost) != 1:
        return None
    box = outermost[0]
    if apart and (
        not is_numbered(page.url) or any(box.start <= b.index < box.end for b in body.blocks)
    ):
        return None
    found = body_within(page, head, body.scores, box)
    return found if _letters(found.blocks) >= _LEAST else None


def may_be_story(url: str | None) -> bool:
    """Whether an address can be a story's: no front's, section's or tag's, nor an imprint's."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return False
    path = parts.path.rstrip("/")
    if not path and not parts.query:
        return False
    if _SECTION.fullmatch(path) or _PAGE.search(path) or _PAGE.search(parts.query):
        return False
    *folders, last = path.strip("/").lower().split("/")
    own = address_kinds(_WORD.findall(last.partition(".")[0]))
    if len(own) <= 2 and any(kind & ABOUT for kind in own):
        return False
    if is_numbered(url):
        return True
    if any(kind & LIST for name in folders for kind in address_kinds([name])):
        return False
    return not (len(own) <= 1 and all(kind & LIST for kind in own))


def _containers(page: Document) -> Iterator[tuple[int, Box]]:
    for box in page.layout.boxes:
        if box.text_chars * 2.5 >= _LEAST and box.tag not in _LINES:
            known_by = _known_by(box)
            if known_by is not None:
                yield known_by, box


def _known_by(box: Box) -> int | None:
    """What a container is known by on all pages of its site: its tag and the names that stay, or
    those of the elements around it; of one of a page without names, its place in the page's."""
    told = []
    for each in box.ancestors():
        if each.parent is None:
            break
        names = _stable(each.names)
        told.append(" ".join((each.tag, each.node.attributes.get("width") or "", *names)))
        if names or each.tag in _TELLING:
            if len(told) > _UP + 1:
                return None
            break
    return digest("container " + ">".join(told)) if 0 < len(told) <= _DEEPEST else None


def _stable(names: str) -> list[str]:
    """The first names, without the numbers of a single page. What a build made up stays: it is the
    same on all pages of a site, and a new one is learned soon."""
    return [_NUMBER.sub("0", name) for name in names.split()[:_STABLE]]


def _mark(known_by: int) -> Mark:
    return Mark(known_by, is_apart=False, may_repeat=True, numbers=0, is_container=True)


def _around(box: Box) -> Iterator[Box]:
    ancestors = box.ancestors()
    next(ancestors)
    return ancestors


def _letters(blocks: Sequence[Block]) -> float:
    chars = sum(len(block.text) for block in blocks)
    return chars * scale_of("".join([block.text[:40] for block in blocks]))
