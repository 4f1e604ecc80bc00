"""What chrome does to a reading: pages with and without it, each read by every system.

    python benchmarks/injected.py CORPUS …               # folders in the corpora's format
    python benchmarks/injected.py fixtures               # the golden pages
    python benchmarks/injected.py CORPUS … --pages 100 --systems newsclip,trafilatura --list 20

Into each page one piece of chrome is put at a time, of each kind (dialogs, choosers, boxes, lists
of other stories, the next story, comments, notices …), where sites put it: at the top of the body,
above the story, inside it, behind it, at the end. ``together`` is several kinds at once. The
rest of the page stays as it was, byte for byte, so the truth is known by construction: the text
must stay the same. ``walled`` is a dialog, a paywall, a login or a notice in place of the story:
there a refusal is right, and a leak is a wall that was kept as an article.

Columns: *leak*, the share of pages whose text takes up a block or a sentence of the chrome, all
places and each; *changed*, the share whose text changes without a leak; *refused*, the share
that had a text before and has none now; *fields*, the share of which another field changes
(headline, standfirst, authors, date, captions, credits). A page on which a system reads no text
without chrome is left out for it.

The words are those of ``benchmarks/chrome/words/test``, which no training sees. ``--words train``
takes the others. The same seed makes the same chrome.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parent.parent))

from chrome import KINDS, PLACES, ChromeGenerator, load_words
from chrome.trial import TOGETHER, WALLED, Outcome, outcomes, pages_of, stories_in
from systems import SYSTEMS, installed

APPEALS = ("newsletter", "donation", "paywall", "registration", "author")
FURTHER = ("promo", "policy", "external", "player", "related", "line")
UNTRAINED = ("poll", "survey", "widget")
GROUPS: dict[str, tuple[float | None, Callable[[Outcome], bool]]] = {
    "dialogs, choosers, comments, notices": (
        0.01,
        lambda o: o.kind in ("consent", "chooser", "comments", "notice"),
    ),
    "tickers, footers": (None, lambda o: o.kind in ("ticker", "footer")),
    "lists of stories, next story": (0.05, lambda o: o.kind in ("teasers", "next-story")),
    "boxes behind the story": (0.12, lambda o: o.kind in APPEALS and o.place != "inside"),
    "boxes inside the story": (0.30, lambda o: o.kind in APPEALS and o.place == "inside"),
    "all of these": (0.08, lambda o: o.kind not in (*FURTHER, *UNTRAINED, TOGETHER, WALLED)),
    "further kinds": (None, lambda o: o.kind in FURTHER),
    "kinds that no training has": (None, lambda o: o.kind in UNTRAINED),
    "several kinds at once": (None, lambda o: o.kind == TOGETHER),
}
"""The kinds in groups, with the share that may leak."""


def share(outcomes: Sequence[Outcome], is_so: Callable[[Outcome], bool]) -> float | None:
    """The share of outcomes of which something is so; none of no outcome."""
    return sum(map(is_so, outcomes)) / len(outcomes) if outcomes else None


def figures(outcomes: Sequence[Outcome]) -> dict[str, float | int | None]:
    """The figures of one row."""
    return {
        "readings": len(outcomes),
        "leak": share(outcomes, lambda o: bool(o.leaks)),
        **{
            f"leak {place}": share(
                [o for o in outcomes if o.place == place], lambda o: bool(o.leaks)
            )
            for place in PLACES
        },
        "changed": share(outcomes, lambda o: o.is_changed and not o.leaks and not o.is_refused),
        "refused": share(outcomes, lambda o: o.is_refused),
        "fields": share(outcomes, lambda o: bool(o.fields)),
    }


def rows_of(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float | int | None]]:
    """The figures of each kind, and of each group."""
    kinds = {k: figures([o for o in outcomes if o.kind == k]) for k in (*KINDS, TOGETHER, WALLED)}
    groups = {
        name: {**figures([o for o in outcomes if is_in(o)]), "target": target}
        for name, (target, is_in) in GROUPS.items()
    }
    return {name: row for name, row in (kinds | groups).items() if row["readings"]}


def table(rows: dict[str, dict[str, float | int | None]]) -> str:
    """Rows of figures as a Markdown table."""
    columns = list(figures(()))
    lines = [f"| kind | {' | '.join(columns)} | target |", "|---" * (len(columns) + 2) + "|"]
    for name, row in rows.items():
        cells = [_shown(row[column]) for column in columns]
        lines.append(f"| {name} | {' | '.join(cells)} | {_shown(row.get('target'))} |")
    return "\n".join(lines)


def _shown(value: float | int | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.3f}".removeprefix("0")


def worst(outcomes: Iterable[Outcome], count: int) -> list[str]:
    """The readings that took up the most, one line each."""
    bad = [o for o in outcomes if o.leaks or o.is_refused or o.is_changed]
    bad.sort(key=lambda o: (o.is_refused, sum(map(len, o.leaks))), reverse=True)
    return [
        f"{o.system} {o.page} {o.kind} {o.place}: "
        + ("refused" if o.is_refused else " / ".join(o.leaks)[:120] or "changed without a leak")
        for o in bad[:count]
    ]


def parser() -> argparse.ArgumentParser:
    """The command line."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("corpora", nargs="+", type=Path)
    options.add_argument("--systems", help="of: " + ", ".join(SYSTEMS), default="newsclip")
    options.add_argument(
        "--pages", type=int, help="so many pages of each corpus, drawn by the seed"
    )
    options.add_argument("--kinds", help=f"of: {', '.join(KINDS)}, {TOGETHER}, {WALLED}")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--words", choices=("test", "train"), default="test")
    options.add_argument("--stories", type=Path, action="append", help="corpora of other stories")
    options.add_argument("--list", type=int, default=0, help="the worst readings")
    options.add_argument("--json", type=Path, help="keep the figures and every outcome")
    return options


def main() -> None:
    options = parser()
    given = options.parse_args()
    names = [name.strip() for name in given.systems.split(",")]
    systems = installed(names)
    if missing := sorted(set(names) - set(systems)):
        options.error(f"{', '.join(missing)}: not installed here. Install the peers: '.[bench]'")
    stories = stories_in(given.stories or given.corpora)
    generator = ChromeGenerator(load_words(given.words), stories, given.seed)
    known = (*generator.kinds, TOGETHER, WALLED)
    kinds = given.kinds.split(",") if given.kinds else known
    if unknown := sorted(set(kinds) - set(known)):
        options.error(f"{', '.join(unknown)}: no such kind. There are: {', '.join(known)}")
    found: list[Outcome] = []
    for corpus in given.corpora:
        for page in pages_of(corpus, given.pages, given.seed):
            found += outcomes(page, corpus.name, generator, systems, kinds)
    report = {}
    for system in systems:
        own = [o for o in found if o.system == system]
        report[system] = rows_of(own)
        print(f"\n### {system}, {len({o.page for o in own})} pages\n\n{table(report[system])}")
    if given.list:
        print("\nworst:", *worst(found, given.list), sep="\n- ")
    if given.json:
        kept = {"figures": report, "outcomes": [asdict(o) for o in found]}
        given.json.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
