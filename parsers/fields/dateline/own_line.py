"""Datelines in a line or an element of their own, before the story or at its head."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache

from parsers.fields.dateline.correspondents import formula_before
from parsers.fields.dateline.inline import may_be_unknown
from parsers.fields.dateline.page_words import PageWords
from parsers.fields.dateline.parts import Cut, read_parts
from parsers.fields.names.persons import is_name
from parsers.fields.names.places import is_city, is_region
from parsers.page.layout import Block
from parsers.page.layout.emphasis import opening_element
from parsers.page.text.normalization import clean
from parsers.records import Dateline
from parsers.wordlists import names_of

_OFF = frozenset("b strong em i span cite u a font small".split())


def set_off(block: Block) -> str | None:
    """What a paragraph sets off at its very beginning: ``<strong>Berlin.</strong> Der …``."""
    child = opening_element(block.box.node)
    if child is None or child.tag not in _OFF:
        return None
    text = clean(child.text())
    return text if 2 <= len(text) <= 60 and block.text.startswith(text[:8]) else None


def cited(text: str, own: str, block: Block, words: PageWords) -> Cut | None:
    """A known city in a ``cite`` at the head of a paragraph, with nothing between it and the text:
    ``<cite>Berlin</cite> Der …``."""
    rest = text[len(own) :].lstrip()
    if block.box.node.css_first("cite") is None or words.is_outlet(own) or not is_city(own):
        return None
    return Cut(own, own, None, None, None, rest) if rest[:1].isupper() else None


LOCATION = re.compile(
    r"dateline|location|(?:^|[\s_-])(?:place|city|lugar|ort|lieu|luogo|plaats|locality|localidad|"
    r"data-?cidade|cidade|ciudad)(?:$|[\s_-])"
)


def _begins_with_place(text: str) -> bool:
    """Whether a line in a ``cite`` begins neither with "By" nor with a person."""
    return text.split()[0].casefold() not in _before_names() and not is_name(text)


@cache
def _before_names() -> frozenset[str]:
    return frozenset(names_of("bylines", "before"))


_ENDED = (":", "—", "–", " -")
"""How a line of its own closes that is a dateline though nobody knows the place."""


def own_line(text: str, block: Block | None, day: date | None, words: PageWords) -> Dateline | None:
    """A line of its own before the story that is nothing but a dateline."""
    shown = text.rstrip(" ,:;·|–—-").removesuffix(" .")
    begin = formula_before(shown)  # "DAL NOSTRO INVIATO" over "PALERMO"
    if begin:
        placed = own_line(shown[begin:], block, day, words)
        return replace(placed, text=shown) if placed else None
    if shown.endswith(".") and not is_region(shown.split(", ")[-1]):
        shown = shown[:-1]
    parts = read_parts(shown, day, words)
    if parts is None or not parts.place:
        return None
    towns = parts.place.split(",")[0].split("/")
    known = all(is_city(town.strip()) for town in towns)
    capitals = parts.place.isupper()
    named = block is not None and (
        block.tag in ("h5", "h6")
        or LOCATION.search(block.box.names) is not None
        or (block.box.node.css_first("cite") is not None and _begins_with_place(parts.place))
    )
    if block is not None and block.link_chars * 2 > len(block.text):
        return None
    rooted = "," in parts.place and is_region(parts.place.split(", ")[-1])
    rooted = rooted and (capitals or not is_name(parts.place.split(", ")[0]))
    told = bool(parts.agency and parts.day) or (named and parts.place.istitle())
    ended = (
        capitals
        and text.endswith(_ENDED)
        and may_be_unknown(parts.place)
        and words.is_place(parts.place)
    )
    if not (known or rooted or told or ended):
        return None
    return Dateline(shown, parts.place, parts.day, parts.agency, parts.reporter)
