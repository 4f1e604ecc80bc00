"""What a site repeats is no story: paragraphs that many of its pages have are left out.

No page tells it by itself: whoever keeps a site's pages counts their *marks* (a paragraph's
fingerprint, and whether it stands apart from the story) and gives back what it learned as
:class:`SiteKnowledge`. That acts once a page is known to be an article, never before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from types import MappingProxyType

from parsers.fields.names.agencies import has_known
from parsers.page.layout import Block, Box
from parsers.records import Mark, Marks

NOTHING_ELSE = "it has nothing but what stands on other pages of its site"
"""Why a page is no article that had text, and all of it was the site's."""

_SHORTEST = 20
"""Characters (a character of a dense script is two) of a paragraph that has a mark. Of the true
paragraphs of 278 sites' corpus pages (7,114 that long) none stood on three pages of its site, of
the wrong ones 25 texts did."""
_SURE = 40
"""Shorter ones may be headings that many stories have."""
_MOST_MARKS = 400
_MOST_WORDS = 24
_LONGEST_CREDIT = 160
_DENSE = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NUMBER = re.compile(r"\d+(?:[.,:/\u00a0\u202f-]\d+)*")
_WORD = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}|[^\\W\\d_]{4,}")
_TOKEN = re.compile(r"[^\s,;:|/()\[\].]+")
_SEE_THROUGH = frozenset(
    "p h1 h2 h3 h4 h5 h6 li ul ol dl dt dd blockquote pre span strong em b i a".split()
)
"""Elements that are no container: what they hold stands in what they stand in."""


@dataclass(frozen=True, slots=True)
class SiteKnowledge:
    """What was learned of a site's pages, by fingerprint: on how many of them a paragraph is."""

    apart: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    """Left out where no paragraph of the page's own stands in the same container."""
    anywhere: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    """Left out wherever they stand."""
    kept: frozenset[int] = frozenset()
    """They repeat and stay all the same: what stands beside them is not the page's own for it."""
    containers: frozenset[int] = frozenset()
    """In which the site's articles have their text."""
    rules: str = ""
    """How its pages are read, as :func:`parsers.declared_rules.declare` writes it."""

    def __bool__(self) -> bool:
        return bool(self.apart or self.anywhere)

    def __reduce__(self) -> tuple[type[SiteKnowledge], tuple[object, ...]]:
        """It travels between processes."""
        learned = dict(self.apart), dict(self.anywhere), self.kept, self.containers
        return type(self), (*learned, self.rules)


NOTHING = SiteKnowledge()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What of a page's paragraphs is the site's."""

    reasons: Mapping[int, str]
    """By the paragraph's position: why."""
    fingerprints: frozenset[int]


def fingerprint(text: str) -> int | None:
    """What a paragraph is known by, in 64 bits: its words, with every number alike.

    ``None`` for one too short to be told from others.
    """
    if _length(text) < _SHORTEST:
        return None
    masked = _NUMBER.sub("0", " ".join(text.casefold().split()))
    return digest(masked)


def marks_of(
    headline: str | None,
    texts: Sequence[str],
    homes: Sequence[Hashable] | None,
    container: Mark | None = None,
) -> Marks:
    """The marks of a page's paragraphs; *homes* as of :func:`homes_of`, if they are known, and
    *container* the mark of what holds them."""
    main = _main(texts, homes)
    found: dict[int, Mark] = {}
    for at, text in enumerate(texts):
        known_by = fingerprint(text)
        if known_by is None or known_by in found:
            continue
        is_apart = homes is not None and homes[at] != main
        numbers = "".join(_NUMBER.findall(text))
        told = digest(numbers) & 0xFF if numbers else 0
        found[known_by] = Mark(known_by, is_apart, _may_repeat(text), told)
        if len(found) == _MOST_MARKS:
            break
    words = dict.fromkeys(_WORD.findall((headline or "").casefold()))
    if container is not None:
        found.setdefault(container.fingerprint, container)
    return Marks(
        tuple(found.values()), frozenset(digest(word) & 0xFFFF for word in [*words][:_MOST_WORDS])
    )


def homes_of(blocks: Sequence[Block]) -> list[Hashable]:
    """For each block the container it stands in, equal for those that stand together.

    Paragraphs that each have a wrapper of their own stand together where their wrappers are
    alike and stand in one element.
    """
    return [_home(block.box) for block in blocks]


