"""Whether an archive is whole: both files, what refers to what, the search index, the pages."""

from __future__ import annotations

import random
import sqlite3
from array import array
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal

from archive.captures.store import CaptureStore
from archive.errors import ArchiveLocked, CaptureDamaged, is_obstacle
from archive.schema import search_index
from archive.schema.database import BUSY_SECONDS
from archive.schema.file_formats import ARCHIVE, CAPTURES
from archive.schema.foreign_objects import foreign_objects
from archive.schema.locks import run_lock
from archive.standing import paragraph_marks
from archive.upkeep import forget
from archive.values.odd_values import odd_values

SAMPLE = 300
"""Stored pages that are unpacked, unless all are."""

MOST_TOLD = 100
"""Lines of ``integrity_check`` that are passed on."""

_NEWEST_PAGES = 10_000

Kind = Literal["file", "schema", "rows", "index", "page"]
Progress = Callable[[int, int], None]
"""Told how many pages of how many were looked at."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and the command that puts it right."""

    kind: Kind
    """``file``: SQLite itself finds it damaged; ``schema``: it holds what newsclip did not make
    and what runs by itself; ``rows``: they do not fit each other;
    ``index``: the search index; ``page``: a stored page cannot be unpacked."""
    file: Path
    what: str
    repair: str
    url: str | None = None
    """The address of the article or page that it costs."""


@dataclass(slots=True)
class Report:
    """What a check came to."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What was not looked at, and why."""
    pages: int = 0
    """How many stored pages there are."""
    pages_checked: int = 0

    @property
    def has_damaged_file(self) -> bool:
        """Whether SQLite itself finds one of the files damaged."""
        return any(problem.kind == "file" for problem in self.problems)


