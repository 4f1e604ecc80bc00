"""What can go wrong while pages are found, fetched, read and kept.

::

    CrawlerError
    ├── TargetError        a target or a sites file that cannot be used
    ├── TooLittle          the system is short of files, processes or memory
    │   └── NoWorkers      no process that reads pages can be started
    ├── NotFetched         an address that was not fetched; its outcome says why
    │   ├── RefusedAddress not public, or not of the web: never asked for
    │   ├── NoAnswer       no whole answer came
    │   └── FetchFailed    an answer that is not the page
    ├── Undecodable        a body that cannot be had whole
    ├── WorkerFailed       a worker could not finish one page
    ├── PoolGone        nobody reads stored pages any more
    ├── WriterFailed       the archive can no longer be written
    └── Stopping           the run is ending: no new request is begun
"""

from __future__ import annotations

import errno
import os
from datetime import datetime

from archive.records import Outcome

WANTED_FILES = 1024
"""Open files that every run of any size gets by with."""


class CrawlerError(Exception):
    """Whatever this room raises."""


class TargetError(CrawlerError, ValueError):
    """A target or a sites file that cannot be used; the message says what to do."""


class TooLittle(CrawlerError):
    """The system is short of something; the message says of what, and what to do."""


class NoWorkers(TooLittle):
    """No process that reads pages can be started, which says nothing of the pages."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(f"no process that reads pages can be started{advice(error)}")


class NotFetched(CrawlerError):
    """An address that was not fetched, or not in whole: ``outcome`` and ``reason`` say why."""

    outcome: Outcome = "failed"
    is_transient = False
    """Whether the failure is transient: a second try may help."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RefusedAddress(NotFetched):
    """A request that is not made: its address is not public, or not of the web."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(reason)
        self.url = url

    def __str__(self) -> str:
        return f"{self.url}: {self.reason}"


class NoAnswer(NotFetched):
    """No whole answer came."""

    def __init__(self, reason: str, *, is_transient: bool = False) -> None:
        super().__init__(reason)
        self.is_transient = is_transient


class FetchFailed(NotFetched):
    """An answer that is not the page, or an address that is not to be asked for."""

    def __init__(
        self,
        outcome: Outcome,
        reason: str,
        status: int | None = None,
        *,
        retry_at: datetime | None = None,
        leads_to_visited: bool = False,
        is_transient: bool = False,
    ) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.status = status
        self.is_transient = is_transient
        self.retry_at = retry_at
        """When the server wants to be asked again, if it said so."""
        self.leads_to_visited = leads_to_visited
        """Whether it redirects to a page that this run visited."""


class Undecodable(CrawlerError):
    """A body that cannot be had whole: too large, cut short, or in an unknown coding."""


class WorkerFailed(CrawlerError):
    """A worker could not finish one page: too slow, too large, or crashed."""


class PoolGone(CrawlerError):
    """Nobody reads any more, which says nothing of the pages; the message says why."""


class WriterFailed(CrawlerError):
    """The archive can no longer be written; what was reported as saved is safe."""


class Stopping(CrawlerError):
    """The run is ending: no new request is begun."""


def advice(error: BaseException) -> str:
    """What the system was short of by *error*, and what to do about it."""
    number = error.errno if isinstance(error, OSError) else None
    reason = os.strerror(number) if number else str(error) or type(error).__name__
    remedy = "Make room for more processes"
    if number in (errno.EMFILE, errno.ENFILE):
        remedy = f"Allow more open files: ulimit -n {WANTED_FILES}"
    elif number == errno.ENOMEM:
        remedy = "Make room in memory"
    return f" ({reason}). {remedy}"
