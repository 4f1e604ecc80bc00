"""Archives that parts of the work are done in, and how they become one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from archive import Archive
from archive.upkeep.merge.forgotten import asked_of, forget_too
from archive.upkeep.merge.merge import copy_false_canonicals, merge
from archive.upkeep.merge.merged import Merged
from archive.writing.runs import Ended
from crawler.reparse.knowledge import Sites
from crawler.reparse.standing_text_update import StandingTextUpdate, update_standing_text
from parsers import VERSION

LOCK_SECONDS = 60.0
"""How long a shard is waited for whose process is just ending."""


class Run:
    """A run on a cluster, as the archive notes it."""

    def __init__(self, into: Archive) -> None:
        self.into = into
        self.counts: dict[str, int] = {}
        self.exit_code = 1
        self.ended: Ended = "done"
        self.standing_text = StandingTextUpdate()
        """What the parts together taught of what sites repeat; known at the end."""

    def take(self, shards: Sequence[Path]) -> Merged:
        """Merge *shards* into the archive. Raises the archive's errors.

        What the archive was asked to forget stays out. A shard was asked by nobody but the
        archive: what it still means to forget may be allowed again since.
        """
        with ExitStack() as stack:
            opened = [stack.enter_context(Archive(shard)) for shard in shards]
            return merge(self.into, opened, parse=Sites(self.into).parse, today=VERSION)

    def update_standing_text(self) -> None:
        """Learn what sites repeat, now that the parts are together."""
        self.standing_text = update_standing_text(self.into)
        self.counts |= self.standing_text.counts

    def prepare(self, shard: Path, sites: set[str]) -> None:
        """Let *shard* know what the archive knows of its sites, and forget what it forgot."""
        with Archive(shard, write=True) as archive, archive.lock(wait=LOCK_SECONDS):
            forget_too(archive, asked_of([self.into], archive))
            copy_false_canonicals(archive, [self.into])
            if not archive.created:
                return
            marks = ", ".join("?" * len(sites))
            known = self.into.connection.execute(
                f"SELECT * FROM frontier WHERE site IN ({marks})", sorted(sites)
            )
            columns = [column[0] for column in known.description]
            with archive.connection:
                archive.connection.executemany(
                    f"INSERT OR IGNORE INTO frontier ({', '.join(columns)})"
                    f" VALUES ({', '.join('?' * len(columns))})",
                    known,
                )


@contextmanager
def running(path: Path, command: str) -> Iterator[Run]:
    """The archive at *path*, locked, with a row for this run in it.

    Raises the archive's errors.
    """
    with Archive(path, write=True) as into, into.lock():
        run = Run(into)
        with into.run(command) as noted:
            try:
                yield run
            finally:
                noted.counts, noted.exit_code, noted.ended = run.counts, run.exit_code, run.ended
