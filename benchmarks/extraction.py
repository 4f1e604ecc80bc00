"""Score and time the reader beside its peers, on any folder in the corpora's format.

    python benchmarks/extraction.py CORPORA              # every set in the folder
    python benchmarks/extraction.py CORPORA --set fundus --systems newsclip,trafilatura
    python benchmarks/extraction.py CORPORA --svg docs/extraction.svg --json figures.json

A set is a folder with ``index.jsonl``: one object a page with ``id``, ``url``, ``html`` (the
gzipped page, relative to the index) and ``truth`` (headline, authors, published, body, and where
known paragraphs, subheads, summary, images).

Each page is read by every system, turn about, in one process on one thread, so that a machine
that slows down slows all of them; time is CPU time of this process. Only ratios mean anything on
a shared machine: they are given against trafilatura and against the bare Lexbor parse.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chart import bars
from metrics import Reading, Score, score, summary
from systems import Read, installed

COLUMNS = {
    "body F1": "f1",
    "P": "precision",
    "R": "recall",
    "headline": "headline",
    "authors": "authors",
    "date": "date",
    "para F1": "paragraph_f1",
    "leak": "leak",
    "caption R": "caption_recall",
    "caption P": "caption_precision",
    "credit R": "credit_recall",
    "credit P": "credit_precision",
    "failed": "error",
    "empty": "empty",
}


def pages(index: Path, limit: int | None) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Each row of *index* with its page."""
    with index.open() as lines:
        for number, line in enumerate(lines):
            if limit is not None and number >= limit:
                return
            row = json.loads(line)
            yield row, gzip.decompress((index.parent / row["html"]).read_bytes())


def read_once(read: Read, page: bytes, url: str) -> tuple[Reading, float]:
    """One reading and the CPU seconds it took; an exception is an empty reading."""
    started = time.process_time()
    try:
        reading = read(page, url)
    except Exception as problem:  # a peer may raise anything; it is counted
        reading = Reading(error=f"{type(problem).__name__}: {problem}")
    return reading, time.process_time() - started


def measure(
    index: Path, systems: dict[str, Read], limit: int | None
) -> dict[str, dict[str, float]]:
    """Figures of every system on one set."""
    scores: dict[str, list[Score]] = {name: [] for name in systems}
    seconds: dict[str, list[float]] = {name: [] for name in systems}
    order = list(systems)
    for turn, (row, page) in enumerate(pages(index, limit)):
        start = turn % len(order)
        for name in order[start:] + order[:start]:
            reading, took = read_once(systems[name], page, row["url"])
            seconds[name].append(took)
            scores[name].append(score(row["truth"], reading))
    figures = {}
    for name in systems:
        figures[name] = summary(scores[name])
        figures[name]["ms"] = 1000 * statistics.median(seconds[name])
        figures[name]["ms_total"] = 1000 * sum(seconds[name])
        figures[name]["pages"] = len(scores[name])
    return figures


def table(figures: dict[str, dict[str, float]]) -> str:
    """The figures of one set as a Markdown table, best body first."""
    shown = {k: c for k, c in COLUMNS.items() if any(c in row for row in figures.values())}
    head = ["system", *shown, "ms/page", "x trafilatura", "x bare parse"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    against = {
        name: figures.get(name, {}).get("ms_total") for name in ("trafilatura", "bare parse")
    }
    for name, row in sorted(figures.items(), key=lambda item: -item[1]["f1"]):
        cells = [name]
        for column in shown.values():
            value = row.get(column)
            whole = column in ("error", "empty")
            cells.append("" if value is None else f"{value:.0f}" if whole else f"{value:.3f}")
        if name == "bare parse":
            cells[1:] = [""] * len(shown)
        cells.append(f"{row['ms']:.2f}")
        faster, slower = against["trafilatura"], against["bare parse"]
        cells.append(f"{faster / row['ms_total']:.1f}" if faster else "")
        cells.append(f"{row['ms_total'] / slower:.1f}" if slower else "")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Read the options, measure, print."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("corpora", type=Path, help="a folder of sets, or one set")
    options.add_argument("--set", action="append", dest="sets", help="only this set")
    options.add_argument("--systems", help="only these, with commas between")
    options.add_argument("--limit", type=int, help="only the first pages of each set")
    options.add_argument("--json", type=Path, help="write the figures here")
    options.add_argument("--svg", type=Path, help="draw body F1 against speed here")
    given = options.parse_args()
    systems = installed(given.systems.split(",") if given.systems else None)
    indexes = sorted(given.corpora.glob("*/index.jsonl")) or [given.corpora / "index.jsonl"]
    if not indexes[0].exists():
        options.error(f"{given.corpora}: no index.jsonl in it. Name a folder in the form above.")
    figures = {}
    for index in indexes:
        name = index.parent.name
        if given.sets and name not in given.sets:
            continue
        figures[name] = measure(index, systems, given.limit)
        count = next(iter(figures[name].values()))["pages"]
        print(f"\n### {name} ({count:.0f} pages)\n\n{table(figures[name])}")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1))
    if given.svg:
        given.svg.write_text(bars(figures))


if __name__ == "__main__":
    main()
