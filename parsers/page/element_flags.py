"""What an element says of itself that makes its text no part of a story, or hides it.

Each box of the page has these flags. They are told by its tag and its attributes alone, where
those are read anyway.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from parsers.wordlists import names_of, patterns_of, wordlist

HIDDEN = 1
"""It is not shown: ``hidden``, or an inline style that says so."""
ARIA_HIDDEN = 2
"""It is shown, and kept from screen readers: ``aria-hidden``."""
SCREEN_READER = 4
"""It is not shown, and read by screen readers: its class says so."""
ASIDE = 8
"""An ``aside``, or the role ``complementary``."""
DIALOG = 16
"""A dialog: ``dialog``, the role of one, or ``aria-modal``."""
CONSENT = 32
"""A consent platform asks in it."""
COMMENTS = 64
"""It holds what readers say."""

BY_TAG = {"aside": ASIDE, "dialog": DIALOG}
"""The flags of tags."""

TELLING = frozenset("hidden style role aria-hidden aria-modal itemprop itemtype".split())
"""The attributes whose values tell something; elements that have none of them are many."""

_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_STREAMED = re.compile(r"S:[0-9a-f]{1,6}")
"""The ids of what React sends hidden and its scripts put in place at once: it is seen."""
_COMMENT_TYPE = re.compile(r"schema\.org/(?:User)?Comments?\b", re.I)
_LONGEST_VALUE = 1_000
"""Characters of a style or type that are looked at."""
_BY_ROLE = {"dialog": DIALOG, "alertdialog": DIALOG, "complementary": ASIDE}
SCREEN_READER_CLASSES = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only screenreader "
    "screenreader-only screenreader-text screen-reader u-visually-hidden a11y-hidden sr_only "
    "element-invisible show-for-sr is-visually-hidden".split()
)
"""Classes by which pages show a text to screen readers alone."""
_MODULE = re.compile(r"([a-z-]{3,40})_([a-z-]{3,40})__[\w-]{5}")
"""The name of a class that a build took out of a file's own: ``CommentList_root__x7Yz1``."""
_REMEMBERED = 20_000
_FIRST, _LAST = 3, 4
"""Characters of a name that tell most names from those of the lists."""


def flags_of_values(attributes: Mapping[str, str | None]) -> int:
    """The flags that the values of the :data:`TELLING` attributes tell."""
    flags = 0
    get = attributes.get
    role = get("role")
    if role:
        flags |= _BY_ROLE.get(role.strip().lower(), 0)
    style = get("style")
    if "hidden" in attributes or (style and _UNSEEN.search(style, 0, _LONGEST_VALUE)):
        identity = get("id")
        if not (identity and _STREAMED.fullmatch(identity)):
            flags |= HIDDEN
    if get("aria-hidden") == "true":
        flags |= ARIA_HIDDEN
    if get("aria-modal") == "true":
        flags |= DIALOG
    prop, kind = get("itemprop"), get("itemtype")
    if (prop and prop.strip().lower() == "comment") or (
        kind and _COMMENT_TYPE.search(kind, 0, _LONGEST_VALUE)
    ):
        flags |= COMMENTS
    return flags


def flags_of_names(names: str) -> int:
    """The flags that the naming attributes tell, in lower case and joined by spaces."""
    flags = 0
    may_be_module = "__" in names
    for name in names.split():
        # Few names begin or end as one that tells something.
        if name[:_FIRST] in _BEGINNINGS or name[-_LAST:] in _ENDINGS or may_be_module:
            flags |= _flags_of_name(name)
    return flags


@lru_cache(maxsize=_REMEMBERED)
def _flags_of_name(name: str) -> int:
    flags = SCREEN_READER if name in SCREEN_READER_CLASSES else 0
    if _CONSENT.names(name):
        flags |= CONSENT
    if _COMMENTS.names(name):
        flags |= COMMENTS
    module = _MODULE.fullmatch(name) if "__" in name else None
    if module and (_COMMENTS.names(module[1]) or _COMMENTS.names(module[2])):
        flags |= COMMENTS
    return flags


class _Names:
    """Names of elements: whole ones, and how others begin and end."""

    def __init__(self, name: str) -> None:
        sections = [each for each in wordlist(name) if each != "none"]
        self._whole, self._starts, self._ends = patterns_of(
            each for section in sections for each in names_of(name, section)
        )
        none = names_of(name, "none") if "none" in wordlist(name) else ()
        self._others = patterns_of(none).starts

    @property
    def beginnings(self) -> set[str]:
        """How names that do not match by their end begin."""
        return {name[:_FIRST] for name in (*self._whole, *self._starts)}

    @property
    def endings(self) -> set[str]:
        """And how the others end."""
        return {name[-_LAST:] for name in self._ends}

    def names(self, name: str) -> bool:
        """Whether *name* is one of them."""
        if name in self._whole or name.startswith(self._starts):
            return True
        return name.endswith(self._ends) and not name.startswith(self._others)


_CONSENT = _Names("consent-platforms")
_COMMENTS = _Names("comment-containers")
_BEGINNINGS = frozenset(
    {name[:_FIRST] for name in SCREEN_READER_CLASSES} | _CONSENT.beginnings | _COMMENTS.beginnings
)
_ENDINGS = frozenset(_CONSENT.endings | _COMMENTS.endings)