def check(
    path: Path,
    connection: sqlite3.Connection,
    captures: CaptureStore,
    *,
    every_page: bool = False,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Look at everything but the stored pages, and unpack a sample of them or all."""
    report = Report()
    report.notes += _other_names(path)
    pages = captures.connection
    files = [(path, connection)] + ([(captures.path, pages)] if pages else [])
    for file, opened in files:
        report.problems += _integrity(file, opened, path)
    if report.has_damaged_file:
        # What else they tell is not to be relied on, and errors would name the wrong file.
        return report
    report.problems += _guarded(path, path, lambda: _foreign(path, connection, captures))
    for file, opened in files:
        report.problems += _guarded(file, path, partial(_odd, file, opened))
    report.problems += _guarded(path, path, lambda: _rows(connection, path))
    begun = _guarded(path, path, lambda: _unfinished(connection, captures, path))
    report.problems += begun
    _search_index(path, connection, report, every_page)
    if pages is None:
        report.notes.append(f"{captures.path} is not there: no stored page was looked at")
        return report
    report.notes += _from_the_future(connection)
    if not begun:  # else pages may be missing because they were to go
        report.problems += _guarded(
            captures.path, path, lambda: _across(connection, pages, path, captures.path)
        )
    if not report.has_damaged_file and (note := _unread(connection, pages, path, every_page)):
        report.notes.append(note)
    _pages(captures, pages, path, every_page, report, progress)
    return report


def damaged(captures: CaptureStore, rowids: array[int]) -> Iterator[CaptureDamaged | None]:
    """For each of these rows of ``captures`` its damage, or ``None``."""
    assert captures.connection is not None
    for rowid in rowids:
        row = captures.connection.execute(
            "SELECT id FROM captures WHERE rowid = ?", [rowid]
        ).fetchone()
        try:
            if row:
                captures.get(row[0])
        except CaptureDamaged as damage:
            yield damage
            continue
        except (ValueError, TypeError, sqlite3.DatabaseError) as error:
            yield CaptureDamaged(captures.path, row[0], str(error))
            continue
        yield None


def all_pages(pages: sqlite3.Connection) -> array[int]:
    """The rows of ``captures``, those packed against the same page side by side."""
    return array(
        "q", (row[0] for row in pages.execute("SELECT rowid FROM captures ORDER BY reference_id"))
    )


ROWS = (
    (
        "SELECT id, url FROM articles a WHERE NOT EXISTS"
        " (SELECT 1 FROM revisions r WHERE r.article_id = a.id)",
        "article {0} has no revision",
    ),
    (
        "SELECT id, url, revision, (SELECT count(*) FROM revisions r WHERE r.article_id = a.id) n"
        " FROM articles a WHERE n != revision AND n > 0",
        "article {0} counts {2} revisions and has {3}",
    ),
    (
        "SELECT id, url FROM articles a WHERE body != '' AND NOT EXISTS"
        " (SELECT 1 FROM paragraphs p WHERE p.article_id = a.id)",
        "article {0} has text and no paragraphs",
    ),
)
"""Questions whose every answer is a problem, each with how it is told."""


def missing_pages(connection: sqlite3.Connection, pages: sqlite3.Connection) -> list[str]:
    """The stored pages that articles, revisions or sightings name and that are not there."""
    cursor = connection.execute(
        "SELECT capture_id FROM articles WHERE capture_id IS NOT NULL"
        " UNION SELECT capture_id FROM revisions WHERE capture_id IS NOT NULL"
        " UNION SELECT capture_id FROM sightings WHERE capture_id != ''"
    )
    missing: list[str] = []
    while chunk := [row[0] for row in cursor.fetchmany(500)]:
        marks = ",".join("?" * len(chunk))
        there = {
            row[0] for row in pages.execute(f"SELECT id FROM captures WHERE id IN ({marks})", chunk)
        }
        missing += [one for one in chunk if one not in there]
    return missing


def unreadable(
    path: Path, connection: sqlite3.Connection, captures: CaptureStore
) -> Problem | None:
    """What only a backup can put right, if anything: no repair may build on it."""
    files = [(path, connection)]
    if captures.connection:
        files.append((captures.path, captures.connection))
    found = [one for file, opened in files for one in _integrity(file, opened, path)]
    return next((one for one in found if one.repair != _repair(path)), None)


def _integrity(file: Path, connection: sqlite3.Connection, path: Path) -> list[Problem]:
    try:
        lines = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({MOST_TOLD})")]
    except sqlite3.DatabaseError as error:
        lines = [str(error)]
    repair = _repair(path) if _is_index_only(lines) else _restore(file)
    return [Problem("file", file, line, repair) for line in lines if line != "ok"]


def _is_index_only(lines: list[str]) -> bool:
    return all("index" in line or "articles_fts" in line for line in lines)


def _rows(connection: sqlite3.Connection, path: Path) -> Iterator[Problem]:
    broken = connection.execute(
        'SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2'
    )
    for table, parent, count in broken.fetchall():
        what = f"{count} rows of {table} belong to no row of {parent}"
        yield Problem("rows", path, what, _repair(path))
    if stray := paragraph_marks.stray(connection):
        yield Problem("rows", path, f"{stray} marks of pages belong to no page", _repair(path))
    for question, told in ROWS:
        for row in connection.execute(question).fetchall():
            yield Problem("rows", path, told.format(*row), _repair(path), row[1])


def _foreign(
    path: Path, connection: sqlite3.Connection, captures: CaptureStore
) -> Iterator[Problem]:
    """What newsclip did not make: while it is there, nothing is written."""
    files = [(path, connection, ARCHIVE)]
    if captures.connection:
        files.append((captures.path, captures.connection, CAPTURES))
    for file, opened, form in files:
        for one in foreign_objects(opened, form):
            kind, _, name = one.rpartition(" ")
            drop = f'DROP {kind.rpartition(" ")[2].upper()} "{name}"'
            what = f"{one} is not newsclip's, and would run with every command"
            yield Problem("schema", file, what, f"sqlite3 {file} '{drop}'")


def _odd(file: Path, connection: sqlite3.Connection) -> Iterator[Problem]:
    for value in odd_values(connection):
        yield Problem("rows", file, f"{value}. Another program wrote that", _restore(file))


def _other_names(path: Path) -> Iterator[str]:
    """A second name (a hard link) has a log, a lock and stored pages of its own."""
    with suppress(OSError):
        if (count := path.stat().st_nlink) > 1:
            yield (
                f"{path} has {count} names on this disk: write to it by this one only, or make of "
                "the others symbolic links"
            )


def _from_the_future(connection: sqlite3.Connection) -> Iterator[str]:
    """What a wrong clock dated stays the newest of its article until that day."""
    latest = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    with suppress(sqlite3.DatabaseError):  # damage is told elsewhere
        count, url, last = connection.execute(
            "SELECT count(*), url, max(last_seen_at) FROM articles WHERE last_seen_at > ?", [latest]
        ).fetchone()
        if count:
            yield (
                f"{count} articles are dated as seen after today, the last {last} ({url}): a clock "
                "was wrong. What is fetched before that day is filed as older; to begin anew with "
                "such a page: newsclip forget URL, then --undo"
            )


def _unfinished(
    connection: sqlite3.Connection, captures: CaptureStore, path: Path
) -> Iterator[Problem]:
    """A forgetting that was cut short: what it had removed is not to be fetched again."""
    doomed = forget.unfinished(connection, captures)
    if doomed is None:
        return
    names = sorted(doomed.sites) or sorted(doomed.keys)
    what = (
        f"forgetting {names[0]}"
        + (f" and {len(names) - 1} more" if len(names) > 1 else "")
        + f" was cut short: {len(doomed.article_ids)} articles and {len(doomed.capture_ids)} stored"
        " pages of it are left"
    )
    yield Problem("rows", path, what, _repair(path))


def _across(
    connection: sqlite3.Connection, pages: sqlite3.Connection, path: Path, pages_path: Path
) -> Iterator[Problem]:
    for capture_id in missing_pages(connection, pages):
        row = connection.execute(
            "SELECT url FROM articles WHERE id IN (SELECT article_id FROM revisions"
            " WHERE capture_id = :id UNION SELECT article_id FROM sightings WHERE capture_id = :id"
            " UNION SELECT id FROM articles WHERE capture_id = :id)",
            {"id": capture_id},
        ).fetchone()
        what = f"the stored page {capture_id} is named and not there"
        yield Problem("page", pages_path, what, _repair(path), row[0] if row else None)
    lost = pages.execute(
        "SELECT host FROM reference_pages r WHERE NOT EXISTS"
        " (SELECT 1 FROM captures c WHERE c.id = r.capture_id)"
    )
    for (host,) in lost.fetchall():
        yield Problem("rows", pages_path, f"the reference page of {host} is gone", _repair(path))


def _unread(
    connection: sqlite3.Connection, pages: sqlite3.Connection, path: Path, every_page: bool
) -> str | None:
    """Pages are stored before anything is told of them: what a crash left of that is untold.

    Without *every_page* the newest pages are looked at, for a crash costs the last ones.
    """
    newest = "" if every_page else " ORDER BY rowid DESC LIMIT ?"
    cursor = pages.execute(
        f"SELECT id, url_key, fetched_at, url FROM captures{newest}",
        [] if every_page else [_NEWEST_PAGES],
    )
    untold: dict[str, tuple[str, str]] = {}
    for capture_id, key, fetched_at, url in cursor:
        visit = "SELECT 1 FROM visits WHERE url_key = ? AND visited_at = ? LIMIT 1"
        if not connection.execute(visit, [key, fetched_at]).fetchone():
            untold[capture_id] = fetched_at, url
    if not untold:
        return None
    for (capture_id,) in connection.execute(
        "SELECT capture_id FROM articles UNION ALL SELECT capture_id FROM revisions"
        " UNION ALL SELECT capture_id FROM sightings UNION ALL SELECT capture_id FROM passed_over"
    ):
        untold.pop(capture_id, None)
    if not untold:
        return None
    (first, url), (last, _) = min(untold.values()), max(untold.values())
    told = f"{len(untold)} stored pages, of {first} to {last}, have"
    if len(untold) == 1:
        told = f"1 stored page, of {first}, has"
    return (
        f"{told} no visit: a crash came before it "
        f"(the first is {url}). The next crawl fetches them again; to have what they say at once: "
        f"newsclip reparse --archive {path}"
    )


def _search_index(
    path: Path, connection: sqlite3.Connection, report: Report, every_article: bool
) -> None:
    """FTS5 checks its index through an INSERT, which keeps writers waiting while it runs:
    so it is done only while no run holds the archive."""
    if not search_index.is_there(connection):
        return
    uri = f"{path.resolve().as_uri()}?mode=rw"
    try:
        with (
            run_lock(path),
            closing(
                sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
            ) as db,
        ):
            db.execute("INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')")
            if not search_index.is_sound(connection, every_article=every_article):
                raise sqlite3.DatabaseError
    except ArchiveLocked:
        report.notes.append("a run is writing: the search index was not looked at")
    except sqlite3.OperationalError as error:
        if is_obstacle(error):
            report.notes.append(f"the search index was not looked at ({error})")
        else:
            report.problems.append(
                Problem("index", path, f"the search index is damaged ({error})", _repair(path))
            )
    except OSError as error:
        report.notes.append(f"the search index was not looked at ({error.strerror})")
    except sqlite3.DatabaseError:
        what = "the search index does not say what the articles say"
        report.problems.append(Problem("index", path, what, _repair(path)))


def _pages(
    captures: CaptureStore,
    pages: sqlite3.Connection,
    path: Path,
    every_page: bool,
    report: Report,
    progress: Progress,
) -> None:
    try:
        (report.pages,) = pages.execute("SELECT count(*) FROM captures").fetchone()
        rowids = all_pages(pages) if every_page else _sample(pages, report.pages)
    except sqlite3.DatabaseError as error:
        report.problems.append(Problem("file", captures.path, str(error), _restore(captures.path)))
        return
    for damage in damaged(captures, rowids):
        report.pages_checked += 1
        progress(report.pages_checked, len(rowids))
        if damage is None:
            continue
        row = pages.execute("SELECT url FROM captures WHERE id = ?", [damage.capture_id]).fetchone()
        what = f"the stored page {damage.capture_id} is damaged ({damage.reason})"
        report.problems.append(
            Problem("page", captures.path, what, _repair(path), row[0] if row else None)
        )


def _sample(pages: sqlite3.Connection, count: int) -> array[int]:
    """Some rows, drawn anew each time, so that checks in a row see more and more."""
    if count <= SAMPLE:
        return all_pages(pages)
    (last,) = pages.execute("SELECT max(rowid) FROM captures").fetchone()
    drawn = sorted(random.sample(range(1, last + 1), SAMPLE))
    found = {
        pages.execute("SELECT rowid FROM captures WHERE rowid >= ? LIMIT 1", [one]).fetchone()[0]
        for one in drawn
    }
    return array("q", sorted(found))


def _guarded(file: Path, path: Path, look: Callable[[], Iterator[Problem]]) -> list[Problem]:
    try:
        return list(look())
    except sqlite3.DatabaseError as error:
        return [Problem("file", file, str(error), _restore(file))]


def _repair(path: Path) -> str:
    return f"newsclip check --repair --archive {path}"


def _restore(file: Path) -> str:
    if file.name.endswith(".captures.db"):
        return (
            f"restore {file.name} from a backup, or move it away: the articles stay, and pages "
            "are stored again from the next crawl on"
        )
    return f"restore {file.name} from a backup, or sqlite3 {file} .recover | sqlite3 NEW.db"
