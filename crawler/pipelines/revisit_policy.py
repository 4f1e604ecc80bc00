"""When a page is visited again: fresh articles often, old ones rarely, lost ones a few times."""

from __future__ import annotations

from datetime import datetime, timedelta

from archive.records import ARTICLE_THERE, Outcome, Schedule, Waiting
from crawler.http.fetched import Fetched
from crawler.run.options import Recheck

NEVER_READ = timedelta(days=30)
"""A page that was no article may become one."""
_GONE = (timedelta(days=1), timedelta(days=7), timedelta(days=30))
_FAILED = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 72, 240, 720))


def schedule(
    fetched: Fetched,
    outcome: Outcome | None,
    waiting: Waiting,
    plan: Recheck,
    published_at: datetime | None = None,
) -> Schedule:
    """The next visit of an article page. *outcome* ``None``: it was read."""
    now = fetched.fetched_at
    etag = fetched.header("etag") or (waiting.etag if outcome == "not-modified" else None)
    modified = fetched.header("last-modified")
    modified = modified or (waiting.last_modified if outcome == "not-modified" else None)
    if outcome in (None, "not-modified"):
        return Schedule(now + interval(now, waiting, plan, published_at), 0, etag, modified)
    attempts = waiting.attempts + 1
    if outcome == "not-an-article":
        return Schedule(now + NEVER_READ * attempts, 0, etag, modified)
    if outcome == "gone":
        waits = _GONE if waiting.outcome in (*ARTICLE_THERE, "gone") else _GONE[1:2]
        return Schedule(_after(now, waits, attempts), attempts)
    if outcome in ("failed", "blocked"):
        due = _after(now, _FAILED, attempts)
        if due and fetched.retry_at:
            due = max(due, fetched.retry_at)
        return Schedule(due, attempts, waiting.etag, waiting.last_modified)
    if outcome == "robots":
        return Schedule(fetched.retry_at or now + timedelta(days=7))
    # Skipped: with an attempt where a request was made, so that a wider scope does not repeat it.
    return Schedule(None, 0 if fetched.body else 1)


def interval(
    now: datetime, waiting: Waiting, plan: Recheck, published_at: datetime | None
) -> timedelta:
    """How long an article read *now* is left alone: a share of its age, within bounds."""
    published = published_at or waiting.published_at
    if published is not None:
        age = now - published
    elif waiting.visited_at is not None:
        age = (now - waiting.visited_at) * 2
    else:
        age = timedelta(days=1)
    return min(max(age * plan.share, plan.first), plan.last)


def _after(now: datetime, waits: tuple[timedelta, ...], attempts: int) -> datetime | None:
    return now + waits[attempts - 1] if attempts <= len(waits) else None
