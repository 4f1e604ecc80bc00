"""The health of the sites, looked at beside the pages: it takes longer than a reader waits."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from pathlib import Path

import click

from archive import Archive, ArchiveError
from archive.upkeep.health import Health, all_health
from newsclip.browse.pages.search_page import time_limit

FRESH = 300.0
"""Seconds for which what was found is shown..."""

SHARE = 20
"""...or so many times what finding it took, where that is more."""

WAIT = 0.4
"""Seconds a page waits for it."""

MOST = 120.0
"""Seconds it may take."""


class HealthPage:
    """What is known of the health of an archive's sites."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._found: list[Health] | None = None
        self._until = 0.0
        self._task: asyncio.Task[None] | None = None

    async def look(self) -> list[Health] | None:
        """The health of every crawled site; ``None`` while nothing is known yet."""
        if self._task is None and time.monotonic() > self._until:
            self._task = asyncio.create_task(self._ask())
        if self._task is not None and self._found is None:
            await asyncio.wait([self._task], timeout=WAIT)
        return self._found

    async def _ask(self) -> None:
        began = time.monotonic()
        try:
            self._found = await asyncio.to_thread(self._health)
        except (ArchiveError, sqlite3.Error) as error:
            click.echo(f"newsclip: the health of the sites is not known: {error}", err=True)
            self._found = self._found or []
        finally:
            took = time.monotonic() - began
            self._until = time.monotonic() + max(FRESH, SHARE * took)
            self._task = None

    def _health(self) -> list[Health]:
        with Archive(self.path) as archive, time_limit(archive.connection, MOST):
            return all_health(archive.connection)
