"""Text that the page shows only with the help of a script: linked data, script data, noscript.

Scripts and noscripts are taken from the source: few pages need them, and the tree that is laid out
holds none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from parsers.page.document import Document
from parsers.page.layout.walk import lay_out
from parsers.page.limits.excess import excess
from parsers.page.text.normalization import clean
from parsers.page.unrendered.streamed import element_texts, pushed_stream, rows

_PROSE = 60
"""Shorter strings in script data are labels."""
_LEAST = 400
"""Less text than this is no article."""
_LONGEST_SCRIPT = 3_000_000
_DEEPEST = 40
_HOLDERS = (dict, list)
_Place = tuple[str, ...]
"""The keys that lead to a value."""
_MARKUP = re.compile(r"<(?:p|br|div|h\d|li)\b|&lt;p&gt;", re.I)
_BRACED = re.compile(r"\{(/?[a-z][a-z0-9-]{0,20}(?: [^{}<>]{0,300})?)\}")
"""Tags that some publishers' data writes in braces, where it has"""
_BRACED_ENDS = ("{/p}", "{br}", "{/strong}")
_OPENED = {name: re.compile(rf"<{name}\b([^<>]{{0,2000}})>") for name in ("script", "noscript")}
_DATA_SCRIPT = re.compile(r"\b(?:application/json|__NEXT_DATA__|__NUXT_DATA__)")
_ASSIGNED = re.compile(
    r"""\s*(?:window\.|var |let |const |self\.)?[\w.$\[\]"']{1,200}\s*=\s*(?=[{\[])"""
)
_PUSHED = re.compile(
    r"""\s*\(?\s*(?:window|self|globalThis)[\w.$\[\]"'|= ()]{1,300}?\.push\(\s*(?=[\[{])"""
)
_STREAM, _HEAD = "__next_f", 200
"""What a script says in so many characters that streams a page."""
_decoder = json.JSONDecoder(strict=False)
_SHORTEST = {"script": 20, "noscript": 400}
_LEAST_DATA = 200
"""Characters of a script that may hold a story by itself."""
_NOT_TEXT = re.compile(r"[{}\[\]]|https?://\S+$|^[\w/+=-]+$")


def linked_text(page: Document) -> list[str]:
    """The paragraphs of the longest ``articleBody``, or none."""
    bodies = [node["articleBody"] for node in page.json_ld if _is_text(node.get("articleBody"))]
    return paragraphs_of(max(bodies, key=len)) if bodies else []


def script_text(page: Document) -> list[str]:
    """The paragraphs of the richest run of prose in the page's script data, or none."""
    best: list[str] = []
    pushed: list[str] = []
    for attributes, text in _elements("script", page.html):
        if len(text) >= _LONGEST_SCRIPT:
            continue
        if _STREAM in text[:_HEAD]:
            pushed.append(text)
        elif len(text) >= _LEAST_DATA:
            best = max(best, _richest(_data_of(attributes, text)), key=_length)
    if pushed:
        best = max(best, _streamed(pushed), key=_length)
    return best if _length(best) >= _LEAST else []


def _data_of(attributes: str, text: str) -> Any:
    """What a script holds, where it is data, assigns data, or pushes data to a list."""
    if _DATA_SCRIPT.search(attributes):
        return _loaded(text)
    before = _ASSIGNED.match(text) or _PUSHED.match(text)
    if before is None:
        return None
    try:
        return _decoder.raw_decode(text, before.end())[0]
    except (ValueError, RecursionError):
        return None


def _streamed(scripts: list[str]) -> list[str]:
    """The richest group of paragraphs, or run of prose, that is streamed."""
    best: list[str] = []
    texts: list[str] = []
    values: list[Any] = []
    for value in rows(pushed_stream(iter(scripts))):
        if isinstance(value, str):
            texts.append(value)
            continue
        values.append(value)
        for group in element_texts(value):
            if any(len(text) >= _PROSE for text in group):
                best = max(best, group, key=_length)
    best = max(best, _richest(values), key=_length)
    if texts:
        best = max(best, paragraphs_of(max(texts, key=len)), key=_length)
    return best


def _length(texts: list[str]) -> int:
    return sum(map(len, texts))


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
    if any(end in text for end in _BRACED_ENDS):
        text = _BRACED.sub(r"<\1>", text)
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
    prose: dict[_Place, list[str]] = {}
    _gather([value], (), prose)
    if not prose:
        return []
    best = max(prose.values(), key=_length)
    return [line for text in dict.fromkeys(best) for line in paragraphs_of(text)]


def _gather(
    value: dict[str, Any] | list[Any], place: _Place, prose: dict[_Place, list[str]], depth: int = 0
) -> None:
    """Add the strings of prose in *value*, in order, to those of their places."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            if isinstance(each, _HOLDERS):
                _gather(each, place, prose, depth + 1)
            elif isinstance(each, str) and _is_prose(each):
                prose.setdefault(place, []).append(each)
    else:
        for key, each in value.items():
            if isinstance(each, _HOLDERS):
                _gather(each, (*place, key), prose, depth + 1)
            elif isinstance(each, str) and _is_prose(each):
                prose.setdefault((*place, key), []).append(each)


def _is_prose(text: str) -> bool:
    return len(text) >= _PROSE and text.count(" ") > 5 and not _NOT_TEXT.match(text)
