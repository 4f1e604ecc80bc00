"""newsclip note: what one thinks of an article."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from archive import Archive, ArchiveMissing
from archive.notes import tags_and_notes
from archive.notes.noted_articles import keys_of, noted, resolve
from archive.notes.notes_file import open_notes
from archive.notes.tags_and_notes import Note
from newsclip.terminal.options.chosen_articles import article_ids
from newsclip.terminal.options.common_options import WebAddress, archive_option, format_option
from newsclip.terminal.output.printing import clean, errors, fail
from newsclip.terminal.output.row_printing import print_rows

COLUMNS = ("note", "noted_at", "id", "url", "text")


@click.command(
    "note",
    epilog="""\b
Examples:
  newsclip note 17 'quotes the minister only'
  newsclip note https://www.example.com/story - < thoughts.txt
  newsclip note --list --format csv
  newsclip note --delete 4""",
)
@click.argument("article", metavar="[ID|URL]", required=False, type=WebAddress())
@click.argument("text", metavar="[TEXT|-]", nargs=-1)
@click.option("--list", "listing", is_flag=True, help="All notes; so it is without arguments too.")
@click.option("--delete", metavar="NOTE", type=int, help="Delete the note of this number.")
@format_option
@archive_option
@errors
def command(
    article: str | None,
    text: tuple[str, ...],
    listing: bool,
    delete: int | None,
    archive: Path,
    form: str,
) -> None:
    """Note TEXT on an article, named by its number or address; - reads it from standard input.

    Without TEXT the notes on the article are told. Notes are kept in news.notes.db beside the
    archive, by the address of the article.
    """
    if article and (listing or delete is not None):
        raise click.UsageError("--list and --delete take no article.")
    if not archive.exists():
        raise ArchiveMissing(archive)
    with Archive(archive) as opened:
        if delete is not None:
            _delete(opened, delete)
            return
        if article is None:
            found = tags_and_notes.notes_on(opened.notes)
            numbers = resolve(opened.connection, [one.key for one in found])
            rows = [_row(opened, one, numbers.get(one.key)) for one in found]
            print_rows(rows, form, COLUMNS, empty="No note yet.")
            return
        (number,) = article_ids(opened, [article])
        if not text:
            found = tags_and_notes.notes_on(opened.notes, keys_of(opened.connection, number))
            rows = [_row(opened, one, number) for one in found]
            print_rows(rows, form, COLUMNS, empty="No note on it yet.")
            return
        words = sys.stdin.read() if text == ("-",) else " ".join(text)
        (named,) = noted(opened.connection, [number])
        with closing(open_notes(opened.path, opened.archive_id)) as notes:
            try:
                kept = tags_and_notes.add_note(notes, named, words)
            except ValueError as error:
                fail(str(error))
    click.echo(f"Note {kept.number} on article {number}", err=True)


def _delete(opened: Archive, number: int) -> None:
    with closing(open_notes(opened.path, opened.archive_id)) as notes:
        if not tags_and_notes.remove_note(notes, number):
            fail(f"there is no note {number}. To see all: newsclip note --list")
    click.echo(f"Note {number} deleted", err=True)


def _row(opened: Archive, one: Note, number: int | None) -> dict[str, Any]:
    article = opened.article(number) if number is not None else None
    return {
        "note": one.number,
        "noted_at": one.noted_at,
        "id": number,
        "url": article.url if article else clean(one.key),
        "text": one.text,
    }
