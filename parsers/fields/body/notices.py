"""Lines that speak of this article, this page or this site, told by their wording.

They stand among the paragraphs of a story, in the same elements, so that nothing but their words
tells them: where an advertisement stands, how long the text is to be read, that it was translated
by a machine, that comments are closed, how to support the newsroom.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from parsers.page.text.scripts import scale_of
from parsers.wordlists import names_of, wordlist

_LONGEST = {
    "advertising": 90,
    "hearing": 130,
    "counts": 50,
    "following": 320,
    "asking": 420,
    "made": 400,
    "rights": 400,
    "selling": 400,
    "answering": 400,
    "shown": 400,
    "talking": 300,
    "contributing": 160,
    "terms": 3_000,
}
"""Characters of a line that each section of the list may tell. A character of a dense script
stands for several."""
_MOST = 420
"""Characters of a line that is looked at for more than how it begins."""
_NUMBER = re.compile(r"\d+(?:[.,'’ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)?")
_OPENS = " \t-–—•·*►▶▸›»→#|+&[【■※▷◆☞👉"
_EDGES = _OPENS + " \t:：.。…›»→>►▶|-–—+!]】"
_SPEECH = frozenset("\"'“”„«‘‚「『‹–—-")
"""What a quotation begins with: nobody is quoted in a notice."""
_PARTS = re.compile(r"[·•|/]")
"""What stands between labels."""
_HEAD = 100
"""Characters of a longer line that are looked at."""
_START = 2
"""Characters by which openings are found."""
_WORD = 4
"""More characters than that are worth a search."""


class _Opening(NamedTuple):
    """A pattern whose first piece is known to be there."""

    first: str
    rest: tuple[str, ...]
    """What has to follow, in this order."""
    longest: float


class _Inner(NamedTuple):
    """A pattern that may begin anywhere."""

    pieces: tuple[str, ...]
    longest: float


class _Notices(NamedTuple):
    whole: dict[str, float]
    openings: dict[str, tuple[tuple[str, ...], list[_Opening]]]
    """By their first two characters: all first pieces, and each pattern."""
    inner: dict[str, list[_Inner]]
    """Those that stand anywhere, by what :attr:`needed` finds in a line that holds one."""
    needed: re.Pattern[str]
    """A space, with what follows as its group."""
    rare: dict[str, list[_Inner]]
    """Those that need nothing behind a space, by a word of theirs."""
    dense: list[_Inner]
    """Those of dense scripts, which are looked for in these alone."""

    def inner_by_line(self, lines: str) -> Mapping[int, Sequence[_Inner]]:
        """Which of those that stand anywhere may be in some *lines*, by the number of the line."""
        places = [(each.start(), self.inner[each[1]]) for each in self.needed.finditer(lines)]
        for word, patterns in self.rare.items():
            at = lines.find(word)
            while at >= 0:
                places.append((at, patterns))
                at = lines.find(word, at + 1)
        found: dict[int, list[_Inner]] = defaultdict(list)
        if places:
            ends = list(accumulate([len(line) + 1 for line in lines.split("\n")]))
            for at, patterns in places:
                found[bisect_right(ends, at)] += patterns
        return found


def is_notice(text: str) -> bool:
    """Whether a line speaks of the article, the page or the site, and is no part of a story."""
    return bool(notices_among([text]))


def notices_among(lines: Sequence[str]) -> set[str]:
    """Those of some *lines* that are notices. All together take half the time."""
    notices = _notices()
    short = [line for line in lines if len(line) <= _MOST]
    together = "\n".join(short).casefold().replace("’", "'").replace("\xa0", " ")
    together = _NUMBER.sub("0", together)
    inner = notices.inner_by_line(together)
    return {
        line
        for number, (line, folded) in enumerate(zip(short, together.split("\n"), strict=False))
        if _is_told(line, folded, inner.get(number, ()), notices)
    } | {line for line in lines if len(line) > _MOST and _is_term(line, notices)}


def _is_term(text: str, notices: _Notices) -> bool:
    """Whether a longer text begins as the law of a site does."""
    start = text[:_HEAD].casefold().replace("’", "'").lstrip(_EDGES)
    return text[0] not in _SPEECH and _opens(start, len(text) * scale_of(text[:40]), notices)


def _is_told(text: str, folded: str, inner: Sequence[_Inner], notices: _Notices) -> bool:
    bare = folded.strip(_EDGES)
    if not bare:
        return False
    length = len(text) * scale_of(text[:40])
    return (
        length <= notices.whole.get(bare, 0)
        or (text[0] not in _SPEECH and _opens(bare, length, notices))
        or (inner and _holds(inner, folded, length))
        or (length > len(text) and _holds(notices.dense, folded, length))
        or _are_parts(bare, length, notices)
    )


def _opens(bare: str, length: float, notices: _Notices) -> bool:
    known = notices.openings.get(bare[:_START])
    if known is None or not bare.startswith(known[0]):
        return False
    return any(
        bare.startswith(each.first)
        and length <= each.longest
        and _follow(bare, len(each.first), each.rest)
        for each in known[1]
    )


def _holds(found: Sequence[_Inner], folded: str, length: float) -> bool:
    return any(
        pieces[0] in folded and length <= longest and _follow(folded, 0, pieces)
        for pieces, longest in found
    )


def _are_parts(bare: str, length: float, notices: _Notices) -> bool:
    """Whether a line is nothing but labels side by side: "5 min read · Save"."""
    if length > _LONGEST["hearing"] or not _PARTS.search(bare):
        return False
    parts = [part.strip(_EDGES) for part in _PARTS.split(bare)]
    return all(part in notices.whole or part == "0" or not part for part in parts)


def _follow(text: str, at: int, pieces: tuple[str, ...]) -> bool:
    """Whether *pieces* stand in *text* from a place on, in their order."""
    for piece in pieces:
        if at and piece[0] == text[at - 1] == " ":
            at -= 1  # the wildcard stands for nothing
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


@cache
def _notices() -> _Notices:
    whole: dict[str, float] = {}
    openings: dict[str, list[_Opening]] = defaultdict(list)
    inner: dict[str, list[_Inner]] = defaultdict(list)
    rare: dict[str, list[_Inner]] = defaultdict(list)
    dense: list[_Inner] = []
    for section in wordlist("notices"):
        longest = float(_LONGEST[section])
        for name in names_of("notices", section):
            pieces = tuple(filter(None, name.split("*")))
            if "*" not in name:
                whole[name] = longest
            elif not name.startswith("*"):
                openings[name[:_START]].append(_Opening(pieces[0], pieces[1:], longest))
            elif scale_of("".join(pieces)) > 1.0:
                dense.append(_Inner(pieces, longest))
            else:
                needed = _needed(pieces)
                (inner if needed[0] == " " else rare)[needed].append(_Inner(pieces, longest))
    shortest = _by_shortest({needed[1:]: patterns for needed, patterns in inner.items()})
    return _Notices(
        whole,
        {
            start: (tuple([opening.first for opening in each]), each)
            for start, each in openings.items()
        },
        shortest,
        re.compile(f" (?=({_any_of(list(shortest))}))"),
        rare,
        dense,
    )


def _by_shortest(patterns: Mapping[str, list[_Inner]]) -> dict[str, list[_Inner]]:
    """*patterns* by the shortest key that their own begins with."""
    found: dict[str, list[_Inner]] = {}
    shortest = ""
    for key in sorted(patterns):
        if not shortest or not key.startswith(shortest):
            shortest = key
        found.setdefault(shortest, []).extend(patterns[key])
    return found


def _needed(pieces: Sequence[str]) -> str:
    """The longest part of a pattern that begins with a space; its first piece if none is long."""
    words = [piece[piece.find(" ") :] for piece in pieces if " " in piece]
    longest = max(words, key=len, default="")
    return longest if len(longest) > _WORD else pieces[0]


def _any_of(words: Sequence[str]) -> str:
    """A regular expression that finds any of *words*, none of which begins with another."""
    rest: dict[str, list[str]] = defaultdict(list)
    for word in words:
        rest[word[0]].append(word[1:])
    found = [
        re.escape(letter) + (_any_of(more) if more != [""] else "") for letter, more in rest.items()
    ]
    return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"
