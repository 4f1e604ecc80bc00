"""What an import costs beside its parts: python benchmarks/imports.py FILE.

FILE is a web archive of real pages. Unpacking, reading and saving (with packing the pages) are
measured one after another in this process, then ``newsclip import`` with all its processes; what
the ratio lacks to 1 is handing over, looking for copies and starting. CPU time counts.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).parent.parent)  # this file is called as a room is

from archive import Archive, Capture, Visit  # noqa: E402
from benchmarks.reparse import spent  # noqa: E402
from crawler.imports.sources import files_of, items  # noqa: E402
from crawler.workers.page_parsing import ParsedPage, parse_page  # noqa: E402

BATCH = 50


def visit_of(capture: Capture, read: ParsedPage) -> Visit:
    """What an import keeps of *capture*."""
    if read.article is None:
        return Visit(
            capture.url, capture.fetched_at, "not-an-article", capture.status, read.reason,
            capture=capture,
        )  # fmt: skip
    return Visit(
        capture.url, capture.fetched_at, status=capture.status, capture=capture,
        article=read.article, parser=read.parser,
    )  # fmt: skip


def main(file: Path) -> None:
    parts: dict[str, float] = {}
    began = time.process_time()
    [(_, found)] = items(files_of([file]), lambda count: None)
    captures = [item for item in found if isinstance(item, Capture)]
    parts["unpack"] = time.process_time() - began
    began = time.process_time()
    visits = [visit_of(one, parse_page(one.body, one.url, one.content_type)) for one in captures]
    parts["read"] = time.process_time() - began
    with tempfile.TemporaryDirectory() as folder:
        with Archive(Path(folder, "parts.db"), write=True) as archive:
            began = time.process_time()
            for start in range(0, len(visits), BATCH):
                archive.save(visits[start : start + BATCH])
            parts["pack and save"] = time.process_time() - began
        used, seconds = spent("import", str(file), "--archive", str(Path(folder, "whole.db")))
    total = sum(parts.values())
    each = 1000 / len(captures)
    print(", ".join(f"{name} {took:.1f} s" for name, took in parts.items()))
    print(f"{len(captures)} pages: parts {total * each:.1f} ms a page, newsclip import"
          f" {used * each:.1f} ms, ratio {total / used:.2f}; {len(captures) / seconds:.0f} pages"
          " a second by the clock")  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
