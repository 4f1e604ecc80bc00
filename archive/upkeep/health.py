"""Whether a site still gives what it used to: each is compared with its own past.

A redesign loses captions or bodies without a single error, and a moved feed ends in silence.
What a site gave is a row of good and bad observations in the order they were made; it is
*degraded* when the end of that row is so much worse than all before that chance, quiet days
and odd sections cannot explain it. Sites with little history are not judged.
"""

from __future__ import annotations

import sqlite3
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Literal

from archive.records import ARTICLE_READ, FoundBy
from archive.schema.database import snapshot
from archive.standing.standing_table import widespread
from archive.upkeep.change_point import change_point, rate

HISTORY_DAYS = 14
"""Days of articles that a site must have before it is judged."""
LOOKED_BACK = timedelta(days=90)
MOST_ARTICLES = 4_000
MOST_VISITS = 30_000
_LATE_FIND = timedelta(days=3)
_SHORT = 0.25
"""A body shorter than this share of the site's median is no whole one."""
_SAME_HEADLINES = 4
"""As many articles with one headline, and it is none."""
_SHORTEST_SILENCE = timedelta(hours=36)
_EXPECTED_IN_SILENCE = 5
_INTERVALS = 8

State = Literal["well", "degraded", "young"]


@dataclass(frozen=True, slots=True)
class Sample:
    """One page as an example."""

    url: str
    seen_at: str
    capture_id: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that got worse."""

    what: str
    """``headline``, ``caption``, ``body``, ``pages`` (read as articles), ``requests``
    (answered), ``articles`` (none come); as notes also other fields, and ``repeated``."""
    text: str
    before: float | None = None
    """Its rate before the change, 0 to 1..."""
    now: float | None = None
    """...and since."""
    last_good: Sample | None = None
    first_bad: Sample | None = None


@dataclass(slots=True)
class Health:
    """How one site is."""

    site: str
    state: State
    """``young``: fewer than 14 days of articles are known, nothing is said."""
    changes: list[Change] = field(default_factory=list)
    """Why it is degraded."""
    notes: list[Change] = field(default_factory=list)
    """What alone is no alarm: fields that are filled less often than before, and (``repeated``) a
    text that most of the site's pages have."""
    articles_per_day: float | None = None
    """Over the days looked at."""
    words: float | None = None
    """The median length of a body."""
    rates: dict[str, float] = field(default_factory=dict)
    """How often each field is filled, 0 to 1."""
    last_article_at: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Seen:
    """An article as its newest revision shows it."""

    sample: Sample
    seen_at: datetime
    moment: datetime
    is_first: bool
    filled: dict[str, bool]
    words: int
    headline: str


_ARTICLES = """
SELECT a.url, r.seen_at, a.capture_id, coalesce(a.published_at, a.first_seen_at),
       a.first_seen_at, a.revision, a.headline, a.caption IS NOT NULL, a.word_count,
       a.authors != '[]', a.published_at IS NOT NULL, a.dateline IS NOT NULL, a.dek IS NOT NULL
FROM articles a JOIN revisions r ON r.article_id = a.id AND r.revision = a.revision
WHERE a.site = ? AND coalesce(a.published_at, a.first_seen_at) >= ?
ORDER BY coalesce(a.published_at, a.first_seen_at) DESC LIMIT ?
"""
_VISITS = f"""
SELECT v.url, v.visited_at, v.outcome,
       v.article_id IS NOT NULL
           OR f.kind = 'article' AND f.found_in NOT LIKE '{FoundBy.LINK.pattern}'
FROM (SELECT * FROM visits ORDER BY id DESC LIMIT ?) v
JOIN frontier f ON f.url_key = v.url_key
WHERE f.site = ? AND f.kind IS NOT 'front' AND f.kind IS NOT 'feed' AND f.kind IS NOT 'sitemap'
ORDER BY v.id
"""
_JUDGED = ("headline", "caption", "body")
_NOTED = ("authors", "published_at", "dateline", "dek")


def health(connection: sqlite3.Connection, site: str, now: datetime | None = None) -> Health:
    """The health of *site* (a registered domain), by its articles and visits."""
    now = now or datetime.now(UTC)
    with snapshot(connection):
        seen = _articles(connection, site, now)
        found = Health(site, "young")
        found.notes += [Change("repeated", one.told) for one in widespread(connection, site)]
        if not seen:
            return found
        moments = sorted(one.moment for one in seen)
        span = moments[-1] - moments[0]
        found.articles_per_day = len(seen) / max(1.0, span / timedelta(days=1))
        found.words = statistics.median(one.words for one in seen)
        found.rates = {
            name: sum(one.filled[name] for one in seen) / len(seen) for name in (*_JUDGED, *_NOTED)
        }
        found.last_article_at = max(seen, key=lambda one: one.moment).sample.seen_at
        if span < timedelta(days=HISTORY_DAYS):
            return found
        visits = connection.execute(_VISITS, [MOST_VISITS, site]).fetchall()
        asked = connection.execute(
            "SELECT max(visited_at) FROM frontier WHERE site = ?", [site]
        ).fetchone()[0]
    for name in (*_JUDGED, *_NOTED):
        if change := _field_change(name, seen):
            (found.changes if name in _JUDGED else found.notes).append(change)
    found.changes += _answer_changes(visits)
    if asked and (silence := _silence(seen, moments, _moment(asked))):
        found.changes.append(silence)
    found.state = "degraded" if found.changes else "well"
    return found


def all_health(connection: sqlite3.Connection, now: datetime | None = None) -> list[Health]:
    """The health of every site in ``sites``, by name."""
    rows = connection.execute("SELECT domain FROM sites ORDER BY domain").fetchall()
    return [health(connection, site, now) for (site,) in rows]


