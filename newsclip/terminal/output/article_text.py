"""An article as a person reads it, and text from pages made safe for a terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import click
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from newsclip.terminal.output.printing import console, strip_controls
from parsers.records import BESIDE, Article, Dateline, Image, Paragraph

TEXT_WIDTH = 88
"""Columns: wider lines are hard to read."""

_DATELINE_FROM = {
    "element": "from the head of the page",
    "structured": "from the page's data",
    "caption": "from a caption",
}


def json_text(value: Any, *, indent: int | None = 2) -> str:
    """*value* as JSON in its own letters; control codes are written as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return re.sub("[\x7f-\x9f\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)


def article_view(article: Article, notes: Sequence[tuple[str, str]] = ()) -> RenderableType:
    """*article* laid out like a page: head, lead picture, text, other pictures, facts.

    *notes* are pairs of a label and a text that follow the article's own facts, such as
    what the archive knows of it.
    """
    parts: list[RenderableType] = [*_head(article), *_pictures(_lead(article))]
    opening = article.dateline if article.dateline and article.dateline.source == "body" else None
    parts += _text(article.paragraphs, opening)
    parts += _pictures(image for image in article.images if not image.is_lead)
    parts.append(_facts([*_article_facts(article), *notes]))
    return Group(*parts)


def print_article(article: Article, notes: Sequence[tuple[str, str]] = ()) -> None:
    """Print :func:`article_view` to standard output; colours on a terminal only."""
    paper = console()
    with paper.capture() as captured:
        paper.print(article_view(article, notes), width=min(paper.width, TEXT_WIDTH), crop=False)
    lines = (line.rstrip() for line in captured.get().splitlines())
    click.echo("\n".join(lines), color=paper.is_terminal)


def _styled(text: str, style: str = "") -> Text:
    return Text(strip_controls(text), style=style, overflow="fold")


def _head(article: Article) -> Iterator[Text]:
    if article.kicker:
        yield _styled(article.kicker, "cyan")
    yield _styled(article.headline or "(no headline)", "bold")
    if article.dek:
        yield _styled(article.dek, "italic")
    byline = article.byline or ", ".join(article.authors)
    when = _readable(article.published_local) or _when(article.published_at)
    if line := " · ".join(part for part in (byline, when) if part):
        yield _styled(line, "dim")
    yield Text()


def _readable(printed: str | None) -> str:
    """A time as the page prints it; one that only programs were shown, as people write it."""
    try:
        moment = datetime.fromisoformat(printed or "")
    except ValueError:
        return printed or ""
    return _when(moment) if "T" in (printed or "") and moment.tzinfo else printed or ""


def _when(moment: date | None) -> str:
    """A time as people write it: to the minute, with its zone; or the bare day."""
    if not isinstance(moment, datetime):
        return moment.isoformat() if moment else ""
    offset = moment.strftime("%z")
    zone = "UTC" if offset in ("+0000", "") else f"{offset[:3]}:{offset[3:5]}"
    return f"{moment:%Y-%m-%d %H:%M} {zone}"


def _lead(article: Article) -> Iterator[Image]:
    return (image for image in article.images if image.is_lead)


def _pictures(images: Iterable[Image]) -> Iterator[RenderableType]:
    for image in images:
        words = _styled("Picture: ", "dim")
        words.append(strip_controls(image.caption or image.alt or "(no caption)"), "italic")
        origin = (image.credit, image.copyright_notice)
        if rights := " · ".join(strip_controls(part) for part in origin if part):
            words.append(f" [{rights}]", "dim")
        yield Padding(words, (0, 0, 1, 2), expand=False)


def _text(paragraphs: Iterable[Paragraph], opening: Dateline | None) -> Iterator[RenderableType]:
    previous = None
    for paragraph in paragraphs:
        if previous and not (previous == paragraph.kind and previous in ("list_item", "table_row")):
            yield Text()
        words = _styled(paragraph.text, "bold" if paragraph.kind == "heading" else "")
        if opening and paragraph.kind != "heading" and paragraph.kind not in BESIDE:
            words = _styled(opening.text, "bold").append(" — ").append_text(words)
            opening = None
        if label := _BESIDE.get(paragraph.kind):
            if previous != paragraph.kind:
                yield Padding(_styled(f"[{label}]", "dim"), (0, 0, 0, 4))
            yield Padding(words, (0, 0, 0, 4))
        elif paragraph.kind == "quote":
            yield Padding(words, (0, 0, 0, 4), expand=False)
        elif paragraph.kind == "list_item":
            yield _hanging("•", words)
        elif paragraph.kind == "table_row":
            yield _hanging("│", words)
        else:
            yield words
        previous = paragraph.kind
    yield Text()


_BESIDE = {"box": "Box", "summary": "Key points", "embed": "Embedded post"}
"""How what stands beside the story is told apart from it."""


def _hanging(mark: str, words: Text) -> Table:
    line = Table.grid(padding=(0, 1))
    line.add_row(f" {mark}", words)
    return line


def _article_facts(article: Article) -> Iterator[tuple[str, str]]:
    dateline = article.dateline
    if dateline and dateline.source != "body":
        yield "Dateline", f"{dateline.text} ({_DATELINE_FROM[dateline.source]})"
    for source, text in article.other_headlines.items():
        yield f"Headline ({source})", text
    if article.published_at:
        yield "Published", _when(article.published_at)
    if article.modified_at and article.modified_at != article.published_at:
        yield "Modified", _when(article.modified_at)
    if article.authors and article.byline and not _says_no_more(article):
        yield "Authors", ", ".join(article.authors)
    for label, value in (
        ("Section", article.section),
        ("Keywords", ", ".join(article.keywords)),
        ("Language", article.language),
        ("Publisher", article.publisher),
        ("Copyright", article.copyright_notice),
        ("Kind", article.kind if article.kind != "article" else None),
        ("Address", article.url),
    ):
        if value:
            yield label, value
    if article.is_free is not None:
        yield "Paywall", "no" if article.is_free else "yes"


def _says_no_more(article: Article) -> bool:
    """Whether the byline as printed already is the names and nothing else."""
    names = ", ".join(article.authors).casefold()
    return (article.byline or "").casefold().removeprefix("by ") == names


def _facts(pairs: Iterable[tuple[str, str]]) -> Group:
    """One line each, never folded, so that an address can be copied whole; none twice."""
    rows = [(strip_controls(label), strip_controls(text)) for label, text in dict.fromkeys(pairs)]
    edge = max((len(label) for label, _ in rows), default=0) + 2
    return Group(
        *(
            Text(label.ljust(edge), style="dim", no_wrap=True, overflow="ignore").append(
                value, "not dim"
            )
            for label, value in rows
        )
    )
