"""What a status says of the page behind it."""

from __future__ import annotations

from datetime import datetime

from archive.records import Outcome
from crawler.errors import FetchFailed

REDIRECTIONS = (301, 302, 303, 307, 308)
BUSY = (429, 502, 503, 504)
"""The server asks for patience, or is about to come back."""
FAULTY = 500
"""The server failed at this page; at others it may not."""
GONE = (404, 410)
_WHOLE = (200, 202, 203, 207, 218)
"""With a page: 203 where a proxy changed something, the others from servers that mean 200."""
_BLOCKED = {
    401: "a login is asked for (401)",
    402: "payment is asked for (402)",
    403: "the server refuses us (403)",
    429: "too many requests, says the server (429)",
    451: "withheld for legal reasons (451)",
}
_UNUSABLE: dict[int, tuple[Outcome, str]] = {
    204: ("not-an-article", "the server sent no content"),
    206: ("failed", "the server sent a part of the page instead of the whole"),
    304: ("failed", "the server says not modified, though it was never asked that"),
}


def has_page(status: int) -> bool:
    """Whether an answer with *status* carries the page that was asked for."""
    return status in _WHOLE


def failure_of_status(status: int) -> FetchFailed:
    """Why an answer with *status* is not the page."""
    if status in GONE:
        return FetchFailed("gone", f"the page is no longer there ({status})", status)
    if status in _BLOCKED:
        return FetchFailed("blocked", _BLOCKED[status], status)
    if status in _UNUSABLE:
        outcome, words = _UNUSABLE[status]
        return FetchFailed(outcome, f"{words} ({status})", status)
    told = f"the server answered {status}"
    return FetchFailed("failed", told, status, is_transient=status == FAULTY)


def busy(status: int, retry_at: datetime | None = None) -> FetchFailed:
    """Why a server that stayed busy to the last try gave no page."""
    outcome: Outcome = "blocked" if status == 429 else "failed"
    detail = _BLOCKED.get(status, f"the server failed ({status})")
    passes = status != 429
    return FetchFailed(outcome, detail, status, retry_at=retry_at, is_transient=passes)