def _articles(connection: sqlite3.Connection, site: str, now: datetime) -> list[_Seen]:
    """Newest revision of each article of the last months, in the order they were seen."""
    newest = connection.execute(
        "SELECT max(coalesce(published_at, first_seen_at)) FROM articles WHERE site = ?"
        " AND coalesce(published_at, first_seen_at) <= ?",
        [site, now.isoformat()],
    ).fetchone()[0]
    if newest is None:
        return []
    since = (_moment(newest) - LOOKED_BACK).isoformat()
    rows = connection.execute(_ARTICLES, [site, since, MOST_ARTICLES]).fetchall()
    headlines = Counter(row[6] for row in rows)
    median = statistics.median(row[8] for row in rows)
    seen = []
    for url, at, capture, moment, first_seen, revision, headline, caption, words, *more in rows:
        filled = {
            "headline": bool(headline) and headlines[headline] < _SAME_HEADLINES,
            "caption": bool(caption),
            "body": words >= _SHORT * median,
        } | {name: bool(value) for name, value in zip(_NOTED, more, strict=True)}
        seen_at = _moment(at)
        published = min(_moment(moment), _moment(first_seen))  # no day is in the future
        sample = Sample(url, at, capture)
        seen.append(_Seen(sample, seen_at, published, revision == 1, filled, words, headline or ""))
    seen.sort(key=lambda one: (one.seen_at, one.moment))
    return seen


def _field_change(name: str, seen: Sequence[_Seen]) -> Change | None:
    """Whether one field is filled less often than it was."""
    usual = statistics.median(one.words for one in seen)
    row: list[tuple[bool, Sample]] = []
    newest = seen[0].moment
    is_late: list[bool] = []
    for one in seen:
        # Old articles found late may be made in another way; that is no change of the site.
        is_late.append(one.is_first and one.moment < newest - _LATE_FIND)
        newest = max(newest, one.moment)
        row.append((one.filled[name], one.sample))
    at = change_point([good for good, _ in row], is_late)
    if at is None:
        return None
    days = max(one.moment for one in seen[:at]) - min(one.moment for one in seen[:at])
    if days < timedelta(days=HISTORY_DAYS):
        return None
    later = [good for (good, _), late in zip(row[at:], is_late[at:], strict=True) if not late]
    before, now = rate([good for good, _ in row[:at]]), rate(later)
    words = {
        "headline": "articles with a headline of their own",
        "caption": "articles with a photo caption",
        "body": f"articles of at least {_SHORT * usual:.0f} words",
    }.get(name, f"articles with {name}")
    return _change(name, words, before, now, row, at)


def _answer_changes(visits: Sequence[tuple[str, str, str, int]]) -> list[Change]:
    """Whether pages known to be articles are no longer read as such, or not answered."""
    pages: list[tuple[bool, Sample]] = []
    requests: list[tuple[bool, Sample]] = []
    for url, at, outcome, is_expected in visits:
        sample = Sample(url, at)
        if outcome in ARTICLE_READ:
            pages.append((True, sample))
        elif outcome == "not-an-article" and is_expected:
            pages.append((False, sample))
        if outcome not in ("robots", "skipped"):
            requests.append((outcome not in ("failed", "blocked"), sample))
    changes = []
    for what, words, row in (
        ("pages", "pages of articles that can be read", pages),
        ("requests", "requests that were answered", requests),
    ):
        start = change_point([good for good, _ in row], [False] * len(row))
        if start is not None:
            before, now = (rate([good for good, _ in one]) for one in (row[:start], row[start:]))
            changes.append(_change(what, words, before, now, row, start))
    return changes


def _change(
    what: str, words: str, before: float, now: float, row: Sequence[tuple[bool, Sample]], at: int
) -> Change:
    good = next((sample for is_good, sample in reversed(row[:at]) if is_good), None)
    bad = next((sample for is_good, sample in row[at:] if not is_good), None)
    return Change(what, f"{words}: {before:.0%} before, {now:.0%} now", before, now, good, bad)


def _silence(seen: Sequence[_Seen], moments: Sequence[datetime], asked: datetime) -> Change | None:
    """Whether no article has come for longer than ever, measured to when the site was asked."""
    found = max((one.seen_at for one in seen if one.is_first), default=asked)
    gap = asked - found
    gaps = [later - sooner for sooner, later in pairwise(moments)]
    if not gaps or gap < _SHORTEST_SILENCE:
        return None
    longest = max(gaps)
    if found - moments[-1] > max(1.5 * longest, _SHORTEST_SILENCE):
        return None  # it had gone silent before it was met
    days = Counter(moment.date() for moment in moments)
    first, last = moments[0].date(), moments[-1].date()
    least: dict[int, list[int]] = {}
    day = first + timedelta(days=1)
    while day < last:
        least.setdefault(day.weekday(), []).append(days[day])
        day += timedelta(days=1)
    expected = 0
    day = found.date() + timedelta(days=1)
    while day < asked.date():
        expected += min(least.get(day.weekday()) or [0])
        day += timedelta(days=1)
    is_long = len(gaps) >= _INTERVALS and gap > 2.5 * longest
    is_missed = expected >= _EXPECTED_IN_SILENCE and gap > 1.5 * longest
    if not (is_long or is_missed):
        return None
    last_one = max(seen, key=lambda one: one.moment)
    told = f"no new article for {_days(gap)}; never before for more than {_days(longest)}"
    return Change("articles", told, last_good=last_one.sample)


def _days(length: timedelta) -> str:
    days = length / timedelta(days=1)
    return f"{days:.0f} days" if days >= 3 else f"{length / timedelta(hours=1):.0f} hours"


def _moment(text: str) -> datetime:
    """A time, or the beginning of a day, as the archive writes it."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
