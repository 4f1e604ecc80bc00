"""Text that the page shows only with the help of a script: linked data, script data, noscript."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from parsers.document import Document
from parsers.layout import lay_out
from parsers.text import clean

_PROSE = 60
"""Shorter strings in script data are labels."""
_LEAST = 400
"""Less text than this is no article."""
_LONGEST_SCRIPT = 3_000_000
_DEEPEST = 40
_MARKUP = re.compile(r"<(?:p|br|div|h\d|li)\b|&lt;p&gt;", re.I)
_SCRIPT = re.compile(
    r"<script\b[^>]*\b(?:application/json|__NEXT_DATA__|__NUXT_DATA__)[^>]*>(.{200,}?)</script",
    re.S,
)
_STATE = re.compile(
    r"<script\b[^>]*>\s*(?:window\.|var |self\.)?[\w.$]+\s*=\s*(\{.{400,}?\})\s*;?\s*</script", re.S
)
_NOSCRIPT = re.compile(r"<noscript\b[^>]*>(.{400,}?)</noscript", re.S)
_NOT_TEXT = re.compile(r"[{}\[\]]|https?://\S+$|^[\w/+=-]+$")


def linked_text(page: Document) -> list[str]:
    """The paragraphs of the longest ``articleBody``, or none."""
    bodies = [node["articleBody"] for node in page.json_ld if _is_text(node.get("articleBody"))]
    return paragraphs_of(max(bodies, key=len)) if bodies else []


def script_text(page: Document) -> list[str]:
    """The paragraphs of the richest run of prose in the page's script data, or none."""
    best: list[str] = []
    for pattern in (_SCRIPT, _STATE):
        for match in pattern.finditer(page.html):
            if len(match[1]) < _LONGEST_SCRIPT:
                found = _richest(_loaded(match[1]))
                if sum(map(len, found)) > sum(map(len, best)):
                    best = found
    return best if sum(map(len, best)) >= _LEAST else []


def noscript_text(page: Document) -> list[str]:
    """The paragraphs that are shown where scripts are off, or none."""
    best: list[str] = []
    for match in _NOSCRIPT.finditer(page.html):
        found = [text for text in paragraphs_of(match[1]) if len(text) >= _PROSE]
        if sum(map(len, found)) > sum(map(len, best)):
            best = found
    return best if sum(map(len, best)) >= _LEAST else []


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a string that may be plain text or HTML, escaped or not."""
    if "&lt;" in text:
        text = unescape(text)
    if _MARKUP.search(text):
        body = LexborHTMLParser(text, scripting=True).body
        return [block.text for block in lay_out(body).blocks] if body else []
    lines = (clean(re.sub(r"<[^<>]*>", "", unescape(line))) for line in text.splitlines())
    return [line for line in lines if line]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) >= _LEAST


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _richest(value: Any) -> list[str]:
    """The strings of prose that stand at one place of the data (list positions aside)."""
    places: dict[str, list[str]] = defaultdict(list)
    for place, text in _strings(value, "", 0):
        if len(text) >= _PROSE and text.count(" ") > 5 and not _NOT_TEXT.match(text):
            places[place].append(text)
    if not places:
        return []
    best = max(places.values(), key=lambda texts: sum(map(len, texts)))
    return [line for text in dict.fromkeys(best) for line in paragraphs_of(text)]


def _strings(value: Any, place: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif depth < _DEEPEST:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from _strings(inner, f"{place}/{key}", depth + 1)
        elif isinstance(value, list):
            for inner in value:
                yield from _strings(inner, place, depth + 1)
