"""Linked data as pages write it: loaded where a strict reader would give up."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from parsers.page.linked_data.json_repair import mended

Node = dict[str, Any]
"""An object of the data."""


class Loaded(NamedTuple):
    """The data of one ``script``."""

    objects: list[Node]
    """Every object in it, outer ones first."""
    flaw: str | None = None
    """Where it was broken, if it had to be mended."""


_TRAILING_COMMA = re.compile(r",\s*([}\]])")


def load_linked_data(text: str) -> Loaded:
    """The data in the *text* of a ``script``: JSON as pages write it, with comments around it, raw
    line breaks, a comma too many; and broken JSON as far as it can be read."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = text.removeprefix("//<![CDATA[").removesuffix("//]]>").strip("\ufeff \t\r\n").rstrip(";")
    if not text:
        return Loaded([])
    flaw = ""
    try:
        return Loaded(list(_objects(_unfolded(_decode_json(text)))))
    except (ValueError, RecursionError) as error:
        flaw = _place_of(error)
    with contextlib.suppress(ValueError, RecursionError):
        return Loaded(list(_objects(_decode_json(_TRAILING_COMMA.sub(r"\1", text)))))
    found = [node for node in _objects(mended(text)) if node]
    return Loaded(found, flaw) if found else Loaded([])


def _unfolded(value: Any) -> Any:
    """*value*, decoded again where it is JSON in a string."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        return _decode_json(value)
    return value


def _place_of(error: Exception) -> str:
    at = getattr(error, "pos", None)
    return f"it is broken at character {at + 1:,}" if at is not None else "it cannot be decoded"


_decode_json = json.JSONDecoder(strict=False).decode


def _objects(value: Any, depth: int = 0) -> Iterator[Node]:
    """Every object in a JSON value, outer ones first."""
    if depth > 12:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            if isinstance(inner, dict | list):
                yield from _objects(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner, depth + 1)
