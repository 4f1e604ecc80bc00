"""Elements and texts that React streams into a page: ``self.__next_f.push([1,"…"])``.

The strings of all pushes, one after another, are rows: ``5:["$","p",null,{"children":"…"}]`` is
an element, ``6:T4f,…`` a text of so many bytes. Other rows name modules and hints.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any

from parsers.page.text.normalization import clean

_PUSH = re.compile(r"__next_f\s*(?:=[^;]{0,80})?\)?\.push\(\s*(?=\[)")
_ROW = re.compile(r"([0-9a-f]{1,8}):(?:T([0-9a-f]{1,7}),)?")
_PARAGRAPHS = frozenset("p h2 h3 h4 h5 h6 li blockquote".split())
_DEEPEST = 60
_HOLDERS = (dict, list)
_WRAPPERS = 4
_LONGEST = 10_000_000
"""Characters of all pushes together."""
_decoder = json.JSONDecoder(strict=False)


def pushed_stream(scripts: Iterator[str]) -> str:
    """What the pushes of all *scripts* say, joined."""
    parts: list[str] = []
    length = 0
    for text in scripts:
        push = _PUSH.search(text, 0, 500)
        if push is None:
            continue
        try:
            value = _decoder.raw_decode(text, push.end())[0]
        except (ValueError, RecursionError):
            continue
        if isinstance(value, list) and len(value) > 1 and isinstance(value[1], str):
            length += len(value[1])
            if length > _LONGEST:
                break
            parts.append(value[1])
    return "".join(parts)


def rows(stream: str) -> Iterator[Any]:
    """The value of each row: what JSON says, or a text."""
    position = 0
    while position < len(stream):
        row = _ROW.match(stream, position)
        end = stream.find("\n", position)
        end = len(stream) if end < 0 else end
        if row is None:
            position = end + 1
        elif row[2]:
            text, position = _text_of(stream, row.end(), int(row[2], 16))
            yield text
        else:
            start = row.end()
            if stream[start : start + 1] in ("[", "{", '"'):
                with contextlib.suppress(ValueError, RecursionError):
                    yield _decoder.decode(stream[start:end])
            position = end + 1


def _text_of(stream: str, start: int, size: int) -> tuple[str, int]:
    """The text of *size* bytes at *start*, and where it ends."""
    text = stream[start : start + size]
    octets = text.encode("utf-8", "replace")[:size]
    text = octets.decode("utf-8", "ignore")
    return text, start + max(len(text), 1)


def element_texts(value: Any) -> list[list[str]]:
    """The texts of the paragraphs among the elements in *value*, those together that stand side by
    side."""
    groups: list[list[str]] = []
    stack: list[tuple[Any, int]] = [(value, 0)]
    while stack:
        item, depth = stack.pop()
        if depth > _DEEPEST:
            continue
        if isinstance(item, dict):
            inner = [each for each in item.values() if isinstance(each, _HOLDERS)]
            stack += [(each, depth + 1) for each in reversed(inner)]
        elif isinstance(item, list):
            if _is_element(item):
                stack.append((item[3], depth + 1))
                continue
            found = []
            for child in reversed(item):
                if isinstance(child, _HOLDERS):
                    only = _only_one(child)
                    if _is_paragraph(only):
                        found.append(_paragraph(only))
                    else:
                        stack.append((child, depth + 1))
            if found:
                groups.append([text for text in reversed(found) if text])
    return groups


def _is_element(item: Any) -> bool:
    return (
        isinstance(item, list)
        and len(item) > 3
        and item[0] == "$"
        and isinstance(item[1], str)
        and isinstance(item[3], dict)
    )


def _only_one(item: Any) -> Any:
    """What elements that hold nothing else hold."""
    for _ in range(_WRAPPERS):
        if not _is_element(item) or item[1] in _PARAGRAPHS:
            break
        item = item[3].get("children")
    return item


def _is_paragraph(item: Any) -> bool:
    return _is_element(item) and item[1] in _PARAGRAPHS


def _paragraph(item: Any) -> str:
    """The text of an element."""
    parts: list[str] = []
    stack: list[Any] = [item]
    while stack:
        inner = stack.pop()
        if isinstance(inner, str):
            if inner.startswith("$$"):  # what really begins with one
                parts.append(inner[1:])
            elif not inner.startswith("$"):  # a reference
                parts.append(inner)
        elif _is_element(inner):
            children = inner[3].get("children")
            stack.append(" " if inner[1] == "br" else children)
        elif isinstance(inner, list):
            stack.extend(reversed(inner))
    return clean("".join(parts))
