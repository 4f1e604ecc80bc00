"""Reading stored pages again: which are to be read, and putting new readings in place of old.

The reader itself is not called here. Of each article the pages of its revisions are read,
and its newest; all are put in place at once, so that what changed between two revisions is
told by one reader. A page that gives no article any more leaves the old reading as it is.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from archive.captures.store import CaptureStore
from archive.errors import CaptureDamaged
from archive.reading import articles
from archive.records import Capture, Saved, Visit
from archive.schema import search_index
from archive.schema.database import immediate, snapshot
from archive.search.filters import Filters, register
from archive.standing import paragraph_marks
from archive.standing.paragraph_marks import MarkedPage
from archive.values import rows
from archive.values.fingerprint import content_hash, visible
from archive.values.times import stamp
from archive.values.url_identity import site_of
from archive.writing import article_tables, saving, timeline
from archive.writing.canonicalization import claimed_address, own_address
from archive.writing.replaced_articles import Keeper
from archive.writing.timeline import Reading
from parsers.records import Article, Marks

CHUNK = 10_000
"""Articles looked at in one short transaction."""


@dataclass(frozen=True, slots=True)
class NewReading:
    """What today's reader made of one stored page."""

    capture_id: str
    article: Article | None = field(default=None, repr=False)
    reason: str | None = None
    """Why there is no article."""
    content_hash: str | None = None
    """Of the article, where it was worked out already: workers have more hands than the writer."""
    parser: str | None = None
    """The reader's full name, with what of the site's it left out."""
    marks: Marks | None = field(default=None, repr=False)
    """What the page is known by among its site's."""
    is_site_only: bool = False
    """Whether there is no article for the one reason that all of its text is the site's."""

    def to_text(self) -> str:
        """One line of JSON, for a file between two machines."""
        return json.dumps(
            {
                "capture_id": self.capture_id,
                "article": self.article.to_dict() if self.article else None,
                "reason": self.reason,
                "content_hash": self.content_hash,
            }
        )

    @classmethod
    def from_text(cls, line: str) -> NewReading:
        """What :meth:`to_text` gave. Raises ``ValueError`` where it did not."""
        try:
            told = json.loads(line)
            record = told.pop("article")
            return cls(article=Article.from_dict(record) if record else None, **told)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"no reading of a page: {error}") from error


def articles_to_read(
    connection: sqlite3.Connection, filters: Filters, parser: str, *, everything: bool = False
) -> array[int]:
    """The ids of the articles with a page that *parser* has not read yet, site by site.

    With *everything* all that have a page.
    """
    register(connection)
    conditions, values = filters.conditions()
    conditions.append(_HAS_PAGE if everything else _HAS_UNREAD)
    sql = (
        f"SELECT a.site, a.id FROM articles a WHERE a.id BETWEEN :first AND :last"
        f" AND {' AND '.join(conditions)}"
    )
    (newest,) = connection.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
    by_site: dict[str, array[int]] = {}
    for first in range(1, newest + 1, CHUNK):
        bounds = {"first": first, "last": first + CHUNK - 1, "parser": parser}
        for site, article_id in connection.execute(sql, values | bounds).fetchall():
            by_site.setdefault(site or "", array("q")).append(article_id)
    return array("q", (one for site in sorted(by_site) for one in by_site[site]))


def pages_of(
    connection: sqlite3.Connection,
    ids: Sequence[int],
    parser: str,
    *,
    everything: bool = False,
    newest_only: bool = False,
) -> list[tuple[int, list[str]]]:
    """For each of these articles the stored pages to be read, in the order of *ids*."""
    chosen = ",".join(map(str, ids))
    unread = "x.capture_id IS NOT NULL" if everything else _UNREAD
    sql = f"SELECT id, capture_id FROM articles x WHERE id IN ({chosen}) AND {unread}"
    if not newest_only:
        sql += (
            " UNION SELECT article_id, capture_id FROM revisions x"
            f" WHERE article_id IN ({chosen}) AND {unread}"
        )
    found: dict[int, list[str]] = {}
    with snapshot(connection):
        for article_id, capture_id in connection.execute(sql, {"parser": parser}):
            found.setdefault(article_id, []).append(capture_id)
    return [(one, found[one]) for one in ids if one in found]


