"""The answers of CDX servers in their three forms: arrays, objects, and fields parted by spaces."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from crawler.imports.sources import UnknownSource

_FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
"""Of a line that says no names: the Wayback Machine's own order."""
_NAMES = {"url": "original", "mime": "mimetype", "status": "statuscode"}
"""Common Crawl's names for the Wayback Machine's."""
_STAMP = re.compile(r"\d{14}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of the index: one capture elsewhere."""

    url: str
    stamp: str
    status: str
    kind: str
    file: str | None = None
    """Where Common Crawl keeps its record, with the place in it."""
    offset: int = 0
    length: int = 0


def parsed(text: str) -> tuple[list[Listed], str | None]:
    """The lines of an answer in any of its three forms, and the key that the next page has."""
    text = text.strip()
    if text.startswith("["):
        return _from_arrays(text)
    found = []
    for line in text.splitlines():
        if line.startswith("{"):
            entry = _object(line)
        else:
            parts = line.split(" ")
            brace = line.find("{")
            if brace >= 0 and len(parts) > 2:  # CDXJ: key, stamp, object
                entry = {"timestamp": parts[1], **_object(line[brace:])}
            else:
                entry = dict(zip(_FIELDS, parts, strict=False))
        if one := _listed(entry):
            found.append(one)
    return found, None


def _from_arrays(text: str) -> tuple[list[Listed], str | None]:
    try:
        rows = json.loads(text)
    except ValueError:
        raise UnknownSource("the CDX server's answer is no JSON") from None
    rows = [row for row in rows if isinstance(row, list)]
    key = None
    if len(rows) > 1 and rows[-2] == [] and len(rows[-1]) == 1:
        key = str(rows[-1][0])
        rows = rows[:-2]
    names, *entries = rows or [list(_FIELDS)]
    found = (_listed(dict(zip(map(str, names), row, strict=False))) for row in entries if row)
    return [one for one in found if one], key


def _object(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _listed(entry: dict[str, object]) -> Listed | None:
    fields = {_NAMES.get(name, name): str(value) for name, value in entry.items()}
    url, stamp = fields.get("original", ""), fields.get("timestamp", "")
    if not url.startswith(("http://", "https://")) or not _STAMP.fullmatch(stamp):
        return None
    place = fields.get("filename")
    offset, length = fields.get("offset", ""), fields.get("length", "")
    if place and not (offset.isdecimal() and length.isdecimal() and "://" not in place):
        return None
    return Listed(
        url,
        stamp,
        fields.get("statuscode", ""),
        fields.get("mimetype", "").lower(),
        place,
        int(offset) if place else 0,
        int(length) if place else 0,
    )
