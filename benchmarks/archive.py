"""How fast articles are saved and found: python benchmarks/archive.py [ROWS].

Saving is compared with sqlite3 doing the same inserts in the same transactions: every row
that the archive wrote is written again by plain executemany into an empty archive.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path[0] = str(Path(__file__).parent.parent)  # this file is called as a room is

from archive import Archive, Visit  # noqa: E402
from archive.database import immediate  # noqa: E402
from archive.tables import index  # noqa: E402
from parsers.records import Article, Dateline, Image, Paragraph  # noqa: E402

BATCH = 50
START = datetime(2020, 1, 1, tzinfo=UTC)
TABLES = ("articles", "paragraphs", "images", "revisions", "visits", "sites")


def words(chance: random.Random, lexicon: list[str], weights: list[float], count: int) -> str:
    return " ".join(chance.choices(lexicon, cum_weights=weights, k=count))


def articles(count: int) -> list[Visit]:
    """Articles of some 3 KB in 12 paragraphs, their words as frequent as in a language."""
    chance = random.Random(1)
    lexicon = [f"w{n:x}" + "aeiou"[n % 5] * (n % 7) for n in range(60_000)]
    weights = []
    total = 0.0
    for n in range(len(lexicon)):
        total += 1 / (n + 3)
        weights.append(total)
    made = []
    for n in range(count):
        paragraphs = tuple(
            Paragraph(words(chance, lexicon, weights, chance.randrange(20, 60))) for _ in range(12)
        )
        at = START + timedelta(minutes=n * 3)
        url = f"https://www.site{n % 40}.example/{at:%Y/%m/%d}/story-{n}"
        read = Article(
            url=url,
            headline=words(chance, lexicon, weights, 9),
            dek=words(chance, lexicon, weights, 20),
            byline="By Jane Doe",
            authors=("Jane Doe",),
            dateline=Dateline("ANKARA, Turkey (AP)", "ANKARA, Turkey", None, "AP"),
            published_at=at,
            language="en",
            images=(Image("u", words(chance, lexicon, weights, 20), "Lee/AP", "Lee", ("AP",)),),
            paragraphs=paragraphs,
            sources={"headline": "json-ld"},
        )
        made.append(Visit(url, at, article=read, parser="1", status=200))
    return made


def saved_by_us(path: Path, visits: list[Visit]) -> float:
    with Archive(path, write=True) as archive:
        began = time.perf_counter()
        for start in range(0, len(visits), BATCH):
            archive.save(visits[start : start + BATCH])
        return time.perf_counter() - began


def saved_by_hand(path: Path, made: Path) -> float:
    source = sqlite3.connect(made)
    first = "SELECT max(id) FROM articles"
    (count,) = source.execute(first).fetchone()
    batches = []
    for start in range(1, count + 1, BATCH):
        batch = []
        for table in TABLES[:-1]:
            key = "id" if table == "articles" else "article_id"
            found = source.execute(
                f"SELECT * FROM {table} WHERE {key} BETWEEN ? AND ?", [start, start + BATCH - 1]
            ).fetchall()
            marks = ",".join("?" * len(found[0]))
            batch.append((f"INSERT INTO {table} VALUES ({marks})", found))
        batches.append((range(start, min(start + BATCH, count + 1)), batch))
    source.close()
    with Archive(path, write=True) as archive:
        began = time.perf_counter()
        for ids, batch in batches:
            with immediate(archive.connection):
                for sql, found in batch:
                    archive.connection.executemany(sql, found)
                index(archive.connection, ids)
        return time.perf_counter() - began


def search_times(path: Path) -> dict[str, tuple[float, float]]:
    """Milliseconds, median and 95th percentile, of queries of one to three words."""
    chance = random.Random(2)
    with Archive(path) as archive:
        body = " ".join(row[0] for row in archive.connection.execute(
            "SELECT body FROM articles WHERE id % 97 = 1 LIMIT 50")).split()  # fmt: skip
        queries = [" ".join(chance.choices(body, k=1 + n % 3)) for n in range(60)]
        kinds = {
            "newest": {},
            "newest, one site": {"site": "site7.example"},
            "newest, a period": {"since": START, "until": START + timedelta(days=30)},
            "by relevance": {"by_relevance": True},
        }
        found = {}
        for kind, options in kinds.items():
            times = []
            for query in queries:
                began = time.perf_counter()
                archive.search(query, **options)
                times.append((time.perf_counter() - began) * 1000)
            times.sort()
            found[kind] = (times[len(times) // 2], times[int(len(times) * 0.95)])
    return found


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        visits = articles(count)
        ours, by_hand = [], []
        for turn in range(3 if count <= 20_000 else 1):
            made = Path(folder, f"ours{turn}.db")
            ours.append(count / saved_by_us(made, visits))
            by_hand.append(count / saved_by_hand(Path(folder, f"hand{turn}.db"), made))
        print(f"{count} articles, {BATCH} in a transaction")
        print(f"saved: {max(ours):.0f}/s; sqlite3 alone {max(by_hand):.0f}/s; "
              f"ratio {max(ours) / max(by_hand):.2f}")  # fmt: skip
        print(f"size: {made.stat().st_size / count:.0f} bytes an article")
        for kind, (median, p95) in search_times(made).items():
            print(f"search {kind}: median {median:.1f} ms, p95 {p95:.1f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
