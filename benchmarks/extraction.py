"""Score and time the reader beside its peers, on any folder in the corpora's format.

    python benchmarks/extraction.py CORPORA              # every set in the folder
    python benchmarks/extraction.py CORPORA --set fundus --systems newsclip,trafilatura
    python benchmarks/extraction.py CORPORA --halves --worst 10 --systems newsclip
    python benchmarks/extraction.py CORPORA --svg docs/extraction.svg --json figures.json

A set is a folder with ``index.jsonl``: one object a page with ``id``, ``url``, ``html`` (the
gzipped page, relative to the index) and ``truth`` (headline, authors, published, body, and where
known paragraphs, subheads, summary, images).

Each page is read by every system, turn about, in one process on one thread, so that a machine
that slows down slows all of them; time is CPU time of this process. Only ratios mean anything on
a shared machine: they are given against trafilatura and against the bare Lexbor parse, of all
pages together. What a process loads once is not counted.

``--halves`` splits each set by the page's site, always the same way: look at the pages of the
first half when mending the reader, and only at the figures of the second.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
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


def half_of(row: dict[str, Any]) -> str:
    """The half a page belongs to: all pages of a site are in the same one."""
    digest = hashlib.sha256(str(row["domain"]).encode()).digest()
    return "check" if digest[0] % 2 else "look"


@dataclass(slots=True)
class Run:
    """What one system did on one set, page by page in the set's order."""

    scores: list[Score] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def figures(self, chosen: list[int]) -> dict[str, float]:
        """Means over the pages at these places; time as median and sum."""
        seconds = [self.seconds[place] for place in chosen]
        return {
            **summary(self.scores[place] for place in chosen),
            "ms": 1000 * statistics.median(seconds),
            "ms_total": 1000 * sum(seconds),
            "pages": len(chosen),
        }


_FIRST_PAGE = (
    "<title>Boats wait for the tide</title><article><h1>Boats wait for the tide</h1>"
    + "<p>बंदरगाह के प्रमुख ने सोमवार को कहा कि नावें शाम के ज्वार का इंतज़ार करेंगी और कोई नहीं जाएगी।</p>" * 9
    + "</article>"
).encode()
"""Read before the others and not counted: what a process loads once (patterns, word lists, a
language model) is no page's cost. It names no language, and many are written with its letters."""


def measure(
    index: Path, systems: dict[str, Read], limit: int | None
) -> tuple[list[dict[str, Any]], dict[str, Run]]:
    """Every page of a set read by every system: the rows (without truth) and the runs."""
    rows: list[dict[str, Any]] = []
    runs = {name: Run() for name in systems}
    order = list(systems)
    for name in order:
        read_once(systems[name], _FIRST_PAGE, "https://example.com/boats")
    for turn, (row, page) in enumerate(pages(index, limit)):
        start = turn % len(order)
        for name in order[start:] + order[:start]:
            reading, took = read_once(systems[name], page, row["url"])
            runs[name].seconds.append(took)
            runs[name].scores.append(score(row["truth"], reading))
        rows.append({key: row.get(key) for key in ("id", "url", "domain")})
    return rows, runs


def figures_of(
    rows: list[dict[str, Any]], runs: dict[str, Run], half: str | None = None
) -> dict[str, dict[str, float]]:
    """Figures of every system on the set, or on one half of it."""
    chosen = [place for place, row in enumerate(rows) if half in (None, half_of(row))]
    return {name: run.figures(chosen) for name, run in runs.items()} if chosen else {}


def worst(rows: list[dict[str, Any]], run: Run, count: int) -> list[str]:
    """The pages whose text was read worst, one line each, with what went wrong."""

    def body(page: Score) -> float:
        precision, recall = (page.values.get(name, 0.0) for name in ("precision", "recall"))
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    ranked = sorted(zip(rows, run.scores, strict=True), key=lambda pair: body(pair[1]))
    return [
        f"{row['id']}: F1 {body(page):.3f}, precision {page.values.get('precision', 0):.3f}, "
        f"recall {page.values.get('recall', 0):.3f} {row['url']}"
        for row, page in ranked[:count]
    ]


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
    options.add_argument("--halves", action="store_true", help="figures of each half too")
    options.add_argument("--worst", type=int, default=0, help="name newsclip's worst pages")
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
        rows, runs = measure(index, systems, given.limit)
        figures[name] = figures_of(rows, runs)
        print(f"\n### {name} ({len(rows)} pages)\n\n{table(figures[name])}")
        for half in ("look", "check") if given.halves else ():
            if part := figures_of(rows, runs, half):
                count = next(iter(part.values()))["pages"]
                print(f"\n#### {name}, {half} half ({count:.0f} pages)\n\n{table(part)}")
        if given.worst and "newsclip" in runs:
            print("\nworst:", *worst(rows, runs["newsclip"], given.worst), sep="\n- ")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=1))
    if given.svg:
        given.svg.write_text(bars(figures))


if __name__ == "__main__":
    main()
