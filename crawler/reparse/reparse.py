"""Stored pages parsed again by today's parser, on all cores.

What was parsed is put in place in small transactions; a run that is cut short has kept what was
done, and the next goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from archive import Archive, Filters
from archive.errors import ArchiveMissing
from archive.writing.reparse.reparse_selection import (
    articles_to_parse,
    captures_of,
    captures_without_article,
)
from archive.writing.reparse.reparsed_articles import file_found, replace_entries
from archive.writing.reparse.undo_log import UndoLog, Undone, count
from archive.writing.reparse.undo_log import undo as put_back
from archive.writing.runs import signal_of
from crawler.reparse.knowledge import Sites
from crawler.reparse.parser_pool import (
    ParserPool,
    Unit,
    in_groups,
    on_this_machine,
    parsed_captures,
)
from crawler.reparse.regressions import RegressionGuard
from crawler.reparse.reparsed import Reparsed
from crawler.reparse.standing_text_update import update_standing_text

LOOKED_UP = 500
"""Articles whose pages are looked up at a time."""
BATCH = 50
"""Articles put in place in one transaction."""
Progress = Callable[[int, int], None]


def reparse(
    path: Path,
    filters: Filters,
    *,
    everything: bool = False,
    at_any_price: bool = False,
    pool: Callable[[], AbstractContextManager[ParserPool]] = on_this_machine,
    on_progress: Progress = lambda done, total: None,
) -> Reparsed:
    """Parse the pages that today's parser has not parsed, and keep what it makes of them.

    With *everything* all pages. A site whose articles would read much worse is left as it is
    from there on, unless *at_any_price*. What is replaced is kept until the next run, for
    :func:`undo`. *pool* is made once there is something to parse. Raises the archive's
    errors.
    """
    if not path.exists():
        raise ArchiveMissing(path)
    done = Reparsed()
    with Archive(path, write=True) as archive, archive.lock():
        try:
            with archive.run("reparse") as run:
                try:
                    undo_log = UndoLog(archive.connection, run.id)
                    watch = None if at_any_price else RegressionGuard(archive, done.held)
                    _reparse(archive, filters, everything, done, undo_log, watch, pool, on_progress)
                    done.standing_text = update_standing_text(archive, pool=pool, undo_log=undo_log)
                    run.exit_code = int(bool(done.held))
                finally:
                    run.counts = done.counts | done.standing_text.counts
        except KeyboardInterrupt as stop:
            done.stopped_by = signal_of(stop)
    return done


def _reparse(
    archive: Archive,
    filters: Filters,
    everything: bool,
    done: Reparsed,
    undo_log: UndoLog,
    watch: RegressionGuard | None,
    pool: Callable[[], AbstractContextManager[ParserPool]],
    on_progress: Progress,
) -> None:
    ids = articles_to_parse(archive.connection, filters, done.parser, everything=everything)
    orphans = captures_without_article(
        archive.connection, archive.captures, filters, done.parser, everything=everything
    )
    units = units_of(archive, ids, done.parser, everything=everything)
    total = len(ids) + len(orphans)
    with parsed_captures(archive, units, pool) as read:
        for group in in_groups(read, BATCH):
            allowed = watch.allowed(group) if watch else group
            replaced = replace_entries(
                archive.connection,
                [(one, news) for one, news in allowed if one],
                done.parser,
                undo_log,
            )
            done.changed += replaced.changed
            done.same += replaced.same
            done.removed += len(replaced.removed)
            done.pages += sum(len(news) for _, news in group)
            for url, reason in replaced.kept:
                done.keep(url, reason)
            on_progress(done.changed + done.same + done.kept + done.removed, total)
    seen = len(ids)
    with parsed_captures(archive, ((None, [one]) for one in orphans), pool) as read:
        for group in in_groups(read, BATCH):
            allowed = watch.allowed(group) if watch else group
            news = [one for _, found in allowed for one in found]
            parse = Sites(archive).parse
            saved = file_found(
                archive.connection, archive.captures, news, done.parser, parse, undo_log
            )
            done.found += sum(one.outcome == "new" for one in saved)
            done.pages += len(news)
            seen += len(news)
            on_progress(seen, total)


def undo(path: Path, *, on_progress: Progress = lambda done, total: None) -> Undone:
    """Put back the articles that the last run replaced. Raises the archive's errors."""
    if not path.exists():
        raise ArchiveMissing(path)
    done = Undone()
    with Archive(path, write=True) as archive, archive.lock():
        total = count(archive.connection)
        with archive.run("reparse --undo") as run:
            for done in put_back(archive.connection):
                run.counts = done.counts
                on_progress(done.restored + done.removed + done.left, total)
    return done


def units_of(
    archive: Archive,
    ids: Sequence[int],
    parser: str,
    *,
    everything: bool = False,
    newest_only: bool = False,
) -> Iterator[Unit]:
    """The articles with these *ids*, with the captures to be parsed for each."""
    for start in range(0, len(ids), LOOKED_UP):
        yield from captures_of(
            archive.connection,
            ids[start : start + LOOKED_UP],
            parser,
            everything=everything,
            newest_only=newest_only,
        )
