"""Stored pages parsed again by today's parser, on all cores: what that changes, or would.

What is read is put in place in
small transactions; a run that is cut short has kept what was done, and the next goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

import parsers
from archive import Archive, Filters
from archive.errors import ArchiveMissing
from archive.reading.field_diff import fields_changed
from archive.values.url_identity import site_of
from archive.writing.reparse.parsed_capture import ParsedCapture
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
from crawler.reparse.readers import Readers, Unit, in_groups, on_this_machine, readings
from crawler.reparse.standing_text_update import StandingTextUpdate, update_standing_text
from crawler.reparse.worsening import Worsening

LOOKED_UP = 500
"""Articles whose pages are looked up at a time."""
TOGETHER = 50
"""Articles put in place in one transaction."""
EXAMPLES = 3
"""Before and after of one field of one site that are kept to be shown."""
LONGEST_EXAMPLE = 300
"""Characters of an example."""
MOST_TOLD = 1_000
"""Pages named that could not be read; the rest is only counted."""

Reread = tuple[int | None, list[ParsedCapture]]
"""An article's id, or ``None``, and what was read of its pages."""
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Change:
    """How one field of one site's articles changes."""

    changed: int = 0
    gained: int = 0
    """Nothing stood there before."""
    lost: int = 0
    """Nothing stands there now."""
    examples: list[tuple[str, str, str]] = field(default_factory=list)
    """Address, before, after."""

    def note(self, url: str, before: str, after: str) -> None:
        """Count one article in which the field differs."""
        if before and after:
            self.changed += 1
        elif after:
            self.gained += 1
        else:
            self.lost += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append((url, before[:LONGEST_EXAMPLE], after[:LONGEST_EXAMPLE]))


@dataclass(slots=True)
class Reparsed:
    """What reading again came to, or would come to."""

    parser: str = parsers.VERSION
    pages: int = 0
    """Stored pages that were read."""
    changed: int = 0
    """Articles of which anything reads differently."""
    same: int = 0
    found: int = 0
    """Articles in pages that had given none."""
    kept: int = 0
    """Articles that stay as they were: their newest page gives none any more."""
    removed: int = 0
    """Articles that were none: all of their text is what their site repeats."""
    problems: list[tuple[str, str]] = field(default_factory=list)
    """Address and reason of those kept, the first of them."""
    changes: dict[tuple[str, str], Change] = field(default_factory=dict)
    """By site and field; of a dry run only."""
    standing_text: StandingTextUpdate = field(default_factory=StandingTextUpdate)
    """What was learned of what sites repeat, and read again for it."""
    held: dict[str, str] = field(default_factory=dict)
    """Sites that are as they were, for their articles would read worse, and in what."""
    stopped_by: int | None = None
    """The signal that ended it."""

    @property
    def counts(self) -> dict[str, int]:
        """The figures by name."""
        return {
            "pages": self.pages,
            "changed": self.changed,
            "same": self.same,
            "found": self.found,
            "kept": self.kept,
        }

    def keep(self, url: str, reason: str) -> None:
        """Note an article that stays as it was."""
        self.kept += 1
        if len(self.problems) < MOST_TOLD:
            self.problems.append((url, reason))


