"""A crawl on a terminal: a line for each site, that follows what is saved."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from newsclip.terminal.output.printing import clean, console

if TYPE_CHECKING:
    from crawler.run.stats import SiteStats

OFTEN = 0.25
"""Seconds between two looks at the sites."""
RATE_SECONDS = 30.0
"""The rate is that of the last so many seconds."""
MOST_LINES = 12


class Follower:
    """What the sites said lately, as a table for a terminal of any width."""

    def __init__(self, limit: int | None = None, clock: Callable[[], float] = monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._started = clock()
        self._looked = float("-inf")
        self._past: dict[str, deque[tuple[float, int]]] = {}
        self._lines: list[tuple[str, ...]] = []

    def look(self, sites: Sequence[SiteStats]) -> None:
        """Take note of *sites*; costs nothing when called too often."""
        now = self._clock()
        if now - self._looked < OFTEN:
            return
        self._looked = now
        busiest = sorted(sites, key=lambda site: site.requests, reverse=True)
        lines = [self._line(site, now) for site in busiest]
        if len(lines) > MOST_LINES:
            lines = [*lines[: MOST_LINES - 1], (f"… {len(lines) - MOST_LINES + 1} sites more",)]
        self._lines = lines

    def view(self, width: int) -> Table:
        """The table as of the last look, and the time that has passed."""
        minutes, seconds = divmod(int(self._clock() - self._started), 60)
        table = Table(
            box=None, pad_edge=False, show_edge=False, header_style="dim", width=min(width, 88)
        )
        table.add_column(
            f"{minutes}:{seconds:02}", ratio=1, no_wrap=True, overflow="ellipsis", min_width=8
        )
        for name in ("found", "pages", "new", "errors", "per min", "time left"):
            table.add_column(name, justify="right", no_wrap=True)
        for line in self._lines or [("looking around",)]:
            name, *figures = line
            cells = [Text(name), *map(Text, figures)]
            if len(figures) > 3 and figures[3] != "0":
                cells[4].stylize("red")
            table.add_row(*cells)
        return table

    def _line(self, site: SiteStats, now: float) -> tuple[str, ...]:
        counts = site.counts()
        past = self._past.setdefault(site.site, deque())
        past.append((now, site.requests))
        while now - past[0][0] > RATE_SECONDS:
            past.popleft()
        spent = now - past[0][0]
        rate = (site.requests - past[0][1]) / spent * 60 if spent > 1 else 0.0
        return (
            clean(site.site),
            *(str(counts[name]) for name in ("found", "pages", "new")),
            str(counts["blocked"] + counts["failed"]),
            f"{rate:.0f}" if rate else "",
            self._left(site, rate),
        )

    def _left(self, site: SiteStats, rate: float) -> str:
        """About how long it takes to ask for what was found; more may be found meanwhile."""
        decided = sum(site.outcomes.values())
        waiting = max(0, site.found - decided)
        if self._limit is not None:
            waiting = min(waiting, max(0, self._limit - site.fetched))
        if not rate or not waiting:
            return ""
        minutes = waiting / rate
        if minutes < 1:
            return "< 1 min"
        if minutes < 90:
            return f"{minutes:.0f} min"
        return f"{minutes / 60:.0f} h" if minutes < 72 * 60 else f"{minutes / 1440:.0f} days"


@contextmanager
def following(
    *, enabled: bool, limit: int | None = None, out: Console | None = None
) -> Iterator[Callable[[Sequence[SiteStats]], None]]:
    """A table on the terminal that follows the sites and is gone afterwards.

    What else is written to standard error meanwhile stands above it. Nowhere but on a
    terminal is anything shown.
    """
    out = out or console(stderr=True)
    if not enabled or not out.is_terminal or out.is_dumb_terminal:
        yield lambda sites: None
        return
    follower = Follower(limit)
    with Live(
        get_renderable=lambda: follower.view(out.width),
        console=out,
        transient=True,
        refresh_per_second=4,
        redirect_stdout=sys.stdout.isatty(),  # else it would take what goes into a pipe
    ):
        yield follower.look
