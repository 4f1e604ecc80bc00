"""Rules that are data, as :mod:`parsers.declared_rules` keeps them, made into a site's."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from parsers.declared_rules import DATES, LISTS, SELECTORS, TEXTS, Flaw, digest_of, flaws_of
from parsers.errors import SiteFileError
from parsers.fields.body.body import Body
from parsers.fields.dates.date_formats import first_moment, parse_moment
from parsers.fields.dates.habits import habits_of_page
from parsers.fields.images.images import Pictures
from parsers.page.document import Document
from parsers.rules import Rule, attribute, body, figures, first, meta, text, texts
from parsers.site import Site

T = TypeVar("T")


@lru_cache(maxsize=256)
def site_by(rules: str) -> Site:
    """The site that *rules*, as :func:`declare` writes them, make.

    Raises :class:`~parsers.errors.SiteFileError`: an archive of others may bring any rules.
    """
    told = _sound(rules)
    table: dict[str, Any] = told["read"]
    made: dict[str, Any] = {name: _listed(table.get(name)) for name in SELECTORS}
    for names, rule_of in (
        (TEXTS, _text_rule),
        (LISTS, _list_rule),
        (DATES, _date_rule),
    ):
        made |= {name: _firsts(table[name], rule_of) for name in names if name in table}
    if "body" in table:
        made["paragraphs"] = _firsts(table["body"], _body_rule)
    if "images" in table:
        made["images"] = _firsts(table["images"], _images_rule)
    return Site(domains=(told["site"],), digest=digest_of(rules), **made)


def _sound(rules: str) -> dict[str, Any]:
    """What *rules* say, if it is what they could be declared to say."""
    try:
        told = json.loads(rules)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("site"), str):
        raise SiteFileError("rules that the archive keeps", f"they are none: {rules[:80]!r}")
    table = told.get("read")
    flaw = next(flaws_of(table), None) if isinstance(table, dict) else Flaw((), None, "no table")
    if flaw:
        where = ".".join(("read", *flaw.place))
        raise SiteFileError(
            f"the rules that the archive keeps for {told['site']}",
            f"{where}: {flaw.told}. Give others: newsclip reparse --sites FILE",
        )
    return told


def _listed(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _firsts(value: Any, rule_of: Callable[[Any], Rule[T]]) -> Rule[T]:
    return first(*map(rule_of, value)) if isinstance(value, list) else rule_of(value)


def _text_rule(value: Any) -> Rule[str]:
    if isinstance(value, str):
        return text(value)
    if "meta" in value:
        return meta(*(name.lower() for name in _listed(value["meta"])))
    if "attribute" in value:
        return attribute(value["selector"], value["attribute"])
    return text(value["selector"])


def _list_rule(value: Any) -> Rule[tuple[str, ...]]:
    if isinstance(value, str):
        return texts(value)
    one = _text_rule(value)

    def rule(page: Document) -> tuple[str, ...] | None:
        found = one(page)
        return (found,) if found else None

    return rule


def _date_rule(value: Any) -> Rule[Any]:
    one = _text_rule(value)

    def rule(page: Document) -> Any:
        found = one(page)
        if not found:
            return None
        habits = habits_of_page(page)
        moment = parse_moment(found, habits) or first_moment(found, habits)
        return moment.value if moment else None

    return rule


def _body_rule(value: Any) -> Rule[Body]:
    if isinstance(value, str):
        return body(value)
    return body(value["container"], drop=_listed(value.get("drop")))


def _images_rule(value: Any) -> Rule[Pictures]:
    if isinstance(value, str):
        return figures(value)
    return figures(value["selector"], caption=value.get("caption"), credit=value.get("credit"))
