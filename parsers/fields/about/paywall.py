"""Whether a story can be read by anybody, as its page says."""

from __future__ import annotations

from typing import Any

from parsers.page.document import Document
from parsers.page.extracted import Extracted


def read_is_free(page: Document) -> Extracted[bool] | None:
    """What the linked data or the content tier says of access."""
    for node in page.story:
        told = _truth(node.get("isAccessibleForFree"))
        if told is None:
            parts = node.get("hasPart")
            for part in parts if isinstance(parts, list) else [parts]:
                if isinstance(part, dict) and _truth(part.get("isAccessibleForFree")) is False:
                    told = False
        if told is not None:
            return Extracted(told, "json-ld")
    tier = (page.first_meta("article:content_tier", "og:article:content_tier") or "").lower()
    if tier in ("free", "metered", "locked"):
        return Extracted(tier == "free", "meta")
    return None


def _truth(value: Any) -> bool | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.strip().rsplit("/", 1)[-1].lower()
        if word in ("true", "1", "yes"):
            return True
        if word in ("false", "0", "no"):
            return False
    return None
