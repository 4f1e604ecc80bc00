"""Names that are printed in several spellings, counted as one, in SQL that anybody can run."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict

from archive.search.filters import comparable
from newsclip.report.drawing.chart import TOP, tidy
from newsclip.report.period import literal


def by_name(
    connection: sqlite3.Connection,
    column: str,
    printed: str,
    source: str,
    where: str,
    figures: str,
) -> str:
    """SQL for the names that are met most, at most ``TOP``, with *figures* for each.

    *printed* is SQL for a name as it is printed, over *source* and *where*; *column* is what the
    names are called in the data. Spellings that differ in case and accents only are one name,
    the one printed most: SQLite cannot tell them, so the query lists them where there are any.
    """
    rows = connection.execute(f"SELECT {printed}, count(*) FROM {source} {where} GROUP BY 1")
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for name, count in rows:
        spellings[comparable(str(name))][str(name)] += count
    largest = Counter({key: found.total() for key, found in spellings.items()}).most_common(TOP)
    if all(len(spellings[key]) == 1 for key, _ in largest):
        return tidy(
            f"""
            SELECT {printed} AS {column}, {figures}
            FROM {source}
            {where}
            GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {TOP}
            """
        )
    pairs = ",\n              ".join(
        f"({literal(one)}, {literal(spellings[key].most_common(1)[0][0])})"
        for key, _ in largest
        for one in sorted(spellings[key])
    )
    return tidy(
        f"""
        WITH spellings(printed, name) AS (VALUES
              {pairs})
        SELECT spellings.name AS {column}, {figures}
        FROM {source} JOIN spellings ON spellings.printed = {printed}
        {where}
        GROUP BY 1 ORDER BY 2 DESC, 1
        """
    )
