"""Months of Common Crawl's news on a cluster: a file where there is room, merged in their order.

Each worker has one connection to the server, as one that reads by itself has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from archive import Archive
from archive.writing.import_progress import note, positions
from archive.writing.site_rules import all_rules
from crawler.imports.elsewhere.cc_news import CcNews, months_of
from crawler.imports.intake import Imported
from newsclip.cluster.engine import Cluster
from newsclip.cluster.importing import is_done
from newsclip.cluster.shards import Run, running
from newsclip.cluster.work_parts import NewsPart, remove


def import_months_on(
    cluster: Cluster,
    folder: Path,
    path: Path,
    source: str,
    there: CcNews,
    agent: str,
    *,
    allow_private: bool = False,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Imported:
    """Read the months of *source* out of *there* into shards in *folder*, and merge them into
    *path* in order. What was read to its end before, with a cluster or without, is left out.

    *on_progress* is told how many files are done, of how many. Raises ``UnknownSource``, the
    archive's errors and ``ClusterError``.
    """
    urls = there.files(months_of(source))
    wanted = str(there.wanted)
    total = Imported()
    with running(path, f"import {source} {wanted}") as run:
        total.created = run.into.created
        rules = tuple(all_rules(run.into.connection).items())
        known = positions(run.into.connection, wanted)
        left = [url for url in urls if not (url in known and known[url].is_done)]
        total.files = len(urls) - len(left)
        parts = [
            NewsPart(
                _shard(folder, url, wanted),
                url,
                there.base,
                there.wanted,
                agent,
                allow_private,
                (known[url],) if url in known else (),
                rules,
            )
            for url in left
        ]
        futures = [cluster.submit(part) for part in parts]
        on_progress(total.files, len(urls))
        for part, future in zip(parts, futures, strict=True):
            if is_done(future, total):
                _take(run, part, wanted, total)
            on_progress(total.files, len(urls))
        run.counts |= {"files": total.files, **total.outcomes}
        run.update_standing_text()
        total.standing_text = run.standing_text
        run.exit_code = int(bool(total.problem_count))
    return total


def _take(run: Run, part: NewsPart, wanted: str, total: Imported) -> None:
    """Merge what *part* read, and note how far it came."""
    with Archive(part.shard) as shard:
        read = positions(shard.connection, wanted)
    merged = run.take([part.shard])
    for position in read.values():
        note(run.into.connection, position)
    remove(part.shard)
    for outcome, count in (("new", merged.new), ("revised", merged.revised)):
        total.outcomes[outcome] = total.outcomes.get(outcome, 0) + count
    total.known += merged.entries - merged.new - merged.revised


def _shard(folder: Path, url: str, wanted: str) -> Path:
    """The same file has the same shard for the same: what was cut short goes on with it."""
    name = hashlib.sha256(f"{url}\0{wanted}".encode()).hexdigest()[:16]
    return folder / f"news-{name}.db"