def pages_without_article(
    connection: sqlite3.Connection,
    captures: CaptureStore,
    filters: Filters,
    parser: str,
    *,
    everything: bool = False,
) -> list[str]:
    """The stored pages that no article was read from, in the order of their time.

    Their period is that of the capture. Left out are those *parser* has read already.
    """
    pages = captures.connection
    if pages is None:
        return []
    used = _used_captures(connection)
    conditions = ["c.status BETWEEN 200 AND 299"]
    values: dict[str, object] = {}
    if filters.site:
        conditions.append("c.site = :site")
        values["site"] = filters.conditions()[1]["site"]
    for name, operator in (("since", ">="), ("until", "<")):
        if moment := getattr(filters, name):
            conditions.append(f"c.fetched_at {operator} :{name}")
            values[name] = stamp(moment)
    (newest,) = pages.execute("SELECT coalesce(max(rowid), 0) FROM captures").fetchone()
    sql = (
        "SELECT c.site, c.fetched_at, c.id FROM captures c"
        f" WHERE c.rowid BETWEEN :first AND :last AND {' AND '.join(conditions)}"
    )
    found: list[tuple[str, str, str]] = []
    for first in range(1, newest + 1, CHUNK):
        rows_of = pages.execute(sql, values | {"first": first, "last": first + CHUNK - 1})
        found += [
            (site or "", moment, one)
            for site, moment, one in rows_of.fetchall()
            if not _holds(used, _short(one))
        ]
    if not everything and found:
        done = {row[0] for row in connection.execute(
            "SELECT capture_id FROM passed_over WHERE parser = ?", [parser])}  # fmt: skip
        found = [one for one in found if one[2] not in done]
    return [one for _, _, one in sorted(found)]


@dataclass(slots=True)
class Replaced:
    """What became of articles whose pages were read again."""

    changed: int = 0
    same: int = 0
    kept: list[tuple[str, str]] = field(default_factory=list)
    """Address and reason of each whose newest page gave no article: it is as before."""
    removed: list[str] = field(default_factory=list)
    """Addresses of those whose pages all have nothing but what their site repeats."""


def replace_readings(
    connection: sqlite3.Connection,
    readings: Sequence[tuple[int, Sequence[NewReading]]],
    parser: str,
    keeper: Keeper | None = None,
) -> Replaced:
    """Put what was read from the pages of some articles in place, all in one transaction.

    *keeper* keeps what they were before.
    """
    done = Replaced()
    with immediate(connection):
        for article_id, news in readings:
            before = keeper.before(article_id) if keeper else None
            found = {one.capture_id: one for one in news}
            pages = _replace(connection, article_id, found, parser, done)
            paragraph_marks.note(connection, pages)
            if keeper and before:
                keeper.note(article_id, before)
            _pass_over(connection, [one for one in news if one.article is None], parser)
    return done


def adopt(
    connection: sqlite3.Connection,
    captures: CaptureStore,
    readings: Sequence[NewReading],
    parser: str,
    reread: Callable[[Capture], Article | None],
    keeper: Keeper | None = None,
) -> list[Saved]:
    """File what was read from pages that had given no article, all in one transaction.

    *keeper* keeps what the articles that this touches were before.
    """

    def read_capture(capture_id: str) -> Article | None:
        try:
            capture = captures.get(capture_id)
        except CaptureDamaged:
            return None
        return reread(capture) if capture else None

    visits, passed = [], [one for one in readings if one.article is None]
    site_only = list(_site_only(connection, captures, readings))
    for one in readings:
        capture = captures.get(one.capture_id) if one.article else None
        if capture is None:
            continue
        if saving.is_forgotten(connection, capture.final_url or capture.url):
            passed.append(replace(one, reason=saving.FORGOTTEN))
            continue
        visits.append(Visit(capture.url, capture.fetched_at, article=one.article,
                            parser=one.parser or parser, capture=capture,
                            marks=one.marks))  # fmt: skip
    with immediate(connection):
        before = _states(connection, visits, keeper) if keeper else {}
        saved = saving.adopt(connection, visits, read_capture)
        if keeper:
            for result in saved:
                touched = result.article_id
                if touched is not None and (result.outcome == "new" or touched in before):
                    keeper.note(touched, before.get(touched))
        # What only confirmed an article that is there, such as a copy for telephones.
        for visit, result in zip(visits, saved, strict=True):
            if result.outcome == "unchanged" and visit.capture:
                known = "its article is kept from another page"
                passed.append(NewReading(visit.capture.id, reason=known))
        _pass_over(connection, passed, parser)
        paragraph_marks.note(connection, site_only)
    return saved