def reparse(
    path: Path,
    filters: Filters,
    *,
    everything: bool = False,
    at_any_price: bool = False,
    readers: Callable[[], AbstractContextManager[Readers]] = on_this_machine,
    on_progress: Progress = lambda done, total: None,
) -> Reparsed:
    """Parse the pages that today's parser has not parsed, and keep what it makes of them.

    With *everything* all pages. A site whose articles would read much worse is left as it is
    from there on, unless *at_any_price*. What is replaced is kept until the next run, for
    :func:`undo`. *readers* are asked for once there is something to read. Raises the archive's
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
                    watch = None if at_any_price else _Watch(archive, done)
                    _reparse(
                        archive, filters, everything, done, undo_log, watch, readers, on_progress
                    )
                    done.standing_text = update_standing_text(
                        archive, readers=readers, undo_log=undo_log
                    )
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
    watch: _Watch | None,
    readers: Callable[[], AbstractContextManager[Readers]],
    on_progress: Progress,
) -> None:
    ids = articles_to_parse(archive.connection, filters, done.parser, everything=everything)
    orphans = captures_without_article(
        archive.connection, archive.captures, filters, done.parser, everything=everything
    )
    units = _units(archive, ids, done.parser, everything=everything)
    total = len(ids) + len(orphans)
    with readings(archive, units, readers) as read:
        for group in in_groups(read, TOGETHER):
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
    with readings(archive, ((None, [one]) for one in orphans), readers) as read:
        for group in in_groups(read, TOGETHER):
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
    """Put back the readings that the last run replaced. Raises the archive's errors."""
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


class _Watch:
    """Holds back the readings of sites that they would make worse."""

    def __init__(self, archive: Archive, done: Reparsed) -> None:
        self._archive = archive
        self._done = done
        self._seen = Worsening()

    def allowed(self, group: Sequence[Reread]) -> list[Reread]:
        """Those of *group* that may take their place, after a look at all of them."""
        sites = self.look(group)
        self.hold(sites)
        return [one for one, site in zip(group, sites, strict=True) if site not in self._done.held]

    def look(self, group: Sequence[Reread]) -> list[str]:
        """Take in *group*; the site of each of it."""
        ids = [article_id for article_id, _ in group if article_id]
        stored = {one.id: one for one in self._archive.by_ids(ids)}
        sites: list[str] = []
        for article_id, news in group:
            old = stored.get(article_id or 0)
            shown = old.capture_id if old else news[-1].capture_id
            new = next((one.article for one in news if one.capture_id == shown), None)
            url = old.url if old else self._archive.captures.address_of(shown)
            site = site_of(url or "") or ""
            sites.append(site)
            if new and site:
                self._seen.look(site, old.record if old else None, new)
        return sites

    def hold(self, sites: Iterable[str]) -> None:
        """Note those of *sites* whose articles would read worse, and in what."""
        for site in dict.fromkeys(sites):
            if site not in self._done.held and (reason := self._seen.reason(site)):
                self._done.held[site] = reason


def rehearse(
    path: Path,
    filters: Filters,
    *,
    everything: bool = False,
    readers: Callable[[], AbstractContextManager[Readers]] = on_this_machine,
    on_progress: Progress = lambda done, total: None,
) -> Reparsed:
    """Read as :func:`reparse` does, of each article its newest page, and write nothing.

    Raises the archive's errors.
    """
    done = Reparsed()
    with Archive(path) as archive:
        ids = articles_to_parse(archive.connection, filters, done.parser, everything=everything)
        orphans = captures_without_article(
            archive.connection, archive.captures, filters, done.parser, everything=everything
        )
        units = _units(archive, ids, done.parser, everything=everything, newest_only=True)
        total, seen = len(ids) + len(orphans), 0
        watch, sites = _Watch(archive, done), set[str]()
        with readings(archive, units, readers) as read:
            for article_id, news in read:
                done.pages += len(news)
                seen += 1
                _compare(archive, article_id or 0, news[0], done)
                sites.update(watch.look([(article_id, news)]))
                on_progress(seen, total)
        seen = len(ids)
        with readings(archive, ((None, [one]) for one in orphans), readers) as read:
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


def _units(
    archive: Archive,
    ids: Sequence[int],
    parser: str,
    *,
    everything: bool = False,
    newest_only: bool = False,
) -> Iterator[Unit]:
    for start in range(0, len(ids), LOOKED_UP):
        yield from captures_of(
            archive.connection,
            ids[start : start + LOOKED_UP],
            parser,
            everything=everything,
            newest_only=newest_only,
        )
