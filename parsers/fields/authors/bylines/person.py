"""Whether a few words are the name of a person who may sign a story."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from functools import lru_cache

from parsers.fields.authors.bylines.byline_words import (
    after_by,
    is_interface,
    is_nobody,
    is_only_role,
)
from parsers.fields.names.agencies import agency, is_organisation
from parsers.fields.names.persons import is_name
from parsers.page.site_name import is_site_name

MAX_NAME = 60
TITLES = re.compile(r"^(?:dr|prof|mr|mrs|ms|sir|dame|rev|hon|ing|mag|dipl)\b\.?\s*(?=\S)", re.I)
BORN_WITH = re.compile(r"[JjSs][Rr]\.?|I{2,3}|I?V")
"""What tells a person from a parent of the same name; titles and degrees are no part of it."""
_NOT_FIRST = re.compile(r"(?:last|updated|published|posted|reviewed|edited|written|former)\b", re.I)


def is_own_desk(name: str, site: Container[str]) -> bool:
    """Whether *name* is the site's newsroom: its name with "staff", "Rédaction" … beside it."""
    words = (after_by(name) or name).split()
    rest = [word for word in words if not is_nobody(word)]
    return 0 < len(rest) < len(words) and is_site_name(" ".join(rest), site)


@lru_cache(maxsize=4096)
def is_person(name: str) -> bool:
    """Whether *name* reads as a person's: no agency, no job, no organisation."""
    bare = TITLES.sub("", name)
    if is_nobody(name) or is_interface(name) or agency(name) or any(c.isdecimal() for c in name):
        return False
    if _NOT_FIRST.match(bare):
        return False
    shape = bare.title() if bare.isupper() else bare
    if " i " in shape:
        shape = joined(shape)
    if shape.startswith(MONTHS):
        shape = f"Anna {shape.partition(' ')[2]}"
    if not shape.isascii():  # vowel signs of Thai, Devanagari … are no letters to a pattern
        shape = "".join(c for c in shape if unicodedata.category(c)[0] != "M")
    if not is_name(shape):
        return False
    return not is_organisation(bare) and not is_only_role(bare) and not has_desk(bare)


MONTHS = ("April ", "June ", "August ")
"""Months that people are called by too."""


def has_desk(name: str) -> bool:
    """Whether *name* ends as desks and teams are called."""
    return bool(DESK.search(name) or re.search(r"\b(?:editors?|service|admin|forum)$", name, re.I))


def joined(name: str) -> str:
    """A Catalan name of two surnames (Núria Roca i Vila) with the "y" of Castilian ones."""
    front, joint, last = name.rpartition(" i ")
    return f"{front} y {last}" if joint and " " in front and " " not in last else name


DESK = re.compile(r"\b(?:staff|team|desk|bureau|newsroom|redaktion)$", re.I)
