"""robots.txt by RFC 9309: read once for each origin, whoever asks first; everyone waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from protego import Protego

from archive.values.stored_urls import without_credentials
from crawler.bounds import PRODUCT, ROBOTS_BYTES


@dataclass(frozen=True, slots=True)
class Rules:
    """What one origin's robots.txt says to us."""

    refusal: str | None = None
    """Why nothing may be fetched at all."""
    status: int | None = None
    _rules: Any = field(default=None, repr=False)

    @classmethod
    def read(cls, body: bytes, status: int = 200) -> Rules:
        """The rules in *body*, of which the first 500 KiB count."""
        if len(body) > ROBOTS_BYTES:
            body = body[:ROBOTS_BYTES].rpartition(b"\n")[0]
        text = body.decode("utf-8-sig", "replace").replace("\0", "")
        return cls(status=status, _rules=Protego.parse(text))

    def refuses(self, url: str) -> str | None:
        """Why *url* may not be fetched, or ``None``."""
        if self.refusal:
            return self.refusal
        if self._rules is None or self._rules.can_fetch(url, PRODUCT):
            return None
        return "robots.txt disallows it"

    @property
    def crawl_delay(self) -> float | None:
        """Seconds that it asks us to leave between requests."""
        return self._rules.crawl_delay(PRODUCT) if self._rules is not None else None

    @property
    def sitemaps(self) -> list[str]:
        """The sitemaps it names, in its order."""
        if self._rules is None:
            return []
        return list(dict.fromkeys(map(without_credentials, self._rules.sitemaps)))


class Robots:
    """The rules of every origin met. *fetch* reads one robots.txt and never raises."""

    def __init__(self, fetch: Callable[[str], Awaitable[Rules]]) -> None:
        self._fetch = fetch
        self._tasks: dict[str, asyncio.Task[Rules]] = {}

    async def rules(self, url: str) -> Rules:
        """The rules for the origin of *url*; the first to ask fetches, the others wait.

        One task is shared by all who wait, so that each gets its result, however many they
        are and whichever of them is cancelled.
        """
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
        task = self._tasks.get(origin)
        if task and task.done() and not task.cancelled() and not task.exception():
            return task.result()
        if task is None or task.cancelled() or (task.done() and task.exception()):
            task = asyncio.ensure_future(self._read(f"{origin}/robots.txt"))
            self._tasks[origin] = task
        return await asyncio.shield(task)

    async def _read(self, url: str) -> Rules:
        return await self._fetch(url)