def _states(
    connection: sqlite3.Connection, visits: Sequence[Visit], keeper: Keeper
) -> dict[int, dict[str, Any] | None]:
    """The articles that *visits* may be filed under, as they are."""
    found: set[int] = set()
    for visit in visits:
        assert visit.article
        assert visit.capture
        own = own_address(visit.capture.final_url or visit.url)
        claimed = claimed_address(visit.article.canonical_url, visit.article.url, own)
        for address in (own, claimed):
            if address and (one := articles.id_for(connection, address.url)) is not None:
                found.add(one)
    return {one: keeper.before(one) for one in found}


def _replace(
    connection: sqlite3.Connection,
    article_id: int,
    news: Mapping[str, NewReading],
    parser: str,
    done: Replaced,
) -> list[MarkedPage]:
    """Put one article's readings in place, and give its newest page with its marks."""
    (url,) = connection.execute("SELECT url FROM articles WHERE id = ?", [article_id]).fetchone()
    old = timeline.load_line(connection, article_id)
    line = [
        _as_read(reading, new, url, parser)
        if (new := news.get(reading.capture_id)) and new.article
        else reading
        for reading in old
    ]
    line = _without_site_only(line, news)
    if not line:
        _remove(connection, article_id)
        done.removed.append(url)
        return _marked(old[-1], news, None, parser)
    before, newest = old[-1], line[-1]
    count = timeline.write_line(connection, article_id, line)
    if newest is before:
        if new := news.get(newest.capture_id):
            done.kept.append((url, new.reason or ""))
    elif newest.place == before.place and _reads_alike(connection, article_id, before, newest):
        done.same += 1
        if before.parser != newest.parser:
            connection.execute(
                "UPDATE articles SET parser = ? WHERE id = ?", [newest.parser, article_id]
            )
    else:
        done.changed += 1
        state = newest if newest.article else [one for one in line if one.starts][-1]
        article_tables.rewrite(connection, article_id, timeline.article_of(state), newest)
        connection.execute("UPDATE articles SET revision = ? WHERE id = ?", [count, article_id])
    return _marked(newest, news, article_id, before.parser)


def _without_site_only(line: Sequence[Reading], news: Mapping[str, NewReading]) -> list[Reading]:
    """The line without captures that show nothing but what the site repeats."""
    gone = {one.capture_id for one in news.values() if one.is_site_only}
    rest: list[Reading] = []
    is_gone = False
    for reading in line:
        if reading.starts:
            is_gone = reading.capture_id in gone
        if not is_gone and reading.capture_id not in gone:
            rest.append(reading)
    return rest


def _marked(
    reading: Reading, news: Mapping[str, NewReading], article_id: int | None, before: str | None
) -> list[MarkedPage]:
    """The page of *reading* with its marks; *before* is the reader that had read it."""
    new = news.get(reading.capture_id)
    site = site_of(f"https://{reading.page_key}")
    if new is None or new.marks is None or site is None or reading.page_key.startswith("file:"):
        return []
    at, key, page = reading.seen_at, reading.capture_id, paragraph_marks.page_id(reading.page_key)
    is_whole = timeline.reader_of(before) != timeline.reader_of(new.parser)
    return [MarkedPage(page, site, at, key, article_id, new.marks, is_whole=is_whole)]


