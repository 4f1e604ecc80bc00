"""newsclip watch: what is new since the last time, for the mail of cron."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from archive import Archive
from archive.notes import watches
from archive.notes.notes_file import open_notes
from archive.notes.watches import Kind, News
from newsclip.terminal.options.common_options import archive_option, format_option
from newsclip.terminal.options.filter_options import choice_options, filters_from, print_unknown
from newsclip.terminal.options.query_command import QueryCommand
from newsclip.terminal.output.printing import clean, errors, minute
from newsclip.terminal.output.row_printing import print_rows

COLUMNS = ("kind", "at", "id", "site", "headline", "before", "published_at", "url")


@click.command(
    "watch",
    cls=QueryCommand,
    epilog="""\b
Examples:
  newsclip watch 'climate OR weather'
  newsclip watch strike --site bbc.co.uk --edits --gone
  newsclip watch --gone --format jsonl --name removed""",
)
@click.argument("query", nargs=-1)
@choice_options
@click.option("--edits", is_flag=True, help="What was edited since, too.")
@click.option("--gone", is_flag=True, help="What its site took down since, too.")
@click.option(
    "--name",
    metavar="NAME",
    help="Under which name it is kept what was shown; otherwise the query and its options are it.",
)
@format_option
@archive_option
@errors
def command(
    query: tuple[str, ...],
    edits: bool,
    gone: bool,
    name: str | None,
    archive: Path,
    form: str,
    **options: Any,
) -> None:
    """Print what came since the last time that QUERY was watched, and nothing if nothing did.

    It is meant for cron, which mails what is printed. The first time nothing is listed: watching
    begins. QUERY and the options are those of newsclip search; an article counts as new when it
    came into the archive, however old it is. How far each watch was shown the archive is kept in
    news.notes.db beside it.
    """
    words = " ".join(query)
    kinds: list[Kind] = ["new", *(["edited"] if edits else []), *(["gone"] if gone else [])]  # type: ignore[list-item]
    called = name or _name(words, kinds, options)
    with Archive(archive) as opened, closing(open_notes(opened.path, opened.archive_id)) as notes:
        since = watches.last_seen(notes, called)
        found, now = watches.look(
            opened.connection, opened.path, words, filters_from(options, opened), kinds, since
        )
        if form == "table":
            for one in found:
                _print(one)
        else:
            print_rows((asdict(one) for one in found), form, COLUMNS if found else ())
        if since is None:
            hits = opened.search(words, filters_from(options, opened))
            for note in hits.notes:
                click.echo(clean(note), err=True)
            total = hits.total_text
            if not hits:
                print_unknown(opened.unknown_values(filters_from(options, opened)))
            click.echo(f"Watching begins; found so far and not listed: {total}", err=True)
        # What was printed may be printed again after a crash; it is never lost.
        watches.note_seen(notes, called, now)


def _name(words: str, kinds: list[Kind], options: dict[str, Any]) -> str:
    chosen = {key: value for key, value in sorted(options.items()) if value}
    for key in ("since", "until"):
        if isinstance(chosen.get(key), datetime):
            chosen[key] = chosen[key].isoformat()
    return json.dumps([words, kinds[1:], chosen], ensure_ascii=False)


def _print(one: News) -> None:
    facts = [minute(one.at), one.site or "local"]
    if one.kind == "edited":
        facts.append("edited" + (f", was: {one.before}" if one.before else ""))
    elif one.kind == "gone":
        facts.append("taken down")
    click.echo(clean(one.headline or "(no headline)"))
    click.echo("    " + " · ".join(clean(fact) for fact in facts))
    click.echo("    " + clean(one.url))
