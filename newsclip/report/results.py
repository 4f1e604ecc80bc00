"""Asking the questions: a report is the answers, with what they were asked of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from archive import Archive, Filters
from archive.upkeep.health import Health, health
from archive.values.times import stamp
from archive.values.url_identity import host_of, site_of_host
from newsclip.report.all_charts import questions, totals
from newsclip.report.chart import Question
from newsclip.report.gathered_articles import gathered
from newsclip.report.period import Scope, span_of_articles, span_of_visits

HEALTH_SECONDS = 10.0
"""How long sites are judged at most."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with the rows that SQL gave for it."""

    question: Question
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def column(self, name: str) -> list[Any]:
        """The values of one column."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "name": self.question.name,
            "title": self.question.title,
            "text": self.question.text,
            "sql": self.question.sql,
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What an archive holds, how it came to be, and what is missing."""

    archive: str
    """The name of the archive's file."""
    made_at: str
    site: str | None
    since: str | None
    until: str | None
    totals: dict[str, int]
    answers: tuple[Answer, ...]
    health: tuple[Health, ...] = ()
    """Of the sites that were crawled; of very many, only the largest."""

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "archive": self.archive,
            "made_at": self.made_at,
            "site": self.site,
            "since": self.since,
            "until": self.until,
            "totals": self.totals,
            "health": [one.to_dict() for one in self.health],
            "charts": [answer.to_dict() for answer in self.answers],
        }


def report(
    archive: Archive,
    filters: Filters | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Ask *archive* everything, of the site and the days that *filters* chooses.

    Articles count by the time of publication, requests by the time they were made. Each
    question is a query of its own, so a crawl may go on meanwhile.
    """
    filters = filters or Filters()
    scope = Scope(filters)
    spans = span_of_visits(archive.connection, scope), span_of_articles(archive.connection, scope)
    knows_copies = archive.connection.execute(
        "SELECT 1 FROM sqlite_master WHERE name = 'clusters'"
    ).fetchone()
    asked = list(questions(scope, *spans, knows_copies=knows_copies is not None))
    answers = []
    with gathered(archive.path, scope) as connection:
        cursor = connection.execute(totals(scope))
        names = [column[0] for column in cursor.description]
        figures = dict(zip(names, cursor.fetchone(), strict=True))
        for done, question in enumerate(asked):
            progress(done, len(asked))
            cursor = connection.execute(question.sql)
            columns = tuple(column[0] for column in cursor.description)
            answers.append(Answer(question, columns, tuple(cursor.fetchall())))
        progress(len(asked), len(asked))
    return Report(
        archive=archive.path.name,
        made_at=stamp(datetime.now(UTC)),
        site=filters.site,
        since=filters.since.isoformat() if filters.since else None,
        until=filters.until.isoformat() if filters.until else None,
        totals=figures,
        answers=tuple(answers),
        health=tuple(_health(archive, filters)),
    )


def _health(archive: Archive, filters: Filters) -> Iterator[Health]:
    """How each site is today, whatever period the report is about; the largest sites first."""
    if filters.site:
        yield health(archive.connection, site_of_host(host_of(filters.site) or filters.site))
        return
    ended = monotonic() + HEALTH_SECONDS
    for (site,) in archive.connection.execute(
        "SELECT s.domain FROM sites s ORDER BY"
        " (SELECT count(*) FROM articles a WHERE a.site = s.domain) DESC, s.domain"
    ).fetchall():
        if monotonic() > ended:
            return
        yield health(archive.connection, site)
