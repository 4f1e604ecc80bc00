"""Linked data as pages write it: loaded where a strict reader would give up."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]
"""An object of the data."""


def objects_in(text: str) -> Iterator[Node]:
    """Every object in the *text* of a ``script`` of linked data, outer ones first."""
    return _objects(_load_json(text))


_TRAILING_COMMA = re.compile(r",\s*([}\]])")


def _load_json(text: str) -> Any:
    """JSON as pages write it: comments around it, raw line breaks, a comma too many."""
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip()
    text = text.removeprefix("//<![CDATA[").removesuffix("//]]>").strip().rstrip(";")
    with contextlib.suppress(ValueError, RecursionError):
        return _decode_json(text)
    with contextlib.suppress(ValueError, RecursionError):
        return _decode_json(_TRAILING_COMMA.sub(r"\1", text))
    return None


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
