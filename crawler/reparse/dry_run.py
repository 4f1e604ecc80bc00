"""What reparsing would change: stored pages are parsed, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from archive import Archive, Filters
from archive.reading.field_diff import fields_changed
from archive.writing.reparse.parsed_capture import ParsedCapture
from archive.writing.reparse.reparse_selection import articles_to_parse, captures_without_article
from crawler.reparse.parser_pool import ParserPool, on_this_machine, parsed_captures
from crawler.reparse.regressions import RegressionGuard
from crawler.reparse.reparse import Progress, units_of
from crawler.reparse.reparsed import Change, Reparsed


def dry_run(
    path: Path,
    filters: Filters,
    *,
    everything: bool = False,
    pool: Callable[[], AbstractContextManager[ParserPool]] = on_this_machine,
    on_progress: Progress = lambda done, total: None,
) -> Reparsed:
    """Parse as :func:`~crawler.reparse.reparse.reparse` does, of each article its newest page only.

    Raises the archive's errors.
    """
    done = Reparsed()
    with Archive(path) as archive:
        ids = articles_to_parse(archive.connection, filters, done.parser, everything=everything)
        orphans = captures_without_article(
            archive.connection, archive.captures, filters, done.parser, everything=everything
        )
        units = units_of(archive, ids, done.parser, everything=everything, newest_only=True)
        total, seen = len(ids) + len(orphans), 0
        watch, sites = RegressionGuard(archive, done.held), set[str]()
        with parsed_captures(archive, units, pool) as read:
            for article_id, news in read:
                done.pages += len(news)
                seen += 1
                _compare(archive, article_id or 0, news[0], done)
                sites.update(watch.look([(article_id, news)]))
                on_progress(seen, total)
        seen = len(ids)
        with parsed_captures(archive, ((None, [one]) for one in orphans), pool) as read:
            for _, news in read:
                done.pages += len(news)
                seen += 1
                done.found += news[0].article is not None
                sites.update(watch.look([(None, news)]))
                on_progress(seen, total)
        watch.hold(sorted(sites))
    return done


def _compare(archive: Archive, article_id: int, new: ParsedCapture, done: Reparsed) -> None:
    stored = archive.article(article_id)
    if stored is None:  # forgotten meanwhile
        return
    if new.article is None:
        done.keep(stored.url, new.reason or "")
        return
    differing = fields_changed(stored.record, new.article)
    done.changed += bool(differing)
    done.same += not differing
    for name, (before, after) in differing.items():
        change = done.changes.setdefault((stored.site or "", name), Change())
        change.note(stored.url, before, after)
