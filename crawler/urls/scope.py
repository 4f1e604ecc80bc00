"""Which articles a run wants, told from what is known before they are fetched, and after."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from crawler.run.options import Scope
from parsers.records import Article

_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(0\d|1[0-2])(?:[/-]?([0-2]\d|3[01]))?(?=[/-])")


class Admission:
    """*scope* as questions."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._match = re.compile(scope.match) if scope.match else None
        self._sections = tuple(f"/{section.strip('/').lower()}" for section in scope.sections)

    def refuses(self, url: str, published_at: datetime | None) -> str | None:
        """Why the article at *url* is not wanted, as far as can be told before fetching it."""
        if self._match and not self._match.search(url):
            return "not wanted: its address does not fit --match"
        if self._sections:
            path = f"{urlsplit(url).path.lower()}/"
            if not any(f"{section}/" in path for section in self._sections):
                return "not wanted: outside the sections asked for"
        if published_at:
            return self.refuses_date(published_at, published_at)
        first, last = dates_in(url)
        return self.refuses_date(first, last) if first and last else None

    @property
    def has_period(self) -> bool:
        """Whether it matters when an article was published."""
        return bool(self._scope.since or self._scope.until)

    def refuses_article(self, article: Article, first_seen: datetime | None = None) -> str | None:
        """Why *article* is not wanted, now that it was read.

        One without a date counts as published when it was *first_seen*, as it does everywhere.
        """
        published = article.published_at
        if published is None:
            refusal = self.refuses_date(first_seen, first_seen) if first_seen else None
            return refusal and f"{refusal}; it names no date, and was first seen then"
        if isinstance(published, datetime):
            return self.refuses_date(published, published)
        first = datetime.combine(published, time(), UTC)
        return self.refuses_date(first, first)

    def ended_before(self, moment: datetime) -> bool:
        """Whether what was last changed at *moment* can hold nothing that is wanted."""
        return self._scope.since is not None and moment + timedelta(days=1) < self._scope.since

    def refuses_date(self, first: datetime, last: datetime) -> str | None:
        """Why something published between *first* and *last* is not wanted."""
        since, until = self._scope.since, self._scope.until
        if since and last < since:
            return f"not wanted: published {last:%Y-%m-%d}, before --since"
        if until and first >= until:
            return f"not wanted: published {first:%Y-%m-%d}, not before --until"
        return None


def dates_in(url: str) -> tuple[datetime, datetime] | tuple[None, None]:
    """The first and last moment that the date in *url* may mean, a day's slack for time zones."""
    found = _DATE.search(urlsplit(url).path)
    if not found:
        return None, None
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
    try:
        first = datetime.combine(date(year, month, day), time(), UTC)
    except ValueError:
        return None, None
    length = timedelta(days=2 if found[3] else 32)
    return first - timedelta(days=1), first + length


def moment_of(article: Article) -> datetime | None:
    """When *article* was published, as a moment; ``None`` if it does not say."""
    published = article.published_at
    if published is None or isinstance(published, datetime):
        return published
    return datetime.combine(published, time(), UTC)
