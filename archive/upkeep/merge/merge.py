"""Archives made apart become one: no duplicates, no lost revisions.

The stored pages are copied first, as they are packed. Then the timelines of all archives are
replayed in the order of their captures, as if one archive had made them; no page is parsed for it,
unless two archives read an article with different parsers. Then follow visits, runs and what is
known of addresses. Doing it again adds nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from archive.errors import ArchiveError
from archive.schema.database import immediate, seldom_checkpoints
from archive.upkeep.merge.forgotten import Asked, forget_too
from archive.upkeep.merge.fronts import copy_fronts
from archive.upkeep.merge.marks import copy_marks
from archive.upkeep.merge.merged import Merged, Parse, Progress
from archive.upkeep.merge.merged_notes import merge_noted
from archive.upkeep.merge.replay import Replay
from archive.upkeep.merge.stored_pages import copy_pages
from archive.upkeep.merge.visits import copy_addresses, copy_runs, copy_visits, correct_outcomes
from archive.writing.site_rules import copy_rules

if TYPE_CHECKING:
    from archive.archive import Archive


def merge(
    target: Archive,
    sources: Sequence[Archive],
    *,
    asked: Asked | None = None,
    parse: Parse = lambda capture: None,
    today: str = "",
    progress: Progress = lambda done, total: None,
) -> Merged:
    """Copy everything of *sources* into *target*, whose lock the caller holds.

    *parse* parses a page with today's parser, whose name is *today*. What the target was asked
    to forget stays out. What the sources were asked to forget is forgotten too as far as *asked*
    says: what :func:`~archive.upkeep.merge.forgotten.asked_of` counted, after somebody agreed.
    """
    with seldom_checkpoints(target.connection, target.captures.connection):
        return _merge(target, sources, asked or Asked(), parse, today, progress)


def _merge(
    target: Archive,
    sources: Sequence[Archive],
    asked: Asked,
    parse: Parse,
    today: str,
    progress: Progress,
) -> Merged:
    done = Merged()
    forget_too(target, asked)
    copy_false_canonicals(target, sources)
    for source in sources:
        copied = copy_pages(source.captures, target.captures, target.connection)
        done.pages += copied.pages
        done.damage += [(source.path, what) for what in copied.damaged]
        copy_rules(source.connection, target.connection)
    Replay(target, sources, parse, today, done).run(progress)
    for number, source in enumerate(sources):
        damage: list[str] = []
        try:
            runs = copy_runs(source.connection, target.connection)
            done.visits += copy_visits(source.connection, target.connection, number, runs, damage)
            copy_addresses(source.connection, target.connection, damage)
            copy_marks(source.connection, target.connection, number, damage)
            done.fronts += copy_fronts(source.connection, target.connection, damage)
        except sqlite3.DatabaseError as error:
            damage.append(f"its runs, visits, addresses or fronts ({error})")
        try:
            merge_noted(target, source, done.noted)
        except (ArchiveError, sqlite3.DatabaseError) as error:
            damage.append(f"what was noted ({error})")
        done.damage += [(source.path, what) for what in damage]
    correct_outcomes(target.connection)
    target.connection.execute("DROP TABLE temp.replay")
    target.connection.execute("DROP TABLE temp.outcomes")
    target.connection.execute("DROP TABLE temp.merged")
    return done


def copy_false_canonicals(target: Archive, sources: Sequence[Archive]) -> None:
    """Let the target believe no canonical address that one of the sources does not believe."""
    for source in sources:
        false = source.connection.execute("SELECT url_key FROM false_canonicals").fetchall()
        with immediate(target.connection):
            target.connection.executemany(
                "INSERT OR IGNORE INTO false_canonicals VALUES (?)", false
            )
