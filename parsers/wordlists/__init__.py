"""Words and names of people's languages, as data. A language is added in these files alone.

One syntax for all lists::

    # What the list is, and where it is used.
    [section]
    name | another name | a third name

A line is an entry: names that mean the same, or that only share a line. A comment begins its
line with ``#``. ``*`` at the end of a name stands for whatever follows, at its beginning for
whatever goes before. Names are kept as they are written; who looks for them folds the case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

Entries = tuple[tuple[str, ...], ...]
"""The lines of a section, each with its names."""


@cache
def wordlist(name: str) -> Mapping[str, Entries]:
    """The sections of the list *name*, in the order of the file. Lines before the first section
    are the section ``""``."""
    sections: dict[str, list[tuple[str, ...]]] = {}
    section = ""
    for line in files(__name__).joinpath(f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
            sections.setdefault(section, [])
        elif line and not line.startswith("#"):
            names = tuple(filter(None, map(str.strip, line.split("|"))))
            sections.setdefault(section, []).append(names)
    return {section: tuple(entries) for section, entries in sections.items()}


def names_of(name: str, section: str | None = None) -> tuple[str, ...]:
    """All names of a list, or of one of its sections, in their order."""
    sections = wordlist(name)
    chosen = sections.values() if section is None else [sections[section]]
    return tuple(each for entries in chosen for entry in entries for each in entry)


def alternatives(name: str, section: str) -> str:
    """The names of a section as the alternatives of a regular expression, the longest first; a
    ``*`` at an edge stands for letters."""
    names = sorted(names_of(name, section), key=len, reverse=True)
    return "|".join(map(_expression, names))


def _expression(name: str) -> str:
    starts, ends = name.startswith("*"), name.endswith("*")
    return r"\w*" * starts + re.escape(name[starts : len(name) - ends]) + r"\w*" * ends


class Patterns(NamedTuple):
    """Names with and without a ``*``, without it."""

    whole: frozenset[str]
    starts: tuple[str, ...]
    ends: tuple[str, ...]


def patterns_of(names: Iterable[str]) -> Patterns:
    """*names* by where they have a ``*``."""
    names = tuple(names)
    return Patterns(
        frozenset(name for name in names if name[0] != "*" and name[-1] != "*"),
        tuple(name[:-1] for name in names if name.endswith("*")),
        tuple(name[1:] for name in names if name.startswith("*")),
    )
