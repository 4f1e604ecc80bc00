"""What a source may not bring along: control characters in addresses and headers.

They end lines, so that an export of them could be given records and headers that no server
sent. An item whose address has one is refused; a header that has one is left out. Both are told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from archive.records import Capture, Visit
from archive.values.stored_urls import (
    escaped,
    flaw_of,
    has_controls,
    text_without_credentials,
    without_controls,
)
from crawler.imports.source_items import Checkpoint, Problem, Revisit, SourceItem


def vetted(found: Iterable[SourceItem], name: str) -> Iterator[SourceItem]:
    """The items of a source called *name*, without what cannot be taken in."""
    for item in found:
        if isinstance(item, Checkpoint):
            yield item
        elif isinstance(item, Problem):
            yield Problem(text_without_credentials(item.text))
        elif flaw := _flaw(item):
            yield Problem(f"{name}: {flaw}")
        elif isinstance(item, Visit):
            yield replace(item, detail=without_controls(item.detail)) if item.detail else item
        elif isinstance(item, Revisit):
            capture, problem = _with_plain_headers(item.capture)
            if problem:
                yield Problem(f"{name}: {problem}")
            yield replace(item, capture=capture)
        else:
            capture, problem = _with_plain_headers(item)
            if problem:
                yield Problem(f"{name}: {problem}")
            yield capture


def _flaw(item: Capture | Visit | Revisit) -> str | None:
    """Why the item is refused: one of its addresses is none."""
    if isinstance(item, Revisit):
        addresses = (item.capture.url, item.capture.final_url, item.first_url)
    else:
        addresses = (item.url, item.final_url if isinstance(item, Capture) else None, None)
    for address in addresses:
        if address and (flaw := flaw_of(address)):
            return f"{escaped(address)[:200]}: refused, for {flaw}"
    return None


def _with_plain_headers(capture: Capture) -> tuple[Capture, str | None]:
    """*capture* without headers that hold control characters; and which those were."""
    bad = [pair for pair in capture.headers if has_controls(pair[0]) or has_controls(pair[1])]
    content_type = capture.content_type
    if content_type and has_controls(content_type):
        content_type = None
    if not bad and content_type == capture.content_type:
        return capture, None
    names = ", ".join(dict.fromkeys(without_controls(name)[:50] for name, _ in bad))
    kept = tuple(pair for pair in capture.headers if pair not in bad)
    told = f"{capture.url}: control characters in its headers, left out: {names or 'content-type'}"
    return replace(capture, headers=kept, content_type=content_type), told
