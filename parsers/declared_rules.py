"""The rules of a site as data: what the table ``read`` of a ``sites.toml`` says, in the same words.

They are kept and handed to workers as one line of JSON; equal rules give equal lines, so a digest
of the line tells them from others.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from parsers.page.limits.selectors import flaw_of_cost

TEXTS = (
    "headline", "kicker", "dek", "byline", "section", "language", "publisher", "copyright_notice",
)  # fmt: skip
LISTS = ("authors", "keywords")
DATES = ("published_at", "modified_at")
SELECTORS = ("drop", "keep")
FIELDS = (*SELECTORS, *TEXTS, *LISTS, *DATES, "body", "images")
"""What there can be a rule for."""
_FORMS: dict[str, tuple[str, ...]] = {
    "body": ("container", "drop"),
    "images": ("selector", "caption", "credit"),
}
_FORM = ("selector", "attribute", "meta")
"""The keys of a rule for any other field that is a table."""
_MOST = 100
_LONGEST = 1_000


class Flaw(NamedTuple):
    """What is wrong with a rule."""

    place: tuple[str, ...]
    """The way to it in the table."""
    wording: str | None
    """What is written there, to find its line by."""
    told: str


def declare(site: str, table: Mapping[str, Any]) -> str:
    """The rules in *table*, which has no flaw, for *site*; empty where there are none."""
    if not table:
        return ""
    told = {"site": site, "read": table}
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(rules: str) -> str:
    """The digest that stands for these rules: 8 hexadecimal digits."""
    return sha256(rules.encode()).hexdigest()[:8]


def flaws_of(table: Mapping[str, Any]) -> Iterator[Flaw]:
    """Everything that is wrong in *table*."""
    for name, value in table.items():
        if name not in FIELDS:
            yield Flaw((name,), None, _unknown(name, FIELDS))
        elif name in SELECTORS:
            yield from _flaws_of_selectors(value, (name,))
        else:
            rules = value if isinstance(value, list) else [value]
            if not rules or len(rules) > _MOST:
                yield Flaw((name,), None, "a selector, or a list of them, is wanted")
            for rule in rules:
                yield from _flaws_of_rule(rule, name)


def _flaws_of_rule(rule: Any, name: str) -> Iterator[Flaw]:
    place = (name,)
    if isinstance(rule, str):
        yield from _flaws_of_selectors(rule, place)
        return
    keys = _FORMS.get(name, _FORM)
    if not isinstance(rule, dict):
        wanted = f"a selector in quotes or a table of {', '.join(keys)} is wanted"
        yield Flaw(place, None, wanted)
        return
    for key, value in rule.items():
        where = (*place, key)
        if key not in keys:
            yield Flaw(where, key, _unknown(key, keys))
        elif key in ("attribute", "meta"):
            names = value if isinstance(value, list) and key == "meta" else [value]
            if not names or not all(isinstance(one, str) and one for one in names):
                yield Flaw(where, key, "a name in quotes is wanted")
        elif isinstance(value, list) and key != "drop":
            yield Flaw(where, key, "one selector in quotes is wanted")
        else:
            yield from _flaws_of_selectors(value, where)
    if name not in _FORMS:
        if ("meta" in rule) == ("selector" in rule) or ("meta" in rule and "attribute" in rule):
            yield Flaw(place, None, "either meta, or selector and attribute, are wanted")
    elif keys[0] not in rule:
        yield Flaw(place, None, f"the key {keys[0]!r} is missing")


def _flaws_of_selectors(value: Any, place: tuple[str, ...]) -> Iterator[Flaw]:
    selectors = value if isinstance(value, list) else [value]
    if len(selectors) > _MOST:
        yield Flaw(place, None, f"more than {_MOST} selectors")
        return
    for one in selectors:
        if not isinstance(one, str):
            yield Flaw(place, None, "a selector in quotes is wanted")
        elif not _is_selector(one):
            yield Flaw(place, one, f"{one!r} is no CSS selector")
        elif flaw := flaw_of_cost(one):
            yield Flaw(place, one, f"{one!r}: {flaw}")


def _is_selector(wording: str) -> bool:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    if not wording.strip() or len(wording) > _LONGEST:
        return False
    try:
        LexborHTMLParser("<p>").css(wording)
    except (SelectolaxError, ValueError):
        return False
    return True


def _unknown(name: str, known: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
    return f"unknown key {name!r}: {hint}"
