"""What stands behind a story about who wrote it: "Jane Roe is a reporter at the Courier." """

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from parsers.fields.authors.bylines.person import is_person
from parsers.page.layout import Block
from parsers.page.text.scripts import scale_of
from parsers.wordlists import names_of

_LAST = 3
"""Blocks of the story among which the last ones speak of its author."""
_LONGEST = 800
"""Letters of an alphabet of such a block,"""
_MORE = 120
"""and of one that follows it: where to write to, what else to follow."""
_STORY = 3
"""So many times as long is what is left of the story."""
_OPENS = " \t-–—•·*(（[/\u200b\u200d"
_TAGS = frozenset(("p", "div", "blockquote", "td", "section", "footer"))


def author_bios(story: Sequence[Block], names: Sequence[str]) -> frozenset[int]:
    """The indexes of the last blocks of a *story* that say who its authors, *names*, are."""
    persons = tuple(name for name in names if _is_whole_name(name))
    if story and not persons and (name := _told_of(story)):
        persons = (name,)
    first = next((at for at in _last_of(story) if _is_bio(story[at], persons)), None)
    if first is None:
        return frozenset()
    bios = [block for block in story[first:] if len(block.text) <= _MORE or _is_bio(block, persons)]
    rest = sum(len(block.text) for block in story) - sum(len(block.text) for block in bios)
    if rest < _STORY * sum(len(block.text) for block in bios):
        return frozenset()
    return frozenset(block.index for block in bios)


def _told_of(story: Sequence[Block]) -> str | None:
    """Whom the last block tells of and nothing else does: who wrote a story that names nobody."""
    found = _NAME.match(story[-1].text.lstrip(_OPENS))
    if found is None or not is_person(found[0]):
        return None
    surname = found[0].split()[-1]
    return None if any(surname in block.text for block in story[:-1]) else found[0]


_NAME = re.compile(r"(?:[^\W\d_][\w.'’-]* ){1,3}[^\W\d_][\w'’-]+(?= (?:is|ist|est|es|è|é|jest) )")
"""Two words and more in front of "is"."""


def _last_of(story: Sequence[Block]) -> range:
    return range(max(0, len(story) - _LAST), len(story))


def _is_whole_name(name: str) -> bool:
    """Whether a name is more than a first name or a handle, and a person's."""
    return (" " in name or scale_of(name) > 1.0) and is_person(name)


def _is_bio(block: Block, persons: tuple[str, ...]) -> bool:
    text = block.text.lstrip(_OPENS)
    if block.tag not in _TAGS or not text.startswith(persons):
        return False
    name = max((each for each in persons if text.startswith(each)), key=len)
    rest = text[len(name) :].lstrip(" ,，")
    return len(text) * scale_of(text[:40]) <= _LONGEST and rest.lower().startswith(_verbs())


@cache
def _verbs() -> tuple[str, ...]:
    """What follows a name, with the space behind it where words are parted."""
    words = names_of("bylines", "bio")
    return tuple(word if scale_of(word) > 1.0 else f"{word} " for word in words)
