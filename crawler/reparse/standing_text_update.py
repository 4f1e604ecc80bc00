"""The end of a run: what sites repeat is learned, and pages that have it are read without it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from time import monotonic

import parsers
from archive import Archive
from archive.standing import learning, standing_table
from archive.standing.standing_table import Repeated
from archive.writing.reparse.reparse_selection import captures_of
from archive.writing.reparse.reparsed_articles import file_found, replace_entries
from archive.writing.reparse.undo_log import UndoLog
from crawler.reparse.knowledge import Sites
from crawler.reparse.parser_pool import (
    ParserPool,
    Unit,
    in_groups,
    on_this_machine,
    parsed_captures,
)
from parsers.reader.standing_text import fingerprint

SECONDS = 600.0
"""How long one run reads pages again at most; what is left over is the next run's."""
_LOOKED_UP = 500
_BATCH = 50


@dataclass(slots=True)
class StandingTextUpdate:
    """What the end of a run came to."""

    pages: int = 0
    """Pages read again."""
    changed: int = 0
    """Articles that read differently without what their site repeats, or with it again."""
    removed: int = 0
    """Articles that were none: all of their text is the site's."""
    found: int = 0
    """Articles in pages that were taken for none."""
    left: int = 0
    """Pages still to be read again: there was no more time."""
    repeated: list[Repeated] = field(default_factory=list)
    """Of the sites that the run brought something of: those of which many pages have one text."""

    @property
    def counts(self) -> dict[str, int]:
        """The figures by name, of what happened at all."""
        told = {"reread": self.pages, "removed": self.removed, "waiting": self.left}
        return {name: count for name, count in told.items() if count}


def update_standing_text(
    archive: Archive,
    *,
    seconds: float = SECONDS,
    pool: Callable[[], AbstractContextManager[ParserPool]] = on_this_machine,
    undo_log: UndoLog | None = None,
) -> StandingTextUpdate:
    """Learn from the pages that came or changed, and read again those that it concerns.

    Can be cut short anywhere; the next run goes on. *undo_log* keeps what is replaced. The caller
    holds the archive's lock.
    """
    done = StandingTextUpdate()
    connection = archive.connection
    sites = learning.learn(connection, fingerprint)
    done.repeated = [one for site in sites for one in standing_table.widespread(connection, site)]
    end = monotonic() + seconds
    under_way: deque[int] = deque()
    with parsed_captures(archive, _units(archive, under_way), pool) as read:
        for group in in_groups(read, _BATCH):
            replaced = replace_entries(
                connection, [(one, news) for one, news in group if one], parsers.VERSION, undo_log
            )
            orphans = [one for article_id, news in group if article_id is None for one in news]
            if orphans:
                parse = Sites(archive).parse
                saved = file_found(
                    connection, archive.captures, orphans, parsers.VERSION, parse, undo_log
                )
                done.found += sum(one.outcome == "new" for one in saved)
            standing_table.note_reparsed(connection, [under_way.popleft() for _ in group])
            done.pages += sum(len(news) for _, news in group)
            done.changed += replaced.changed
            done.removed += len(replaced.removed)
            if monotonic() > end:
                break
    done.left = standing_table.count_to_reparse(connection)
    return done


def _units(archive: Archive, under_way: deque[int]) -> Iterator[Unit]:
    """What is to be read again. The ids of the pages that it serves go to *under_way*."""
    after: int | None = None
    connection = archive.connection
    while chunk := standing_table.pages_to_reparse(connection, _LOOKED_UP, after):
        after = chunk[-1].page_id
        ids = [page.article_id for page in chunk if page.article_id is not None]
        captures = dict(captures_of(connection, ids, parsers.VERSION, everything=True))
        unread = []
        for page in chunk:
            if page.article_id in captures:
                under_way.append(page.page_id)
                yield page.article_id, captures[page.article_id]
            elif page.article_id is None and page.capture_id:
                under_way.append(page.page_id)
                yield None, [page.capture_id]
            else:
                unread.append(page.page_id)  # its stored page is gone: there is nothing to read
        standing_table.note_reparsed(connection, unread)
