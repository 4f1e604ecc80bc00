"""Lines that speak of this article, this page or this site, told by their wording.

They stand among the paragraphs of a story, in the same elements, so that nothing but their words
tells them: where an advertisement stands, how long the text is to be read, that it was translated
by a machine, that comments are closed, how to support the newsroom.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
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
}
"""Characters of a line that each section of the list may tell. A character of a dense script
stands for several."""
_MOST = max(_LONGEST.values())
_NUMBER = re.compile(r"\d+(?:[.,'’ \u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)?")
_OPENS = " \t-–—•·*►▶▸›»→#|+&[【■※▷◆☞👉"
_CLOSES = " \t:：.。…›»→>►▶|-–—+!]】"
_SPEECH = frozenset("\"'“”„«‘‚「『‹–—-")
"""What a quotation begins with: nobody is quoted in a notice."""
_PARTS = re.compile(r"\s*[·•|/]\s*|\s{2,}")
_START = 2
"""Characters by which openings are found."""
_BEGINNING = 4
"""Characters by which words in a line are."""


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
    """Those that stand anywhere, by how the longest word behind a space in them begins."""
    loose: list[_Inner]
    """Those without such a word."""
    dense: list[_Inner]
    """And those of dense scripts."""


def is_notice(text: str) -> bool:
    """Whether a line speaks of the article, the page or the site, and is no part of a story."""
    if len(text) > _MOST:
        return False
    length = len(text) * scale_of(text[:40])
    folded = _NUMBER.sub("0", text.casefold()).replace("’", "'").replace("\xa0", " ")
    bare = folded.strip(_OPENS + _CLOSES)
    if not bare:
        return False
    notices = _notices()
    if length <= notices.whole.get(bare, 0):
        return True
    if text[0] not in _SPEECH and _opens(bare, length, notices):
        return True
    return _holds(folded, length, notices) or _are_parts(bare, length, notices)


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


def _holds(folded: str, length: float, notices: _Notices) -> bool:
    inner = notices.inner
    starts = {word[:_BEGINNING] for word in folded.split()}
    found = [each for start in inner.keys() & starts for each in inner[start]]
    found += notices.dense if length > len(folded) else notices.loose
    return any(
        each.pieces[0] in folded and length <= each.longest and _follow(folded, 0, each.pieces)
        for each in found
    )


def _are_parts(bare: str, length: float, notices: _Notices) -> bool:
    """Whether a line is nothing but labels side by side: "5 min read · Save"."""
    if length > _LONGEST["hearing"]:
        return False
    parts = [part.strip(_OPENS + _CLOSES) for part in _PARTS.split(bare)]
    return len(parts) > 1 and all(
        part in notices.whole or part == "0" or not part for part in parts
    )


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
    found = _Notices({}, {}, defaultdict(list), [], [])
    openings: dict[str, list[_Opening]] = defaultdict(list)
    for section in wordlist("notices"):
        longest = float(_LONGEST[section])
        for name in names_of("notices", section):
            pieces = tuple(filter(None, name.split("*")))
            if "*" not in name:
                found.whole[name] = longest
            elif not name.startswith("*"):
                openings[name[:_START]].append(_Opening(pieces[0], pieces[1:], longest))
            else:
                _add_inner(found, pieces, longest)
    for start, each in openings.items():
        found.openings[start] = (tuple([opening.first for opening in each]), each)
    return found


def _add_inner(found: _Notices, pieces: tuple[str, ...], longest: float) -> None:
    inner = _Inner(pieces, longest)
    if scale_of("".join(pieces)) > 1.0:
        found.dense.append(inner)
        return
    words = [word for piece in pieces for word in f"-{piece}".split()[1:]]
    longest_word = max(words, key=len, default="")
    if len(longest_word) >= _BEGINNING:
        found.inner[longest_word[:_BEGINNING]].append(inner)
    else:
        found.loose.append(inner)
