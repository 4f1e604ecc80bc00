"""How an archive behaves as it grows: python benchmarks/archive.py [ROWS …] [--keep FILE].

ROWS (10000, 100000 unless told; 1000000 takes an hour and 25 GB) are the sizes at which the
archive, grown with invented articles (``stories.py``), is measured. With --keep it stays and is
grown further the next time.

Saving is compared with sqlite3 doing the same inserts in the same transactions: at each size
batches are saved in turn by ``Archive.save`` and, their rows made ready before, by plain
``executemany`` and FTS5's own insert, into the same archive. CPU time counts, so that a busy
machine does not; of what is asked of it too, with warm caches.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path

sys.path[0] = str(Path(__file__).parent.parent)  # this file is called as a room is

from archive import Archive, Filters, Visit  # noqa: E402
from archive.reading.text_diff import differences  # noqa: E402
from archive.schema import search_index  # noqa: E402
from archive.schema.database import immediate  # noqa: E402
from archive.upkeep.near_duplicates import link_near_duplicates  # noqa: E402
from archive.values.times import bound  # noqa: E402
from benchmarks.stories import APART, LEXICON, START, stories  # noqa: E402

BATCH = 50
MEASURED = 5_000
"""Articles saved by each of the two ways at each size."""
TABLES = ("articles", "paragraphs", "images", "revisions", "visits")
QUERIES = 60
DAY = APART * 288


def grow(archive: Archive, rows: int) -> None:
    """Add articles until there are *rows*."""
    rest = stories(count(archive), rows)
    while batch := list(islice(rest, 10 * BATCH)):
        archive.save(batch)


def count(archive: Archive) -> int:
    """How many articles the archive has."""
    (rows,) = archive.connection.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
    return int(rows)


def saving_rates(archive: Archive) -> tuple[float, float]:
    """Articles saved in a second of CPU time: by us, and by sqlite3 alone."""
    first = count(archive)
    ours, theirs = 0.0, 0.0
    made = stories(first, first + 2 * MEASURED)
    for _ in range(MEASURED // BATCH):
        batch = list(islice(made, BATCH))
        began = time.process_time()
        archive.save(batch)
        ours += time.process_time() - began
        ready = rows_of(list(islice(made, BATCH)), count(archive))
        theirs += insert(archive.connection, ready)
    return MEASURED / ours, MEASURED / theirs


def rows_of(visits: list[Visit], after: int) -> dict[str, list[tuple[object, ...]]]:
    """The rows that *visits* come to, numbered on from article *after*."""
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder, "a.db"), write=True) as made:
        made.save(visits)
        found = {}
        for table in TABLES:
            names = [row[1] for row in made.connection.execute(f"PRAGMA table_info({table})")]
            number = "id" if table == "articles" else "article_id"
            wanted = [name for name in names if not (table == "visits" and name == "id")]
            columns = ", ".join(f"{n} + {after}" if n == number else n for n in wanted)
            rows = made.connection.execute(f"SELECT {columns} FROM {table}").fetchall()
            marks = ", ".join("?" * len(wanted))
            sql = f"INSERT INTO {table} ({', '.join(wanted)}) VALUES ({marks})"
            found[sql] = rows
        return found


def insert(connection: sqlite3.Connection, ready: dict[str, list[tuple[object, ...]]]) -> float:
    """Seconds of CPU time for one transaction of plain inserts."""
    articles = next(iter(ready.values()))
    began = time.process_time()
    with immediate(connection):
        for sql, rows in ready.items():
            connection.executemany(sql, rows)
        search_index.add(connection, [row[0] for row in articles])
    return time.process_time() - began


def queries(chance: random.Random) -> dict[str, list[str]]:
    """Queries of one to three words: all common, all rare, or as they come."""
    bands = {"common": (0, 40), "middling": (40, 2_000), "rare": (2_000, len(LEXICON))}
    found = {
        name: [" ".join(LEXICON[chance.randrange(*band)] for _ in range(1 + n % 3))
               for n in range(QUERIES)]
        for name, band in bands.items()
    }  # fmt: skip
    found["mixed"] = [
        " ".join(LEXICON[chance.randrange(*bands[kind])] for kind in kinds)
        for kinds in (("common", "rare"), ("common", "middling"), ("middling", "rare"),
                      ("common", "middling", "rare"))
        for _ in range(QUERIES // 4)
    ]  # fmt: skip
    return found


def filters(last: int) -> dict[str, Filters]:
    """What searches are narrowed by; *last* is the newest article's number."""
    end = START + last * APART
    return {
        "no filter": Filters(),
        "a site": Filters(site="site7.example"),
        "a language": Filters(language="de"),
        "the last 30 days": Filters(since=end - 30 * DAY),
        "a month long ago": Filters(since=START + 20 * DAY, until=START + 50 * DAY),
        "a site, a year": Filters(site="site7.example", since=end - 365 * DAY),
        "an agency": Filters(agency="Reuters"),
        "a place": Filters(place="country7"),
        "a photographer": Filters(photographer="person 7"),
        "a common part of a name": Filters(photographer="person 1"),
        "a credit line": Filters(credit="person 7/"),
        "a place and an agency": Filters(place="country7", agency="Reuters"),
    }


