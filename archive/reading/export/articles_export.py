"""Articles written out: the same archive and choice give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from archive.reading.articles import StoredArticle
from archive.reading.export.citations import bibtex, csl_json, ris
from archive.reading.export.spreadsheet_csv import MARK, plain_cell
from archive.values.rows import PARSED_COLUMNS

CSV_COLUMNS = (
    "id",
    "url",
    "url_key",
    "site",
    *PARSED_COLUMNS,
    "modified_day",
    "first_seen_at",
    "last_seen_at",
    "revision",
    "capture_id",
    "parser",
)
"""The columns of the table ``articles``; lists are JSON text in both.

``published_at`` and ``modified_at`` hold a time or nothing: programs take a column for times only
where all of it is. The day is in ``published_day`` and ``modified_day``, whenever it is known.
"""


def csv_row(stored: StoredArticle) -> dict[str, Any]:
    """The values of :data:`CSV_COLUMNS`, by their names."""
    row = {name: stored.row.get(name) for name in CSV_COLUMNS}
    for name in ("published", "modified"):
        moment = row[f"{name}_at"]
        row[f"{name}_day"] = row[f"{name}_day"] or (moment[:10] if moment else None)
        if moment and "T" not in moment:
            row[f"{name}_at"] = None
    return row


def whole(stored: StoredArticle) -> dict[str, Any]:
    """The whole article as JSON values: its fields, paragraphs, images, and where it is kept."""
    record = stored.record.to_dict()
    for name in ("published_at", "modified_at"):
        record[name] = stored.row[name]
    return {
        "id": stored.id,
        "url": record.pop("url"),
        "url_key": stored.url_key,
        "site": stored.site,
        **record,
        "word_count": stored.word_count,
        "first_seen_at": stored.first_seen_at,
        "last_seen_at": stored.last_seen_at,
        "revision": stored.revision,
        "capture_id": stored.capture_id,
        "parser": stored.parser,
    }


def jsonl(articles: Iterable[StoredArticle], more: Sequence[str] = ()) -> Iterator[str]:
    """One line for each article, whole, with *more* columns of its row, which hold JSON."""
    for stored in articles:
        values = whole(stored) | {name: json.loads(stored.row[name]) for name in more}
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"


def csv_lines(
    articles: Iterable[StoredArticle], more: Sequence[str] = (), *, for_spreadsheets: bool = False
) -> Iterator[str]:
    """A heading, then one record for each article: its :func:`csv_row`, and *more* columns."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow([*CSV_COLUMNS, *more])
    cell = plain_cell if for_spreadsheets else _same
    yield (MARK if for_spreadsheets else "") + line.getvalue()
    for stored in articles:
        line.seek(0)
        line.truncate()
        values = [*csv_row(stored).values(), *(stored.row[name] for name in more)]
        writer.writerow(map(cell, values))
        yield line.getvalue()


def _same(value: Any) -> Any:
    return value


def csv_for_spreadsheets(
    articles: Iterable[StoredArticle], more: Sequence[str] = ()
) -> Iterator[str]:
    """The same for programs that would run a cell which begins as a formula."""
    return csv_lines(articles, more, for_spreadsheets=True)


WRITERS: dict[str, Callable[[Iterable[StoredArticle]], Iterator[str]]] = {
    "bibtex": bibtex,
    "csl-json": csl_json,
    "csv": csv_lines,
    "jsonl": jsonl,
    "ris": ris,
}
"""The text formats of ``export``."""
