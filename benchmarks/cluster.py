"""What work on a cluster costs: python benchmarks/cluster.py [FOLDER] [PAGES].

FOLDER holds saved pages (.html, or .html.gz); without one, the pages of our own fixtures. They
are read PAGES times in all into web archives, imported with one worker and with two, read again
with one and with two, and merged. CPU time of all processes counts, so that a busy machine does
not; pages a second are told for the machine as it was. A merge is compared with sqlite3 doing
nothing but the inserts that it leads to.
"""

from __future__ import annotations

import contextlib
import ctypes
import gzip
import io
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[0] = str(ROOT)  # this file is called as a room is

from warcio.statusandheaders import StatusAndHeaders  # noqa: E402
from warcio.warcwriter import WARCWriter  # noqa: E402

from archive import Archive  # noqa: E402
from archive.upkeep.merge.merge import merge  # noqa: E402

FILES = 8
PR_SET_CHILD_SUBREAPER = 36


def write_archives(pages: list[bytes], folder: Path, count: int) -> int:
    """So many pages in eight web archives; their bytes as they are on the disk."""
    folder.mkdir()
    chosen = list(enumerate(islice(cycle(pages), count)))
    for number in range(FILES):
        with (folder / f"{number}.warc.gz").open("wb") as file:
            writer = WARCWriter(file, gzip=True)
            for n, body in chosen[number::FILES]:
                # A comment, or a page kept twice would be stored once.
                body += f"<!-- {n} -->".encode()
                head = StatusAndHeaders(
                    "200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1"
                )
                record = writer.create_warc_record(
                    f"https://site{n % 12}.example/story-{n}",
                    "response",
                    payload=io.BytesIO(body),
                    http_headers=head,
                    warc_headers_dict={
                        "WARC-Date": f"2026-11-{1 + n % 28:02}T10:{n // 28 % 60:02}:00Z"
                    },
                )
                writer.write_record(record)
    return sum(file.stat().st_size for file in folder.iterdir())


def run(*command: object) -> tuple[float, float]:
    """CPU seconds of a command and all it started, and seconds on the clock."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "newsclip", *map(str, command)],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with contextlib.suppress(ChildProcessError):
        while True:  # processes that those had started, and that came to us when those ended
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.monotonic() - started


def merge_seconds(archive: Path, into: Path) -> float:
    """CPU seconds of merging one archive into another, which is there already."""
    with Archive(into, write=True):
        pass
    with Archive(archive) as source, Archive(into, write=True) as target, target.lock():
        started = time.process_time()
        merge(target, [source])
        return time.process_time() - started


def raw_inserts(archive: Path, into: Path) -> float:
    """CPU seconds of sqlite3 for the rows of an archive and its stored pages, nothing else."""
    spent = 0.0
    for name, part in (("news.db", archive), ("captures", archive.with_suffix(".captures.db"))):
        with closing(sqlite3.connect(part)) as source, closing(sqlite3.connect(into / name)) as new:
            for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
                new.execute(f"PRAGMA {pragma}")  # as an archive is written
            schema = source.execute(
                "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
                " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'articles_fts_%'"
                " AND type IN ('table', 'index')"
            ).fetchall()
            for kind in ("table", "index"):
                for _, _, sql in (row for row in schema if row[0] == kind):
                    new.execute(sql)
            tables = [row[1] for row in schema if row[0] == "table"]
            for table in tables:
                if table in ("articles_fts", "frontier", "sites", "meta"):
                    continue
                rows = source.execute(f"SELECT * FROM {table}").fetchall()
                if not rows:
                    continue
                started = time.process_time()
                marks = ", ".join("?" * len(rows[0]))
                for first in range(0, len(rows), 100):
                    with new:
                        new.executemany(
                            f"INSERT INTO {table} VALUES ({marks})", rows[first : first + 100]
                        )
                if table == "articles":
                    with new:
                        columns = ", ".join(
                            row[1] for row in source.execute("PRAGMA table_info(articles_fts)")
                        )
                        new.execute(
                            f"INSERT INTO articles_fts (rowid, {columns})"
                            f" SELECT id, {columns} FROM articles"
                        )
                spent += time.process_time() - started
            started = time.process_time()
            new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            spent += time.process_time() - started
    return spent


def main(folder: Path, count: int) -> None:
    """Measure and print."""
    files = sorted(folder.rglob("*.html*"))
    pages = [
        gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        for file in files
    ]
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        size = write_archives(pages, work / "warcs", count)
        print(f"{count} pages, {size / 1e6:.0f} MB of WARC in {FILES} files\n")
        print("| | workers | CPU ms a page | against one worker | pages a second |")
        print("|---|---|---|---|---|")
        for task in ("import", "reparse"):
            base = 0.0
            for workers in (1, 2):
                archive = work / f"{workers}.db"
                options = ("--archive", archive, "--cluster", f"local:{workers}", "--quiet")
                given = ("warcs",) if task == "import" else ("--all",)
                given = (work / "warcs",) if task == "import" else given
                cpu, seconds = run(task, *given, *options)
                base = base or cpu
                print(
                    f"| {task} | {workers} | {1000 * cpu / count:.1f} | {cpu / base:.2f} |"
                    f" {count / seconds:.0f} |"
                )
        cpu, again = (merge_seconds(work / "1.db", work / "merged.db") for _ in range(2))
        raw = raw_inserts(work / "1.db", Path(tempfile.mkdtemp(dir=work)))
        print(
            f"\nmerge: {1000 * cpu / count:.2f} ms a page, of which {1000 * raw / count:.2f} are"
            f" the inserts alone: {raw / cpu:.2f}; merged again: {1000 * again / count:.2f} ms"
        )


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "fixtures",
        int(sys.argv[2]) if len(sys.argv) > 2 else 2_000,
    )