def search_times(archive: Archive) -> dict[str, tuple[float, float, float, float]]:
    """Milliseconds for each kind of query and filter: newest first and by relevance, both as
    median and 95th percentile."""
    asked = queries(random.Random(2))
    everything = [query for some in asked.values() for query in some]
    kinds: dict[str, tuple[list[str], Filters]] = {
        f"{name} words": (some, Filters()) for name, some in asked.items()
    }
    for name, chosen in filters(count(archive)).items():
        if name != "no filter":
            kinds[name] = (everything[::4], chosen)
    return {
        name: (*percentiles(
            lambda query, chosen=chosen: archive.search(query, chosen), some
        ), *percentiles(
            lambda query, chosen=chosen: archive.search(query, chosen, by_relevance=True), some
        ))
        for name, (some, chosen) in kinds.items()
    }  # fmt: skip


def percentiles(do: Callable[[str], object], arguments: list[str]) -> tuple[float, float]:
    """Milliseconds of CPU time, median and 95th percentile, of the better of two goes."""
    times = []
    for argument in arguments:
        do(argument)
        goes = []
        for _ in range(2):
            began = time.thread_time()
            do(argument)
            goes.append((time.thread_time() - began) * 1000)
        times.append(min(goes))
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.95)]


def other_times(archive: Archive) -> dict[str, float]:
    """Milliseconds (95th percentile) of what is to cost the same in an archive of any size."""
    last = count(archive)
    chance = random.Random(3)
    some = [str(chance.randrange(1, last + 1)) for _ in range(QUERIES)]
    newest = START + last * APART

    def show(number: str) -> None:
        assert archive.article(int(number))
        archive.revisions(int(number))
        archive.same_story(int(number))

    def compare(number: str) -> None:
        one, other = archive.article(int(number)), archive.article(1 + int(number) % last)
        assert one
        assert other
        differences(one.record, other.record)

    def export(_: str) -> None:
        for _article in archive.by_ids(archive.matching_ids("", Filters(since=newest - DAY))):
            pass

    return {
        "show": percentiles(show, some)[1],
        "diff of two": percentiles(compare, some)[1],
        "export --since 1d": percentiles(export, some[:5])[1],
    }


def link_rate(archive: Archive) -> float:
    """Articles in a second of CPU time that are looked through for copies of others."""
    began = time.process_time()
    looked_at = link_near_duplicates(archive.connection, seconds=15).articles
    return looked_at / (time.process_time() - began)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("rows", nargs="*", type=int, default=[10_000, 100_000])
    options.add_argument("--keep", type=Path)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.keep or Path(folder, "news.db")
        for rows in chosen.rows:
            with Archive(path, write=True) as archive:
                grow(archive, rows)
                ours, alone = saving_rates(archive)
                print(f"## {rows:,} articles of {bound(START)[:10]} and later\n")
                print(f"saved: {ours:.0f}/s, sqlite3 alone {alone:.0f}/s, ratio {ours / alone:.2f}")
                print(f"looked through for copies: {link_rate(archive):.0f}/s")
            print(f"size: {path.stat().st_size / count_in(path):.0f} bytes an article")
            with Archive(path) as archive:
                for name, took in other_times(archive).items():
                    print(f"{name}: p95 {took:.1f} ms")
                print("\n| query | newest, median | p95 | relevance, median | p95 |")
                print("|---|---|---|---|---|")
                for name, figures in search_times(archive).items():
                    print(f"| {name} | {' | '.join(f'{ms:.1f}' for ms in figures)} |", flush=True)
                print()


def count_in(path: Path) -> int:
    """How many articles the file has."""
    with Archive(path) as archive:
        return count(archive)


if __name__ == "__main__":
    main()
