"""Why a page was read as it was, for a person who has never seen HTML, and as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import date
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from newsclip.terminal.output.printing import clean, console
from parsers import Explanation
from parsers.page.extracted import Note
from parsers.records import Article

NARROWEST = 80
"""Columns that are always used; also what a file or a pipe is given, so that a pager shows it."""

LONGEST = 90
"""Characters of a text that are shown: enough to find it on the page."""

_NOT_EXPLAINED = ("url", "sources", "paragraphs", "published_local")
"""Said elsewhere (the address, the blocks), or nothing to decide."""

_SOURCES = {
    "json-ld": "the page's data for search engines (json-ld)",
    "microdata": "the page's data for search engines (microdata)",
    "meta": "a note in the page's head (meta)",
    "opengraph": "the page's data for sharing (og)",
    "og": "the page's data for sharing (og)",
    "twitter": "the page's data for sharing (twitter)",
    "alternative": "the page's data for search engines (alternativeHeadline)",
    "title": "the title of the browser window",
    "h1": "the largest heading (h1)",
    "element": "a part of the page named for it",
    "byline": "the byline",
    "text": "the text",
    "body": "the start of the text",
    "structured": "the page's data",
    "caption": "a caption",
    "figure": "a picture with its caption",
    "url": "the address",
    "declared": "what the page declares",
}


def explanation_data(explanation: Explanation) -> dict[str, Any]:
    """*explanation* as plain values: ``article``, ``refused``, ``fields``, ``blocks``."""
    article = explanation.article
    return {
        "article": article.to_dict() if article else None,
        "refused": explanation.refused,
        "fields": {
            name: [_note_data(note) for note in notes] for name, notes in explanation.fields.items()
        },
        "blocks": [_note_data(note) for note in explanation.blocks],
    }


def _note_data(note: Note) -> dict[str, Any]:
    values = asdict(note)
    del values["field"]
    return values


def print_explanation(explanation: Explanation) -> None:
    """Print every field with its candidates, then every block of the page, kept or left out."""
    paper = console()
    paper.width = max(paper.width, NARROWEST) if paper.is_terminal else NARROWEST
    with paper.capture() as captured:
        paper.print(Group(*_parts(explanation)))
    lines = (line.rstrip() for line in captured.get().splitlines())
    click.echo("\n".join(lines), color=paper.is_terminal)


def _parts(explanation: Explanation) -> Iterator[RenderableType]:
    if explanation.refused:
        yield Text(f"No article: {clean(explanation.refused)}.", "bold red")
        yield Text()
    yield Text("Fields", "bold")
    yield Text("+ what was taken, and from where; - what else there was, and why not", "dim")
    for name in _fields(explanation):
        yield Text(name.replace("_", " "), "cyan")
        yield from _candidates(name, explanation)
    if explanation.article and (missing := _missing(explanation.article)):
        yield Text("Not on this page: " + ", ".join(missing), "dim")
    yield Text()
    kept = sum(note.kept for note in explanation.blocks)
    yield Text("The page from top to bottom", "bold")
    yield Text(f"+ in the article ({kept}); - left out ({len(explanation.blocks) - kept})", "dim")
    yield _table(_line(note, note.reason) for note in explanation.blocks)


def _fields(explanation: Explanation) -> list[str]:
    """Names of the fields there is something to say about, in the order of the record."""
    article = explanation.article
    filled = [f.name for f in fields(Article) if article and getattr(article, f.name)]
    order = [f.name for f in fields(Article)]
    known = [n for n in order if (n in filled or n in explanation.fields)]
    return [n for n in known if n not in _NOT_EXPLAINED] + [
        n for n in explanation.fields if n not in order
    ]


def _missing(article: Article) -> list[str]:
    return [
        f.name.replace("_", " ")
        for f in fields(Article)
        if getattr(article, f.name) in (None, ()) and f.name not in _NOT_EXPLAINED
    ]


def _candidates(name: str, explanation: Explanation) -> Iterator[RenderableType]:
    notes = explanation.fields.get(name, ())
    article = explanation.article
    value = getattr(article, name, None) if article else None
    rows = []
    if value and not any(note.kept for note in notes):
        source = article.sources.get(name, "") if article else ""
        rows += [_row(True, shown, _words(source)) for shown in _shown(value)]
    rows += [_line(note, f"{_words(note.source)}: {note.reason}") for note in notes]
    yield _table(iter(rows))


def _shown(value: Any) -> list[str]:
    """A field's value in a few words: one line for each picture, one for anything else."""
    if isinstance(value, tuple):
        if all(isinstance(item, str) for item in value):
            return [", ".join(value)]
        return [item.caption or item.alt or item.url or "(no words)" for item in value]
    if isinstance(value, date):
        return [value.isoformat()]
    return [str(getattr(value, "text", value))]


def _words(source: str) -> str:
    if source.startswith("site:"):
        return f"the rules for {source.removeprefix('site:')}"
    return _SOURCES.get(source, source)


def _line(note: Note, why: str) -> tuple[Text, Text, Text]:
    return _row(note.kept, note.text, why)


def _row(kept: bool, text: str, why: str) -> tuple[Text, Text, Text]:
    shown = clean(text)
    if len(shown) > LONGEST:
        shown = shown[: LONGEST - 1].rstrip() + "…"
    return (
        Text("+", "bold green") if kept else Text("-", "red"),
        Text(shown or "(no words)", "" if kept else "dim", overflow="fold"),
        Text(clean(why), "dim", overflow="fold"),
    )


def _table(rows: Iterator[tuple[Text, Text, Text]]) -> Table:
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(width=3, justify="right")
    table.add_column(ratio=3)
    table.add_column(ratio=2)
    for row in rows:
        table.add_row(*row)
    return table