def main_container(blocks: Sequence[Block]) -> Box | None:
    """The box that holds most of the text of *blocks*."""
    main = _main([block.text for block in blocks], homes_of(blocks))
    if isinstance(main, tuple):
        main = main[0]
    return main if isinstance(main, Box) else None


def left_out(
    knowledge: SiteKnowledge,
    texts: Sequence[str],
    homes: Sequence[Hashable] | None,
    own: str | None,
) -> LeftOut:
    """What of these paragraphs is known to be the site's.

    *own* is the page's description of itself: a paragraph that it repeats is the story's,
    though other pages print it to lead here.
    """
    prints = [fingerprint(text) for text in texts]
    pages: dict[int, int] = {}
    for at, one in enumerate(prints):
        if one is not None and one in knowledge.anywhere:
            pages[at] = knowledge.anywhere[one]
    if homes is not None:
        pages |= _apart(knowledge, texts, prints, homes, own)
    reasons = {at: _told(count) for at, count in pages.items()}
    if homes is not None and pages:
        reasons |= _company(prints, homes, pages)
    return LeftOut(reasons, frozenset(one for at in pages if (one := prints[at]) is not None))


def version_suffix(fingerprints: frozenset[int]) -> str:
    """What the parser's full name says of the knowledge that it used."""
    if not fingerprints:
        return ""
    told = ",".join(map(str, sorted(fingerprints)))
    return f"+standing:{blake2b(told.encode(), digest_size=4).hexdigest()}"


def _apart(
    knowledge: SiteKnowledge,
    texts: Sequence[str],
    prints: Sequence[int | None],
    homes: Sequence[Hashable],
    own: str | None,
) -> dict[int, int]:
    known = [one is not None and one in knowledge.apart for one in prints]
    with_own = {
        home
        for home, one, is_known in zip(homes, prints, known, strict=True)
        if one is not None
        and not is_known
        and one not in knowledge.anywhere
        and one not in knowledge.kept
    }
    return {
        at: knowledge.apart[one]
        for at, one in enumerate(prints)
        if one is not None
        and known[at]
        and homes[at] not in with_own
        and not _is_told_by(own, texts[at])
    }


def _company(
    prints: Sequence[int | None], homes: Sequence[Hashable], pages: Mapping[int, int]
) -> dict[int, str]:
    """The short lines of containers of which nothing else remains."""
    gone = {homes[at] for at in pages}
    kept = {homes[at] for at, one in enumerate(prints) if one is not None and at not in pages}
    return {
        at: "nothing else is left of what it stands with"
        for at, one in enumerate(prints)
        if one is None and homes[at] in gone - kept
    }


def _is_told_by(own: str | None, text: str) -> bool:
    """Whether the page's description says what *text* says, cut short or not."""
    if not own:
        return False
    one, other = (" ".join(each.casefold().split()).rstrip(" .…") for each in (own, text))
    shorter = min(len(one), len(other))
    return shorter >= _SHORTEST and one[:shorter] == other[:shorter]


def _told(pages: int) -> str:
    others = pages - 1
    return f"it stands on {others:,} other page{'s' if others != 1 else ''} of this site"


def _may_repeat(text: str) -> bool:
    """Whether a paragraph may be true wherever it stands: a heading, or who wrote or sent it."""
    if _length(text) < _SURE:
        return True
    if len(text) > _LONGEST_CREDIT:
        return False
    if text[0] in "([（［【" and text[-1] in ")]）］】":
        return True
    return has_known(_TOKEN.findall(text))


def _main(texts: Sequence[str], homes: Sequence[Hashable] | None) -> Hashable:
    """The container with most of the text: the story's."""
    mass: Counter[Hashable] = Counter()
    for text, home in zip(texts, homes or (), strict=False):
        mass[home] += len(text)
    return max(mass, key=lambda home: mass[home]) if mass else None


def _home(box: Box) -> Hashable:
    while box.tag in _SEE_THROUGH and box.parent is not None:
        box = box.parent
    parent = box.parent
    if box.end - box.start > 1 or parent is None:
        return box
    while parent.end - parent.start == 1 and parent.parent is not None:
        box, parent = parent, parent.parent
    return parent, box.tag, box.names


def _length(text: str) -> int:
    """How long *text* is, at least where it is short: in characters of an alphabet."""
    return len(text) if len(text) >= _SURE else len(text) + len(_DENSE.findall(text))


def digest(text: str) -> int:
    """A text in 64 bits, with a sign."""
    found = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(found, "big", signed=True)
