"""Where a reading belongs among those of the same article.

All captures of an article form a line in the order of their time. One begins a revision if
what a reader saw differs from the capture before it; else it is a sighting of what was
there. A capture imported late is put between its neighbours, and only these are compared
anew, so the line is the same whatever the order of import.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from archive.values import rows
from archive.values.fingerprint import Visible, changed, content_hash, visible
from parsers.records import Article

Reread = Callable[[str], Article | None]
"""Reads a stored capture, by its id, with today's reader."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One capture of an article, as a reader of a certain version read it."""

    seen_at: str
    capture_id: str
    content_hash: str
    parser: str | None
    page_key: str
    """The address it was fetched from: an AMP copy is not compared with the page itself."""
    record: str | None
    """The article as JSON. ``None`` for a sighting: it looks like the revision before it."""
    article: Article | None = None

    @property
    def starts(self) -> bool:
        """Whether it begins a revision."""
        return self.record is not None

    @property
    def place(self) -> tuple[str, str]:
        """Its place in the line."""
        return self.seen_at, self.capture_id


@dataclass(frozen=True, slots=True)
class Placed:
    """What putting a reading into its line came to."""

    line: list[Reading]
    new_revision: bool
    """Whether there is a revision more than before."""
    is_newest: bool
    known: bool
    """Whether the capture was in the line already."""
    changed: tuple[str, ...] = ()
    number: int | None = None
    """The revision that the reading belongs to, counted from 1."""


def load_line(connection: sqlite3.Connection, article_id: int) -> list[Reading]:
    """The line of an article, in the order of time."""
    line = [
        Reading(seen, capture or "", hashed, parser, page_key, record)
        for seen, capture, hashed, parser, page_key, record in connection.execute(
            "SELECT seen_at, capture_id, content_hash, parser, page_key, record FROM revisions"
            " WHERE article_id = ?",
            [article_id],
        )
    ]
    line += [
        Reading(seen, capture, hashed, parser, page_key, None)
        for seen, capture, hashed, parser, page_key in connection.execute(
            "SELECT seen_at, capture_id, content_hash, parser, page_key FROM sightings"
            " WHERE article_id = ?",
            [article_id],
        )
    ]
    return sorted(line, key=lambda reading: reading.place)


def put(line: list[Reading], new: Reading, reread: Reread) -> Placed:
    """The *line* with *new* in its place."""
    if any(reading.place == new.place for reading in line):
        return _read_again(line, new)
    at = sum(reading.place < new.place for reading in line)
    before = line[at - 1] if at else None
    after = line[at] if at < len(line) else None
    line = list(line)
    same_before = same_after = False
    if before:
        line, same_before = _compare(line, at - 1, new, reread)
    if after:
        line, same_after = _compare(line, at, new, reread)
    is_newest = after is None
    count = _starts(line)
    if before and same_before:
        line.insert(at, replace(new, record=None))
    elif after and not line[at].starts:
        # What stood there goes on after the new state: it comes back as a revision.
        back = line[at].article
        record = rows.record_text(back) if back else _state(line, at).record
        line[at] = replace(line[at], record=record)
        line.insert(at, new)
    elif after and same_after:
        line[at] = replace(line[at], record=None)
        line.insert(at, new)
    else:
        line.insert(at, new)
    more = _starts(line) > count
    names = _changed_at(line, at) if line[at].starts and before else ()
    return Placed(line, more, is_newest, False, names, _starts(line[: at + 1]))


def take_over(line: list[Reading], new: Reading) -> Placed:
    """The *line* of a copy with the page itself, *new*, in the place of its last state.

    A copy reads differently without being edited, so this is no revision.
    """
    at = max(i for i, reading in enumerate(line) if reading.starts)
    state = replace(new, seen_at=line[at].seen_at)
    return Placed([*line[:at], state], False, True, False)


