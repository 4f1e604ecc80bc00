"""One thing that a report asks an archive, and the words of SQL that several share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from newsclip.report.period import Span

Shape = Literal["columns", "grid", "bars", "days", "hours", "shares"]

TOP = 20
"""Places, agencies, photographers that are listed."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One thing to know, how it is asked and how its data is drawn."""

    name: str
    title: str
    text: str
    """What the data shows and what it does not, for a reader who does not know the tables."""
    sql: str
    shape: Shape
    group: str
    series: tuple[str, ...] = ()
    """The columns that are drawn; the first column of the data names the rows."""
    classes: tuple[str, ...] = ()
    """The rows that are drawn, where they are always the same: also those that have nothing."""
    percent: bool = False
    span: Span | None = None


def share(expression: str) -> str:
    """SQL for the percentage of rows in which *expression* is not ``NULL``."""
    return f"round(100.0 * count({expression}) / count(*), 1)"


def tidy(sql: str) -> str:
    """*sql* without the indentation of this file and without lines left empty."""
    lines = [line.rstrip() for line in sql.splitlines() if line.strip()]
    edge = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line[min(edge, len(line) - len(line.lstrip())) :] for line in lines)
