"""How fast stored pages are read again: python benchmarks/reparse.py [FOLDER] [PAGES].

FOLDER holds saved pages (.html, or .html.gz); without one, the pages of our own fixtures. The
same pages are read by the reader alone, in one process, for comparison: what the ratio lacks
to 1 is unpacking, handing over and writing. CPU time counts, so a busy machine does not.
"""

from __future__ import annotations

import ctypes
import gzip
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[0] = str(ROOT)  # this file is called as a room is

import parsers  # noqa: E402
from archive import Archive, Capture, Visit  # noqa: E402
from parsers.records import Article  # noqa: E402

START = datetime(2026, 1, 1, tzinfo=UTC)
PR_SET_CHILD_SUBREAPER = 36


def pages_of(folder: Path) -> list[tuple[str, bytes, Article]]:
    """The pages below *folder* that the reader reads, each with a host of its folder's name."""
    found = []
    for file in sorted(folder.rglob("*.html*")):
        body = file.read_bytes()
        body = gzip.decompress(body) if file.suffix == ".gz" else body
        host = f"{abs(hash(file.parent)) % 10**8}.example"
        try:
            read = parsers.parse(body, f"https://{host}/{file.stem}")
        except parsers.ReadingError:
            continue
        found.append((host, body, read))
    return found


def fill(path: Path, pages: list[tuple[str, bytes, Article]], count: int) -> None:
    """Keep *count* pages as an earlier reader might have read them: a third without its end."""
    with Archive(path, write=True) as archive:
        numbered = enumerate(islice(cycle(pages), count))
        while batch := list(islice(numbered, 50)):
            visits = []
            for n, (host, body, read) in batch:
                article = replace(read, url=None)
                if n % 3 == 0:
                    article = replace(article, paragraphs=article.paragraphs[:-1])
                at = START + timedelta(minutes=n)
                # A comment, or a page kept twice would be stored once.
                capture = Capture(
                    f"https://{host}/{n}", at, 200, body + b"<!--%d-->" % n,
                    content_type="text/html",
                )  # fmt: skip
                visits.append(Visit(capture.url, at, None, 200, None, capture, article, "earlier"))
            archive.save(visits)


def reader_alone(path: Path) -> float:
    """CPU seconds of the reader for all pages of the archive."""
    with Archive(path) as archive:
        total = 0.0
        for key in archive.captures.ids():
            capture = archive.capture(key)
            assert capture
            began = time.process_time()
            # Under another address a page may be taken for a list; it costs the same.
            with suppress(parsers.ReadingError):
                parsers.parse(capture.body, capture.url, content_type=capture.content_type)
            total += time.process_time() - began
    return total


def spent(*arguments: str) -> tuple[float, float]:
    """CPU seconds, of all processes, and wall seconds of ``newsclip`` with *arguments*."""
    # Workers outlive the command that started them: they become ours, to be counted.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    command = [sys.executable, "-m", "newsclip", *arguments]
    print(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    seconds = time.perf_counter() - began
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, seconds


def main(folder: Path, count: int) -> None:
    pages = pages_of(folder)
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch, "news.db")
        fill(path, pages, count)
        alone = reader_alone(path)
        used, seconds = spent("reparse", "--archive", str(path))
    cores = os.cpu_count() or 1
    size = sum(len(body) for _, body, _ in pages) / len(pages) / 1000
    print(f"{count} pages of {size:.0f} KB on average, {cores} cores")
    print(f"the reader alone: {count / alone:.0f} pages a second and core")
    print(f"newsclip reparse: {count / used:.0f} pages a second of CPU time, "
          f"ratio {alone / used:.2f}; {count / seconds:.0f} pages a second by the clock, "
          f"ratio {alone / cores / seconds:.2f}")  # fmt: skip


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "fixtures",
        int(sys.argv[2]) if len(sys.argv) > 2 else 2_000,
    )
