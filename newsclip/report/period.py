"""What a report is about: which sites, which days, and in what steps time is shown."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from archive.search.filters import AT, Filters
from archive.search.query_language.query import Query
from archive.values.url_identity import host_of

Unit = Literal["day", "week", "month", "year"]

MOST_STEPS = 62
"""Steps of time in one chart; where there would be more, a step is made longer."""

_DAYS: dict[Unit, int] = {"day": 1, "week": 7, "month": 30, "year": 365}


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a chart covers, and the steps it covers them in."""

    unit: Unit
    first: str
    """The first step's label, such as ``2026-11-23``, ``2026-11`` or ``2026``."""
    last: str

    def label(self, moment: str) -> str:
        """SQL for the step that *moment*, an SQL expression for a time, falls in."""
        step = {
            "day": f"substr({moment}, 1, 10)",
            "week": f"date(substr({moment}, 1, 10), 'weekday 0', '-6 days')",
            "month": f"substr({moment}, 1, 7)",
            "year": f"substr({moment}, 1, 4)",
        }[self.unit]
        return step

    def bounded(self, moment: str) -> str:
        """The same, with what lies before and after the span as ``earlier`` and ``later``."""
        return (
            f"CASE WHEN {moment} < {literal(self.first)} THEN 'earlier'"
            f" WHEN substr({moment}, 1, 10) > {literal(_last_day(self.last, self.unit))}"
            f" THEN 'later' ELSE {self.label(moment)} END"
        )

    def ends(self, label: str) -> tuple[str, str]:
        """The first and the last day of the step called *label*."""
        return _day(label).isoformat(), _last_day(label, self.unit)

    def steps(self) -> list[str]:
        """Every label from the first to the last, also of days when nothing happened."""
        labels: list[str] = []
        day, end = _day(self.first), _day(self.last)
        while day <= end and len(labels) < 10 * MOST_STEPS:
            labels.append(_label(day, self.unit))
            if self.unit == "month":
                day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
            elif self.unit == "year":
                day = date(day.year + 1, 1, 1)
            else:
                day += timedelta(days=_DAYS[self.unit])
        return labels


@dataclass(frozen=True, slots=True)
class Scope:
    """The filters of a report, as SQL that can be read and run by anybody."""

    filters: Filters
    query: Query | None = None
    """What the articles must be found by; requests know no words."""

    def articles(self, *more: str) -> str:
        """A ``WHERE`` over ``articles AS a``, or nothing."""
        return _where([*self._conditions(), *more])

    @property
    def chooses_articles(self) -> bool:
        """Whether some articles are left out."""
        return bool(self._conditions())

    @property
    def chooses_site(self) -> bool:
        """Whether the report is about one site."""
        return self.filters.site is not None

    def visits(self, *more: str) -> str:
        """A ``WHERE`` over ``visits AS v``, which know an address and no site."""
        conditions = self._period("v.visited_at")
        if self.filters.site:
            wanted = (host_of(self.filters.site) or self.filters.site).removeprefix("www.")
            host = host_in("v.url_key")
            below = literal(f"%.{wanted}")
            conditions.append(f"({host} = {literal(wanted)} OR {host} LIKE {below})")
        return _where([*conditions, *more])

    def found(self, *more: str) -> str:
        """A ``WHERE`` over ``frontier AS f``."""
        return _where([*self._period("f.found_at"), *self._site_found(), *more])

    def _period(self, moment: str) -> list[str]:
        conditions, values = Filters(
            since=self.filters.since, until=self.filters.until
        ).conditions()
        return [_filled(one.replace(AT, moment), values) for one in conditions]

    def _site_found(self) -> list[str]:
        conditions, values = Filters(site=self.filters.site).conditions()
        return [_filled(one, values).replace("a.", "f.", 1) for one in conditions]

    def _conditions(self) -> list[str]:
        conditions, values = self.filters.conditions()
        filled = [_filled(one, values) for one in conditions]
        if self.query is None or self.query.is_empty:
            return filled
        if self.query.expression is None:
            return [*filled, "0"]
        text, leaves_out = self.query.expression
        found = f"SELECT rowid FROM articles_fts WHERE articles_fts MATCH {literal(text)}"
        return [*filled, f"a.id {'NOT IN' if leaves_out else 'IN'} ({found})"]


def host_in(key: str) -> str:
    """SQL for the host that *key*, an SQL expression for a ``url_key``, begins with."""
    named = f"substr({key}, 1, instr(replace({key}, '?', '/') || '/', '/') - 1)"
    return f"substr({named}, 1, instr({named} || ':', ':') - 1)"


def literal(value: Any) -> str:
    """*value* as it stands in SQL."""
    return "'" + str(value).replace("\0", "").replace("'", "''") + "'"


def span_of_visits(connection: sqlite3.Connection, scope: Scope) -> Span | None:
    """The days on which something was asked for, or ``None``."""
    first, last = connection.execute(
        f"SELECT min(v.visited_at), max(v.visited_at) FROM visits v {scope.visits()}"
    ).fetchone()
    return span_of_days(first, last)


def span_of_articles(connection: sqlite3.Connection, scope: Scope) -> Span | None:
    """The days that nearly all articles were published on, or ``None`` if there are none.

    Pages lie about their day; one article of the year 1970 shall not make a chart of it.
    Where the hundredth part at an end lies far out, it is left to ``earlier`` or ``later``.
    """
    (count,) = connection.execute(f"SELECT count(*) FROM articles a {scope.articles()}").fetchone()
    if not count:
        return None
    ends = {}
    for way in ("ASC", "DESC"):
        for left_out in (0, count // 100):
            (ends[way, left_out > 0],) = connection.execute(
                f"SELECT substr({AT}, 1, 10) FROM articles a {scope.articles()}"
                f" ORDER BY {AT} {way} LIMIT 1 OFFSET {left_out}"
            ).fetchone()
    first, last = (ends.get((way, True), ends[way, False]) for way in ("ASC", "DESC"))
    near = max(14, (_day(last) - _day(first)).days // 3)
    if (_day(first) - _day(ends["ASC", False])).days <= near:
        first = ends["ASC", False]
    if (_day(ends["DESC", False]) - _day(last)).days <= near:
        last = ends["DESC", False]
    return span_of_days(first, last)


def span_of_days(first: str | None, last: str | None) -> Span | None:
    """The steps from the day *first* to *last*, in units that make not too many."""
    if not first or not last:
        return None
    days = (_day(last[:10]) - _day(first[:10])).days + 1
    unit: Unit = next((u for u in _DAYS if days / _DAYS[u] <= MOST_STEPS), "year")
    return Span(unit, *(_label(_day(end[:10]), unit) for end in (first, last)))


def _label(day: date, unit: Unit) -> str:
    if unit == "week":
        return (day - timedelta(days=day.weekday())).isoformat()
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[unit]]


def _day(label: str) -> date:
    return date.fromisoformat(label + "0000-01-01"[len(label) :])


def _last_day(label: str, unit: Unit) -> str:
    day = _day(label)
    if unit == "month":
        return ((day + timedelta(days=32)).replace(day=1) - timedelta(days=1)).isoformat()
    if unit == "year":
        return f"{label}-12-31"
    return (day + timedelta(days=_DAYS[unit] - 1)).isoformat()


def _where(conditions: list[str]) -> str:
    return "WHERE " + " AND ".join(conditions) if conditions else ""


def _filled(condition: str, values: dict[str, Any]) -> str:
    for name, value in values.items():
        condition = condition.replace(f":{name}", literal(value))
    return condition
