"""What came of asking for one address, whichever client asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from archive.records import Outcome
from crawler.errors import FetchFailed, NotFetched

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Fetched:
    """What came of asking for one address. With an ``outcome`` there is nothing to read."""

    url: str
    fetched_at: datetime
    final_url: str | None = None
    """Where redirects led; the address itself if nowhere."""
    status: int | None = None
    outcome: Outcome | None = None
    detail: str | None = None
    headers: Headers = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    is_doubtful: bool = False
    """Whether the page may be truncated: its host's other pages tell, once some were seen."""
    retry_at: datetime | None = None
    """When the server wants to be asked again, if it said so."""
    leads_to_visited: bool = False
    """Whether it redirects to a page that this run visited."""
    requests: int = 0
    """Requests sent, redirects and second tries counted, robots.txt not."""

    def header(self, name: str) -> str | None:
        """The first header called *name*, in any capitals."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def content_type(self) -> str | None:
        """The ``Content-Type`` header as sent."""
        return self.header("content-type")


def not_fetched(url: str, final_url: str, error: NotFetched, requests: int = 0) -> Fetched:
    """The answer for *url* where *error* ended the request."""
    failed = error if isinstance(error, FetchFailed) else None
    return Fetched(
        url,
        datetime.now(UTC),
        final_url,
        failed.status if failed else None,
        error.outcome,
        error.reason,
        retry_at=failed.retry_at if failed else None,
        leads_to_visited=bool(failed and failed.leads_to_visited),
        requests=requests,
    )
