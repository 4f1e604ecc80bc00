"""How much room stored pages take: python benchmarks/pages.py CORPUS [CORPUS …].

Each CORPUS is a folder with ``index.jsonl`` (see ``body_corpus``). Of all of them the pages of
sites with two or more are kept, beside what gzip and zstd need for each page alone; bodies only,
a body that came twice once. CPU time counts.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import zstandard

sys.path[0] = str(Path(__file__).parent.parent)  # this file is called as a room is

from archive import Archive, Capture  # noqa: E402

START = datetime(2026, 1, 1, tzinfo=UTC)
MEGABYTE = 1_000_000
BATCH = 50


def sites_of(corpora: Sequence[Path]) -> list[list[tuple[str, bytes]]]:
    """Address and body of the different pages of each site that has two or more."""
    pages: dict[str, dict[bytes, str]] = defaultdict(dict)
    for corpus in corpora:
        for line in (corpus / "index.jsonl").open():
            told = json.loads(line)
            body = gzip.decompress((corpus / told["html"]).read_bytes())
            pages[told["domain"]].setdefault(body, told["url"])
    return [
        [(url, body) for body, url in bodies.items()]
        for bodies in pages.values()
        if len(bodies) > 1
    ]


def timed(pack: Callable[[bytes], bytes], bodies: Sequence[bytes]) -> tuple[list[int], float]:
    """The packed size of each of *bodies*, and bytes taken in a second."""
    began = time.process_time()
    sizes = [len(pack(body)) for body in bodies]
    return sizes, sum(map(len, bodies)) / (time.process_time() - began)


def kept(sites: list[list[tuple[str, bytes]]]) -> tuple[list[int], float, float]:
    """The size of each page in an archive, and bytes in and out in a second."""
    flat = [page for pages in sites for page in pages]
    captures = [
        Capture(url, START + timedelta(seconds=n), 200, body) for n, (url, body) in enumerate(flat)
    ]
    total = sum(len(body) for _, body in flat)
    with tempfile.TemporaryDirectory() as folder:
        with Archive(Path(folder, "news.db"), write=True) as archive:
            began = time.process_time()
            for start in range(0, len(captures), BATCH):
                archive.captures.save(captures[start : start + BATCH])
            into = time.process_time() - began
        with Archive(Path(folder, "news.db")) as archive:
            began = time.process_time()
            for capture in captures:
                assert archive.captures.body(capture.id) == capture.body
            out = time.process_time() - began
            assert archive.captures.connection
            sizes = dict(
                archive.captures.connection.execute("SELECT id, length(body) FROM captures")
            )
    return [sizes[capture.id] for capture in captures], total / into, total / out


def main(corpora: Sequence[Path]) -> None:
    sites = sites_of(corpora)
    bodies = [body for pages in sites for _, body in pages]
    later = [n > 0 for pages in sites for n in range(len(pages))]
    print(f"{len(bodies)} pages of {len(sites)} sites, {sum(later)} after their site's first")
    plain = list(map(len, bodies))
    gzipped, speed = timed(lambda body: gzip.compress(body, 9), bodies)
    rows = [("as they came", plain, 0.0), ("gzip -9, as in WARC.gz", gzipped, speed)]
    for level in (9, 10):
        packer = zstandard.ZstdCompressor(level=level)
        rows.append((f"zstd -{level}, each page alone", *timed(packer.compress, bodies)))
    ours, into, out = kept(sites)
    rows.append(("newsclip", ours, into))
    alone = sum(size for size, is_later in zip(gzipped, later, strict=True) if is_later)
    print("| | all, MB | after the first, MB | of gzip | MB/s in |\n|---|---|---|---|---|")
    for name, sizes, rate in rows:
        after = sum(size for size, is_later in zip(sizes, later, strict=True) if is_later)
        print(f"| {name} | {sum(sizes) / MEGABYTE:.2f} | {after / MEGABYTE:.2f} |"
              f" {after / alone:.3f} | {rate / MEGABYTE:.0f} |")  # fmt: skip
    print(f"out: {out / MEGABYTE:.0f} MB/s")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
