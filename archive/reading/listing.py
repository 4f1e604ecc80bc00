"""The articles that were asked for: to go through one by one, or as a table for analysis."""

from __future__ import annotations

import importlib
import json
import sqlite3
from abc import abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from archive.reading.articles import StoredArticle, each

Rows = Literal["articles", "images", "paragraphs"]

LEFT_OUT = frozenset({"url_key", "search_text"})
"""Columns of ``articles`` that serve the archive only."""

_LISTS = frozenset({"authors", "keywords"})
_TIMES = frozenset({"published_at", "modified_at", "first_seen_at", "last_seen_at"})


class Articles(Iterator[StoredArticle]):
    """An iterator over stored articles, in bounded memory; it can be gone through once."""

    def __init__(self, articles: Iterator[StoredArticle], columns: Sequence[str] = ()) -> None:
        self._articles = articles
        self._columns = columns

    def __iter__(self) -> Articles:
        return self

    def __next__(self) -> StoredArticle:
        return next(self._articles)

    def to_dataframe(
        self, rows: Rows = "articles", *, library: Literal["pandas", "polars"] | None = None
    ) -> Any:
        """All that is left as a data frame, in memory: a row for each article.

        With *rows* ``"images"`` or ``"paragraphs"`` it has a row for each of those, with
        ``article_id``, ``site`` and ``published_at`` of the article beside it.

        The columns are those of the archive's tables. Lists are lists, ``sources`` is an
        object, and times are times in UTC; of what the page dates by its day only,
        ``published_at`` is the day's beginning and ``has_time`` is false.

        It is a frame of pandas, or of polars where pandas is not installed; *library* chooses.
        Raises ``ImportError`` where there is neither, or not the one chosen.
        """
        name, module = data_frame_library(library)
        table = {
            "articles": self._article_columns,
            "images": self._image_columns,
            "paragraphs": self._paragraph_columns,
        }
        if rows not in table:
            raise ValueError(f"{rows!r} is none of {', '.join(table)}")
        columns = table[rows]()
        if name == "polars":
            return module.DataFrame(
                columns, strict=False, schema_overrides=_schema(module, columns)
            )
        frame = module.DataFrame(columns)
        for column in _TIMES & set(columns):
            frame[column] = module.to_datetime(frame[column], utc=True)
        return frame

    def _article_columns(self) -> dict[str, list[Any]]:
        names = [name for name in self._columns if name not in LEFT_OUT]
        columns: dict[str, list[Any]] = {name: [] for name in names}
        has_time = []
        for article in self:
            for name, column in columns.items():
                column.append(_value(name, article.row[name]))
            has_time.append("T" in (article.row["published_at"] or ""))
        columns["has_time"] = has_time
        return columns

    def _image_columns(self) -> dict[str, list[Any]]:
        fields = ("url caption credit creator agencies copyright_notice alt is_lead").split()
        columns = _beside(fields)
        for article in self:
            for position, image in enumerate(article.record.images):
                _append_article(columns, article, position)
                for name in fields:
                    value = getattr(image, name)
                    columns[name].append(list(value) if isinstance(value, tuple) else value)
        return columns

    def _paragraph_columns(self) -> dict[str, list[Any]]:
        columns = _beside(["kind", "text"])
        for article in self:
            for position, paragraph in enumerate(article.record.paragraphs):
                _append_article(columns, article, position)
                columns["kind"].append(paragraph.kind)
                columns["text"].append(paragraph.text)
        return columns


class ArticleSet(Iterable[StoredArticle]):
    """Articles that were chosen by their numbers: to go through as often as one likes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    @property
    @abstractmethod
    def ids(self) -> array[int]:
        """Their numbers, ascending."""

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Articles:
        columns = [row[1] for row in self.connection.execute("PRAGMA table_info(articles)")]
        return Articles(each(self.connection, self.ids), columns)

    def to_dataframe(
        self, rows: Rows = "articles", *, library: Literal["pandas", "polars"] | None = None
    ) -> Any:
        """Them all as a data frame, as :meth:`Articles.to_dataframe` makes it."""
        return iter(self).to_dataframe(rows, library=library)


def _beside(fields: Sequence[str]) -> dict[str, list[Any]]:
    return {name: [] for name in ("article_id", "site", "published_at", "position", *fields)}


def _append_article(columns: dict[str, list[Any]], article: StoredArticle, position: int) -> None:
    columns["article_id"].append(article.id)
    columns["site"].append(article.site)
    columns["published_at"].append(_value("published_at", article.row["published_at"]))
    columns["position"].append(position)


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _LISTS:
        return json.loads(value)
    if name in ("sources", "other_headlines"):
        return json.loads(value)
    if name in _TIMES:
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if name == "is_free":
        return bool(value)
    return value


def data_frame_library(wanted: str | None) -> tuple[str, Any]:
    """The name and module of the library that is to make frames: *wanted*, or what there is.

    Raises ``ImportError`` where there is none.
    """
    for name in (wanted,) if wanted else ("pandas", "polars"):
        try:
            return name, importlib.import_module(name)
        except ImportError:
            continue
    missing = wanted or "pandas or polars"
    raise ImportError(
        f"a data frame needs {missing}: pip install {wanted or 'pandas'}. Without it, go through "
        "the articles one by one, or export them: newsclip export --format csv"
    )


def _schema(polars: Any, columns: dict[str, list[Any]]) -> dict[str, Any]:
    """Types for columns that have no rows, or no values to tell them by."""
    texts: Callable[[str], bool] = lambda name: not any(v is not None for v in columns[name])  # noqa: E731
    schema: dict[str, Any] = {name: polars.String for name in columns if texts(name)}
    lists = {name: polars.List(polars.String) for name in ("authors", "keywords", "agencies")}
    times = {name: polars.Datetime("us", "UTC") for name in _TIMES}
    others = dict.fromkeys(("sources", "other_headlines"), polars.Object)
    others["is_free"] = polars.Boolean
    schema |= {name: kind for name, kind in (lists | times | others).items() if name in columns}
    return schema
