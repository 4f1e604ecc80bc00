"""Articles as Parquet, typed: one file, or a data set by month and site.

Needs pyarrow, which comes with the extra ``[parquet]``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

from archive.reading.articles import StoredArticle
from archive.reading.export.articles_export import csv_row
from archive.reading.export.output_files import whole_file
from archive.values.times import parse

BATCH = 500
"""Articles in memory at a time."""
PART = 5_000
"""Articles in memory at a time for a data set, so that its files do not become too many."""

_TIME = pa.timestamp("ms", tz="UTC")
_TEXTS = pa.list_(pa.string())
_TEXT_COLUMNS = (
    "url", "url_key", "site", "canonical_url", "headline", "kicker", "dek", "byline",
)  # fmt: skip
SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        *((name, pa.string()) for name in _TEXT_COLUMNS),
        ("authors", _TEXTS),
        ("dateline", pa.string()),
        ("dateline_place", pa.string()),
        ("dateline_date", pa.date32()),
        ("dateline_agency", pa.string()),
        ("dateline_reporter", pa.string()),
        ("dateline_source", pa.string()),
        ("published_at", _TIME),
        ("published_on", pa.date32()),
        ("published_day", pa.date32()),
        ("modified_at", _TIME),
        ("modified_on", pa.date32()),
        ("modified_day", pa.date32()),
        ("published_local", pa.string()),
        ("section", pa.string()),
        ("keywords", _TEXTS),
        ("language", pa.string()),
        ("caption", pa.string()),
        ("credit", pa.string()),
        ("body", pa.string()),
        ("word_count", pa.int32()),
        ("kind", pa.string()),
        ("is_free", pa.bool_()),
        ("publisher", pa.string()),
        ("copyright_notice", pa.string()),
        ("paragraphs", pa.list_(pa.struct([("kind", pa.string()), ("text", pa.string())]))),
        (
            "images",
            pa.list_(
                pa.struct(
                    [
                        ("url", pa.string()),
                        ("caption", pa.string()),
                        ("credit", pa.string()),
                        ("creator", pa.string()),
                        ("agencies", _TEXTS),
                        ("copyright_notice", pa.string()),
                        ("alt", pa.string()),
                        ("is_lead", pa.bool_()),
                    ]
                )
            ),
        ),
        ("sources", pa.map_(pa.string(), pa.string())),
        ("other_headlines", pa.map_(pa.string(), pa.string())),
        ("first_seen_at", _TIME),
        ("last_seen_at", _TIME),
        ("revision", pa.int32()),
        ("capture_id", pa.string()),
        ("parser", pa.string()),
        ("month", pa.string()),
    ]
)
"""The columns of ``articles``, with paragraphs and images inside. A time that the page names
only as a day is in ``published_on`` (``modified_on``) alone; ``published_day`` (``modified_day``)
has the day of both; ``month`` is that of ``published_at``, else of ``first_seen_at``."""

_SAME = frozenset(
    name
    for name in SCHEMA.names
    if SCHEMA.field(name).type in (pa.string(), pa.int32(), pa.int64()) and name != "month"
)


def write_file(articles: Iterable[StoredArticle], out: BinaryIO) -> None:
    """Write *articles* to *out* as one file."""
    with pq.ParquetWriter(out, SCHEMA, compression="zstd") as writer:
        for some in _chunks(articles, BATCH):
            rows = [_row(stored) for stored in some]
            writer.write_batch(pa.RecordBatch.from_pylist(rows, schema=SCHEMA))


def write_part(articles: Iterable[StoredArticle], output: Path, name: str) -> list[Path]:
    """Write *articles* into the data set in the folder *output*, as files that begin with *name*.

    The folder has the parts ``month=2026-11/site=example.com/…`` that every reader of Parquet
    data sets knows. Files of another name in it stay; those of this name are replaced. Gives
    the files.
    """
    # File by file: the threads of pyarrow's own writer of data sets may outlive the interpreter,
    # which then aborts.
    files: list[Path] = []
    for number, some in enumerate(_chunks(articles, PART)):
        parts: defaultdict[tuple[str | None, str | None], list[dict[str, Any]]] = defaultdict(list)
        for row in map(_row, some):
            parts[row["month"], row["site"]].append(row)
        for (month, site), rows in parts.items():
            folder = output / f"month={_segment(month)}" / f"site={_segment(site)}"
            folder.mkdir(parents=True, exist_ok=True)
            files.append(folder / f"{name}-{number}.parquet")
            table = pa.Table.from_pylist(rows, schema=_INSIDE)
            with whole_file(files[-1]) as out:
                pq.write_table(table, out, compression="zstd")
    return sorted(files)


_INSIDE = pa.schema([field for field in SCHEMA if field.name not in ("month", "site")])
"""The columns that are not told by the folders."""


def _segment(value: str | None) -> str:
    """A value in the name of a folder, as readers of such data sets know it."""
    return "__HIVE_DEFAULT_PARTITION__" if value is None else quote(value, safe="")


def _chunks(articles: Iterable[StoredArticle], size: int) -> Iterator[list[StoredArticle]]:
    waiting = iter(articles)
    while some := list(islice(waiting, size)):
        yield some


def _row(stored: StoredArticle) -> dict[str, Any]:
    record = stored.record.to_dict()
    row: dict[str, Any] = {name: stored.row.get(name) for name in _SAME}
    days = csv_row(stored)
    for name in ("published", "modified"):
        moment = parse(stored.row[f"{name}_at"])
        is_time = isinstance(moment, datetime)
        row[f"{name}_at"] = moment if is_time else None
        row[f"{name}_on"] = moment.date() if isinstance(moment, datetime) else moment
        row[f"{name}_day"] = date.fromisoformat(days[f"{name}_day"]) if moment else None
    for name in ("first_seen_at", "last_seen_at"):
        row[name] = parse(stored.row[name])
    day = stored.row["dateline_date"]
    row |= {name: record[name] for name in ("authors", "keywords", "paragraphs", "images")}
    row["dateline_date"] = date.fromisoformat(day) if day else None
    row["is_free"] = stored.record.is_free
    for name in ("sources", "other_headlines"):
        row[name] = list(record[name].items())
    row["month"] = (stored.row["published_at"] or stored.row["first_seen_at"])[:7]
    return row
