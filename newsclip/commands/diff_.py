"""newsclip diff: what was changed between revisions, or what differs between two articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.text import Text

from archive import Archive, StoredArticle, StoredRevision
from archive.reading.text_diff import Block, Difference, Edit, differences
from newsclip.terminal.options.common_options import WebAddress, archive_option, same_archive
from newsclip.terminal.output.article_text import TEXT_WIDTH, json_text
from newsclip.terminal.output.printing import console, errors, fail, strip_controls

State = StoredArticle | StoredRevision

_STYLES = {"same": "", "removed": "red strike", "added": "green"}
_MARKS = {"same": ("", ""), "removed": ("[-", "-]"), "added": ("{+", "+}")}


@click.command(
    "diff",
    epilog="""\b
Examples:
  newsclip diff 17
  newsclip diff https://www.africanews.com/2023/11/06/some-story/ --from 1
  newsclip diff 17 --from 1 --to 3 --format json
  newsclip diff 17 42""",
)
@click.argument("articles", metavar="ID|URL [ID|URL]", nargs=-1, required=True, type=WebAddress())
@click.option(
    "--from", "start", metavar="N", type=click.IntRange(min=1), help="The earlier revision."
)
@click.option("--to", "end", metavar="N", type=click.IntRange(min=1), help="The later revision.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="To be read, or for programs.",
)
@archive_option
@errors
def command(
    articles: tuple[str, ...], start: int | None, end: int | None, form: str, archive: Path
) -> None:
    """Show what changed between two revisions of an article: the last two, or those given.

    With two articles, what the second has otherwise than the first: what an outlet cut from
    or added to an agency's copy. On a terminal removed words are red and new ones green;
    elsewhere, and where NO_COLOR is set, they stand in [-…-] and {+…+}.
    """
    if len(articles) > 2:
        raise click.UsageError("Name one article, or two to compare them.")
    if len(articles) == 2 and (start or end):
        raise click.UsageError("--from and --to are for the revisions of one article.")
    with Archive(archive) as opened:
        found = [_article(opened, name, archive) for name in articles]
        if len(found) == 2:
            before: State = found[0]
            after: State = found[1]
        else:
            before, after = _revisions(opened, found[0], start, end)
    changes = differences(before.record, after.record)
    if form == "json":
        click.echo(json_text(_as_json(found, before, after, changes)))
        return
    _print(found, before, after, changes)


def _article(opened: Archive, name: str, archive: Path) -> StoredArticle:
    found = opened.article(name)
    if found is None:
        fail(f"{name}: not in {archive}. To look for it: newsclip search WORDS{same_archive()}")
    return found


def _revisions(
    opened: Archive, article: StoredArticle, start: int | None, end: int | None
) -> tuple[StoredRevision, StoredRevision]:
    """The two revisions to compare; of an article that never changed, the one twice."""
    found = {revision.revision: revision for revision in opened.revisions(article.id)}
    last = max(found, default=0)
    end = last if end is None else end
    start = max(end - 1, 1) if start is None else start
    for number in (start, end):
        if number not in found:
            there = "revision 1 only" if last == 1 else f"revisions 1 to {last}"
            fail(f"article {article.id} has no revision {number}; it has {there}")
    return found[start], found[end]


def _as_json(
    found: list[StoredArticle], before: State, after: State, changes: list[Difference]
) -> dict[str, Any]:
    return {
        "from": _state(found[0], before),
        "to": _state(found[-1], after),
        "changed": [change.field for change in changes],
        "fields": {
            change.field: [
                [{"op": edit.op, "text": edit.text} for edit in block.edits]
                for block in change.blocks
            ]
            for change in changes
        },
    }


def _state(article: StoredArticle, state: State) -> dict[str, Any]:
    seen_at = state.seen_at if isinstance(state, StoredRevision) else state.last_seen_at
    return {
        "id": article.id,
        "url": article.url,
        "revision": state.revision,
        "seen_at": seen_at,
        "capture_id": state.capture_id,
    }


def _print(
    found: list[StoredArticle], before: State, after: State, changes: list[Difference]
) -> None:
    out = console()
    marked = not out.is_terminal or out.no_color
    same = len(found) == 1 and before.revision == after.revision
    for sign, article, state in (("-", found[0], before), ("+", found[-1], after)):
        told = _state(article, state)
        where = article.url if len(found) == 2 else f"revision {told['revision']}"
        line = f"{sign} {where}, seen {told['seen_at'][:16].replace('T', ' ')}"
        out.print(Text(strip_controls(line), style="dim"), soft_wrap=True)
        if same:
            break
    if not changes:
        why = "Nothing changed so far: there is one revision." if same else "No difference."
        click.echo(why, err=True)
    for change in changes:
        out.print()
        out.print(Text(change.field.replace("_", " "), style="bold"))
        for shown in _lines(change.blocks, marked):
            _print_line(out, shown)


def _lines(blocks: tuple[Block, ...], marked: bool) -> Iterator[Text]:
    """The blocks that differ; of the others only how many there are."""
    same = 0
    for block in blocks:
        if block.is_same:
            same += 1
            continue
        if same:
            yield _unchanged(same)
            same = 0
        yield Text.assemble(*(_shown(edit, marked) for edit in block.edits))
    if same:
        yield _unchanged(same)


def _unchanged(count: int) -> Text:
    return Text(f"… {count} unchanged …", style="dim")


def _shown(edit: Edit, marked: bool) -> Text:
    left, right = _MARKS[edit.op] if marked else ("", "")
    text = left + strip_controls(edit.text) + right
    return Text(text, style="" if marked else _STYLES[edit.op])


def _print_line(out: Console, line: Text) -> None:
    if out.is_terminal:
        out.print(line, width=min(out.width, TEXT_WIDTH))
    else:
        out.print(line, soft_wrap=True)