def write_line(connection: sqlite3.Connection, article_id: int, line: list[Reading]) -> int:
    """Replace the article's revisions and sightings by *line*; count the revisions.

    Only rows that differ are written.
    """
    kept = connection.execute(
        "SELECT article_id, revision, seen_at, capture_id, content_hash, parser, page_key,"
        " headline, changed, body, record FROM revisions WHERE article_id = ?",
        [article_id],
    ).fetchall()
    numbers = {row[1]: row for row in kept}
    told = {(row[2], row[3]): row[8] for row in kept}
    wanted = revision_rows(article_id, line, told)
    connection.executemany(INSERT_REVISION, [row for row in wanted if numbers.get(row[1]) != row])
    connection.execute(
        "DELETE FROM revisions WHERE article_id = ? AND revision > ?", [article_id, len(wanted)]
    )
    connection.execute("DELETE FROM sightings WHERE article_id = ?", [article_id])
    connection.executemany(
        "INSERT INTO sightings (article_id, seen_at, capture_id, content_hash, parser, page_key)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [(article_id, r.seen_at, r.capture_id, r.content_hash, r.parser, r.page_key)
         for r in line if not r.starts],
    )  # fmt: skip
    return len(wanted)


INSERT_REVISION = (
    "INSERT OR REPLACE INTO revisions (article_id, revision, seen_at, capture_id, content_hash,"
    " parser, page_key, headline, changed, body, record)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def revision_rows(
    article_id: int,
    line: list[Reading],
    told: Mapping[tuple[str, str | None], str] = MappingProxyType({}),
) -> list[tuple[object, ...]]:
    """The rows of ``revisions``, numbered in the order of time.

    *told* has what is known of changes, by time and capture: it stands where two neighbours
    were read by different readers and cannot be compared. Those read just now were not.
    """
    found: list[tuple[object, ...]] = []
    states = [reading for reading in line if reading.starts]
    before: Visible | None = None
    for at, reading in enumerate(states):
        article = article_of(reading)
        # Of a single state, nearly every article's, nothing is to be compared.
        seen = visible(article) if len(states) > 1 else {}
        known = told.get((reading.seen_at, reading.capture_id or None))
        if before is None:
            names = "[]"
        elif known is not None and not _are_comparable(states[at - 1], reading):
            names = known
        else:
            names = json.dumps(changed(before, seen))
        found.append(
            (
                article_id,
                len(found) + 1,
                reading.seen_at,
                reading.capture_id or None,
                reading.content_hash,
                reading.parser,
                reading.page_key,
                article.headline,
                names,
                article.body,
                reading.record,
            )
        )
        before = seen
    return found


def _are_comparable(one: Reading, other: Reading) -> bool:
    """Whether one reader read both; what it left out of each as the site's may differ."""
    are_fresh = one.article is not None and other.article is not None
    return one.parser == other.parser or (
        are_fresh and reader_of(one.parser) == reader_of(other.parser)
    )


def reader_of(parser: str | None) -> str:
    """The reader's version, whatever it left out of the page as the site's."""
    return (parser or "").partition("+")[0]


def article_of(reading: Reading) -> Article:
    """The article of a reading that begins a revision."""
    if reading.article is not None:
        return reading.article
    assert reading.record is not None
    return rows.from_record_text(reading.record)


def _read_again(line: list[Reading], new: Reading) -> Placed:
    """The capture is there already: only a new reader's reading takes the old one's place."""
    at = next(i for i, reading in enumerate(line) if reading.place == new.place)
    is_newest = at == len(line) - 1
    if line[at].parser != new.parser:
        line = list(line)
        line[at] = new if line[at].starts else replace(new, record=None)
    return Placed(line, False, is_newest, True)


def _compare(
    line: list[Reading], at: int, new: Reading, reread: Reread
) -> tuple[list[Reading], bool]:
    """Whether *new* looks like the reading at *at*, both as read by the same reader.

    Where that one must be read again first, it keeps its new reading. Where it cannot be,
    there is no telling, and what cannot be told is no revision.
    """
    other = line[at]
    if other.page_key != new.page_key:
        return line, True
    if other.parser == new.parser:
        return line, other.content_hash == new.content_hash
    article = reread(other.capture_id) if other.capture_id else None
    if article is None:
        return line, True
    article, record = rows.savable(article)
    line = list(line)
    line[at] = replace(
        other,
        content_hash=content_hash(visible(article)),
        parser=new.parser,
        record=record if other.starts else None,
        article=article,
    )
    return line, line[at].content_hash == new.content_hash


def _state(line: list[Reading], at: int) -> Reading:
    """The revision that the sighting at *at* is one of."""
    return next(reading for reading in reversed(line[:at]) if reading.starts)


def _changed_at(line: list[Reading], at: int) -> tuple[str, ...]:
    state = _state(line, at)
    return changed(visible(article_of(state)), visible(article_of(line[at])))


def _starts(line: list[Reading]) -> int:
    return sum(reading.starts for reading in line)