def _remove(connection: sqlite3.Connection, article_id: int) -> None:
    """Take an article out that is none; its stored pages stay."""
    search_index.remove(connection, article_id)
    connection.execute("DELETE FROM articles WHERE id = ?", [article_id])


def _reads_alike(
    connection: sqlite3.Connection, article_id: int, before: Reading, after: Reading
) -> bool:
    """Whether nothing at all is read differently, not only nothing that a reader sees."""
    assert after.article
    if before.record is not None:
        return before.record == after.record
    stored = articles.load(connection, [article_id])[0].record
    article = after.article
    return (stored.paragraphs, stored.images) == (article.paragraphs, article.images) and (
        rows.reading(stored) == rows.reading(article)
    )


def _site_only(
    connection: sqlite3.Connection, captures: CaptureStore, readings: Sequence[NewReading]
) -> Iterator[MarkedPage]:
    """The pages that have nothing but what their site repeats: they tell of it all the same."""
    for one in readings:
        if not (one.is_site_only and one.marks):
            continue
        capture = captures.get(one.capture_id)
        if capture is None or saving.is_forgotten(connection, capture.final_url or capture.url):
            continue
        visit = Visit(capture.url, capture.fetched_at, capture=capture, marks=one.marks)
        if page := saving.marked(visit, None):
            yield page


def _as_read(reading: Reading, new: NewReading, url: str, parser: str) -> Reading:
    assert new.article
    article, record = rows.savable(replace(new.article, url=url))
    return replace(
        reading,
        content_hash=new.content_hash or content_hash(visible(article)),
        parser=new.parser or parser,
        record=record if reading.starts else None,
        article=article,
    )


def visible_hash(article: Article) -> str:
    """What :attr:`NewReading.content_hash` is to be."""
    return content_hash(visible(rows.savable(article)[0]))


def _pass_over(connection: sqlite3.Connection, news: Sequence[NewReading], parser: str) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO passed_over (capture_id, parser, reason) VALUES (?, ?, ?)",
        [(one.capture_id, parser, one.reason) for one in news],
    )


def _used_captures(connection: sqlite3.Connection) -> array[int]:
    """The captures that readings were taken from, by the first half of their ids, sorted."""
    found = array("Q")
    for table, key in (
        ("revisions", "article_id"),
        ("sightings", "article_id"),
        ("articles", "id"),
    ):
        (newest,) = connection.execute(f"SELECT coalesce(max({key}), 0) FROM {table}").fetchone()
        sql = f"SELECT capture_id FROM {table} WHERE {key} BETWEEN ? AND ? AND capture_id != ''"
        for first in range(1, newest + 1, CHUNK):
            rows_of = connection.execute(sql, [first, first + CHUNK - 1])
            found.extend(_short(one) for (one,) in rows_of.fetchall())
    return array("Q", sorted(found))


def _short(capture_id: str) -> int:
    return int(capture_id[:16], 16)


def _holds(found: array[int], one: int) -> bool:
    at = bisect_left(found, one)
    return at < len(found) and found[at] == one


_UNREAD = (
    "x.capture_id IS NOT NULL AND x.parser IS NOT :parser"
    " AND coalesce(substr(x.parser, 1, length(:parser) + 1), '') != :parser || '+'"
    " AND NOT EXISTS (SELECT 1 FROM passed_over p"
    " WHERE p.capture_id = x.capture_id AND p.parser = :parser)"
)
_HAS_UNREAD = (
    f"(EXISTS (SELECT 1 FROM articles x WHERE x.id = a.id AND {_UNREAD})"
    f" OR EXISTS (SELECT 1 FROM revisions x WHERE x.article_id = a.id AND {_UNREAD}))"
)
_HAS_PAGE = (
    "(a.capture_id IS NOT NULL OR EXISTS (SELECT 1 FROM revisions x"
    " WHERE x.article_id = a.id AND x.capture_id IS NOT NULL))"
)
