"""What one process on a cluster is asked to do: picklable, a few kilobytes at most."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from archive.writing.import_progress import Position
from crawler.imports.elsewhere.wanted import Wanted
from crawler.run.options import Options
from crawler.targets import Target

GRACE = 15.0
"""Seconds to finish what is in flight after being told to stop."""

FilePart = tuple[Path, Path]
"""A file, and its path below the folder that was named."""


class Part(Protocol):
    """Something to be done by one process, once or again: twice does no harm."""

    @property
    def name(self) -> str:
        """What people are told it is."""

    def run(self) -> Any:
        """Do it, and give back what is to be told of it."""


@dataclass(frozen=True, slots=True)
class CrawlPart:
    """Some sites, crawled into an archive of their own."""

    shard: Path
    targets: tuple[Target, ...]
    options: Options
    command: str

    @property
    def name(self) -> str:
        """The sites."""
        return ", ".join(dict.fromkeys(target.site for target in self.targets))

    def run(self) -> Any:
        """The crawl's report."""
        from crawler.run.crawl import crawl

        return crawl(
            self.shard, self.targets, replace(self.options, workers=1), command=self.command
        )


@dataclass(frozen=True, slots=True)
class ImportPart:
    """Some files, read into an archive of their own."""

    shard: Path
    files: tuple[FilePart, ...]
    parquet: Path | None = None
    """A data set that the articles are left in; the archive is removed then."""
    rules: tuple[tuple[str, str], ...] = ()
    """How the pages of sites are read, by site."""

    @property
    def name(self) -> str:
        """The first file."""
        more = len(self.files) - 1
        return f"{self.files[0][0]}{f' and {more} more' if more else ''}"

    def run(self) -> Any:
        """What the import did."""
        from crawler.imports.import_run import import_files

        done = import_files(self.shard, self.files, workers=1, rules=dict(self.rules))
        if self.parquet:
            from archive import Archive
            from archive.reading.export.parquet import write_part

            with Archive(self.shard) as archive:
                write_part(archive.articles(), self.parquet, self.shard.stem)
            remove(self.shard)
        return done


@dataclass(frozen=True, slots=True)
class NewsPart:
    """One file of Common Crawl's news, what is wanted of it read into an archive of its own."""

    shard: Path
    url: str
    base: str
    wanted: Wanted
    agent: str
    allow_private: bool
    begun: tuple[Position, ...] = ()
    """How far it was read before, if it was."""
    rules: tuple[tuple[str, str], ...] = ()
    """How the pages of sites are parsed, by site."""

    @property
    def name(self) -> str:
        """The file."""
        return self.url

    def run(self) -> Any:
        """What the import did; its ``files`` are 1 if the file was read to its end."""
        from crawler.imports.elsewhere.cc_news import CcNews, FilesProgress
        from crawler.imports.import_run import import_news_files

        there = CcNews(self.base, self.wanted, self.agent, allow_private=self.allow_private)
        return import_news_files(
            self.shard,
            [self.url],
            there,
            command=f"import {self.url} {self.wanted}",
            jobs=1,
            workers=1,
            progress=FilesProgress(),
            begun=self.begun,
            rules=dict(self.rules),
        )


@dataclass(frozen=True, slots=True)
class ReadPart:
    """Some stored pages, parsed by today's parser; what it gave is left in a file."""

    archive: str
    archive_id: str
    keys: Sequence[str]
    output: Path

    @property
    def name(self) -> str:
        """How many."""
        return f"{len(self.keys)} stored pages"

    def run(self) -> Any:
        """The file, written whole or not at all."""
        from crawler.reparse.parser_pool import parse_keys

        news = parse_keys((self.archive, self.archive_id), self.keys, workers=1)
        unfinished = self.output.with_suffix(f".{os.getpid()}")
        # No pickles: whoever can write into the folder could have code run by those who read them.
        unfinished.write_text("".join(f"{one.to_text()}\n" for one in news), "ascii")
        unfinished.replace(self.output)
        return self.output


def remove(shard: Path) -> None:
    """Take the archive *shard* and all that belongs to it off the disk."""
    for file in shard.parent.glob(f"{shard.stem}.*"):
        with suppress(OSError):
            file.unlink()
