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
from parsers.limits import excess
from parsers.text import clean

_PROSE = 60
"""Shorter strings in script data are labels."""
_LEAST = 400
"""Less text than this is no article."""
_LONGEST_SCRIPT = 3_000_000
_DEEPEST = 40
_MARKUP = re.compile(r"<(?:p|br|div|h\d|li)\b|&lt;p&gt;", re.I)
_OPENED = {name: re.compile(rf"<{name}\b([^<>]{{0,2000}})>") for name in ("script", "noscript")}
_DATA_SCRIPT = re.compile(r"\b(?:application/json|__NEXT_DATA__|__NUXT_DATA__)")
_ASSIGNED = re.compile(r"\s*(?:window\.|var |self\.)?[\w.$]{1,200}\s*=\s*(?=\{)")
_SHORTEST = {"script": 200, "noscript": 400}
_NOT_TEXT = re.compile(r"[{}\[\]]|https?://\S+$|^[\w/+=-]+$")


def linked_text(page: Document) -> list[str]:
    """The paragraphs of the longest ``articleBody``, or none."""
    bodies = [node["articleBody"] for node in page.json_ld if _is_text(node.get("articleBody"))]
    return paragraphs_of(max(bodies, key=len)) if bodies else []


def script_text(page: Document) -> list[str]:
    """The paragraphs of the richest run of prose in the page's script data, or none."""
    best: list[str] = []
    for attributes, text in _elements("script", page.html):
        if len(text) >= _LONGEST_SCRIPT:
            continue
        if not _DATA_SCRIPT.search(attributes):
            assigned = _ASSIGNED.match(text)
            text = text[assigned.end() :].rstrip().removesuffix(";").rstrip() if assigned else ""
            if not text.endswith("}"):
                continue
        found = _richest(_loaded(text))
        if sum(map(len, found)) > sum(map(len, best)):
            best = found
    return best if sum(map(len, best)) >= _LEAST else []


def noscript_text(page: Document) -> list[str]:
    """The paragraphs that are shown where scripts are off, or none."""
    best: list[str] = []
    for _, inner in _elements("noscript", page.html):
        found = [text for text in paragraphs_of(inner) if len(text) >= _PROSE]
        if sum(map(len, found)) > sum(map(len, best)):
            best = found
    return best if sum(map(len, best)) >= _LEAST else []


def _elements(name: str, html: str) -> Iterator[tuple[str, str]]:
    """The attributes and the content of the longer elements of that name. Each search begins
    where the one before ended: a page of a thousand tags left open is searched once."""
    position = 0
    while opened := _OPENED[name].search(html, position):
        position = html.find(f"</{name}", opened.end())
        if position < 0:
            return
        if position - opened.end() >= _SHORTEST[name]:
            yield opened[1], html[opened.end() : position]


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a string that may be plain text or HTML, escaped or not."""
    if "&lt;" in text:
        text = unescape(text)
    if _MARKUP.search(text):
        if excess(text):  # what stands in a noscript or in data was not looked at with the page
            return []
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
